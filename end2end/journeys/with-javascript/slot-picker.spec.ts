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

test("a time that is booked elsewhere goes while one looks, and comes back, and the focus stays", async ({
  page,
  clinic,
}) => {
  const day = inDays(3);
  const [doctor, patient] = [await clinic.doctor(day), await clinic.patient()];
  await page.goto(`/doctors/${doctor.slug}`);
  await awake(page);
  const time = (start: string) => page.getByRole("link", { name: `${start}, ${day.heading}` });
  await time("11:00").focus();
  // Told within a second, and no page is loaded.
  const soon = { timeout: 2_000 };
  const appointment = await clinic.book(patient, doctor, `${day.date}T10:30`);
  await expect(time("10:30")).toHaveCount(0, soon);
  await expect(page.locator("[aria-live=polite]")).toContainText("3 free times");
  await expect(time("11:00")).toBeFocused();
  await clinic.cancel(patient, appointment);
  await expect(time("10:30")).toBeVisible(soon);
  await expect(time("11:00")).toBeFocused();
});
