import { inDays } from "../../support/clinic.ts";
import { awake, expect, test } from "../../support/test.ts";

test("another week comes without a new page, is announced, and survives a reload", async ({ page, clinic }) => {
  const day = inDays(10);
  const doctor = await clinic.doctor(day);
  await page.goto(`/doctors/${doctor.slug}`);
  await awake(page);
  await page.evaluate(() => Object.assign(window, { same: true }));
  const later = page.getByRole("link", { name: "Later" });
  await later.click();
  const time = page.getByRole("link", { name: `10:00, ${day.heading}` });
  await expect(time).toBeVisible();
  await expect(later).toBeFocused();
  await expect(page.locator("[aria-live=polite]")).toContainText("4 free times");
  expect(await page.evaluate(() => "same" in window)).toBe(true);
  expect(page.url()).toContain("from=");
  await page.reload();
  await expect(time).toBeVisible();
});

test("when the server cannot be reached, the link does what links do", async ({ page, clinic }) => {
  const day = inDays(10);
  const doctor = await clinic.doctor(day);
  await page.goto(`/doctors/${doctor.slug}`);
  await awake(page);
  await page.route("**/fn/slots*", (route) => route.fulfill({ status: 200, body: "not what was asked for" }));
  await page.getByRole("link", { name: "Later" }).click();
  await expect(page.getByRole("link", { name: `10:00, ${day.heading}` })).toBeVisible();
});
