// Pictures of every page for people to judge; `make pictures` puts them into end2end/test-results/pictures.

import { looks, visit } from "../support/pages.ts";
import { test } from "../support/test.ts";

for (const who of ["nobody", "patient", "doctor", "admin"] as const) {
  for (const colorScheme of ["light", "dark"] as const) {
    for (const width of [320, 768, 1280]) {
      test(`${who}, ${colorScheme}, ${width}`, async ({ page, clinic, signIn }) => {
        const all = await looks(clinic);
        await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
        await page.setViewportSize({ width, height: 900 });
        if (who !== "nobody") await signIn(...all[who]);
        for (const look of all.looks.filter((look) => (look.as ?? "nobody") === who)) {
          await visit(page, look);
          const path = `test-results/pictures/${look.name.replaceAll(/\W+/g, "-")}-${width}-${colorScheme}.png`;
          await page.screenshot({ path, fullPage: true });
        }
      });
    }
  }
}
