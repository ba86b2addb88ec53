// What every page owes to everybody, at every width, light and dark.

import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { looks, visit } from "../support/pages.ts";
import { expect, test } from "../support/test.ts";

const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

for (const who of ["nobody", "patient", "doctor", "admin"] as const) {
  test(`pages of ${who} have no fault that axe knows, and fit every screen`, async ({ page, clinic, signIn }) => {
    test.slow();
    const all = await looks(clinic);
    if (who !== "nobody") await signIn(...all[who]);
    for (const look of all.looks.filter((look) => (look.as ?? "nobody") === who)) {
      await visit(page, look);
      for (const colorScheme of ["light", "dark"] as const) {
        await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
        const { violations } = await new AxeBuilder({ page }).withTags(TAGS).analyze();
        const faults = violations.map((it) => `${it.id}: ${it.nodes.map((node) => node.html).join(" ")}`);
        expect.soft(faults, `${look.name}, ${colorScheme}`).toEqual([]);
      }
      for (const width of [320, 768, 1280]) {
        await page.setViewportSize({ width, height: 900 });
        expect.soft(await tooWide(page), `${look.name} at ${width}`).toEqual([]);
      }
      expect.soft(await tooSmall(page), `targets of ${look.name}`).toEqual([]);
      await expect.soft(page.getByRole("heading", { level: 1 }), look.name).toHaveCount(1);
      await expect.soft(page, look.name).toHaveTitle(/Praxis$/);
    }
  });
}

/** What reaches beyond the right edge (WCAG 2.2, 1.4.10). */
function tooWide(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const width = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= width) return [];
    const wide = [...document.body.querySelectorAll("*")].filter((it) => it.getBoundingClientRect().right > width);
    return wide.map((it) => it.outerHTML.slice(0, 80));
  });
}

/** What fingers cannot hit: controls of less than 24 by 24 pixels that are not part of a sentence (2.5.8). */
function tooSmall(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const inSentence = (it: Element) => it.matches("p a, li a, dd a") && getComputedStyle(it).display === "inline";
    const small = [...document.body.querySelectorAll("a, button, input:not([type=hidden]), select, textarea")]
      .filter((it) => it.checkVisibility() && !inSentence(it) && !it.matches(".skip"))
      .filter((it) => it.getBoundingClientRect().height < 24 || it.getBoundingClientRect().width < 24);
    return small.map((it) => it.outerHTML.slice(0, 80));
  });
}

test("a page still works at four times its text size", async ({ page, clinic }) => {
  const { looks: all } = await looks(clinic);
  await page.setViewportSize({ width: 1280, height: 1024 });
  for (const look of all.filter((look) => !look.as && !look.then)) {
    await visit(page, look);
    // What a zoom of 400 % does to a window of 1280 pixels.
    await page.setViewportSize({ width: 320, height: 256 });
    expect(await tooWide(page), look.name).toEqual([]);
  }
});
