// What the first look at the results costs: bytes as they come over the wire, and nothing that jumps.

import { expect, test, awake } from "../support/test.ts";

const KILOBYTES = 150;

test(`the results page, all it needs included, stays below ${KILOBYTES} kB and does not shift`, async ({ page }) => {
  const sizes: Record<string, number> = {};
  const devtools = await page.context().newCDPSession(page);
  const types = new Map<string, string>();
  await devtools.send("Network.enable");
  await devtools.send("Network.setCacheDisabled", { cacheDisabled: true });
  devtools.on("Network.responseReceived", ({ requestId, response }) => types.set(requestId, response.mimeType));
  devtools.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => {
    const type = types.get(requestId) ?? "unknown";
    sizes[type] = (sizes[type] ?? 0) + encodedDataLength;
  });
  await page.addInitScript(() => {
    Object.assign(window, { shift: 0 });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) (window as never as { shift: number }).shift += (entry as never as { value: number }).value;
    }).observe({ type: "layout-shift", buffered: true });
  });

  await page.goto("/doctors?specialty=general-practice", { waitUntil: "networkidle" });
  await awake(page);
  const total = Object.values(sizes).reduce((sum, size) => sum + size, 0);
  console.log(`bytes over the wire: ${JSON.stringify(sizes)}, in all ${total}`);
  expect(sizes["application/wasm"], "WASM was loaded").toBeGreaterThan(0);
  expect(total).toBeLessThan(KILOBYTES * 1000);
  expect(await page.evaluate(() => (window as never as { shift: number }).shift)).toBe(0);
});
