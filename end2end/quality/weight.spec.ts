// What the first look at a page costs: bytes as they come over the wire, and nothing that jumps.

import type { Page } from "@playwright/test";
import { expect, test, awake } from "../support/test.ts";

test("the results page needs no WASM, and is light", async ({ page }) => {
  const sizes = await weigh(page, "/doctors?specialty=general-practice");
  expect(sizes["application/wasm"]).toBeUndefined();
  expect(total(sizes)).toBeLessThan(30_000);
});

test("the page of a doctor's times, all it needs included, stays below 150 kB", async ({ page }) => {
  const sizes = await weigh(page, "/doctors/dr-amara-osei");
  await awake(page);
  expect(sizes["application/wasm"], "WASM was loaded").toBeGreaterThan(0);
  expect(total(sizes)).toBeLessThan(150_000);
});

/** Bytes by type of file, with an empty cache. */
async function weigh(page: Page, path: string): Promise<Record<string, number>> {
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
  await page.goto(path, { waitUntil: "load" });
  // A page of times listens for as long as it is open, and is never quite idle.
  await page.waitForTimeout(1000);
  console.log(`bytes over the wire of ${path}: ${JSON.stringify(sizes)}, in all ${total(sizes)}`);
  expect(await page.evaluate(() => (window as never as { shift: number }).shift)).toBe(0);
  return sizes;
}

function total(sizes: Record<string, number>): number {
  return Object.values(sizes).reduce((sum, size) => sum + size, 0);
}
