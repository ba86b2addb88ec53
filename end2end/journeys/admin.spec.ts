import { DEMO_ADMIN, inDays } from "../support/clinic.ts";
import { expect, test } from "../support/test.ts";

test("an administrator sees the practice in numbers, on the days they choose", async ({ page, clinic, signIn }) => {
  const day = inDays(3);
  const [doctor, patient] = [await clinic.doctor(day), await clinic.patient()];
  await clinic.book(patient, doctor, `${day.date}T10:00`);
  await signIn(...DEMO_ADMIN);
  await page.getByRole("link", { name: "Administration" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "The practice in numbers" })).toBeVisible();
  await expect(page.getByText("Appointments to come")).toBeVisible();

  await page.getByLabel("First day").fill(day.date);
  await page.getByLabel("Until before").fill(inDays(4).date);
  await page.getByLabel("Put together").selectOption("Week by week");
  await page.getByRole("button", { name: "Show these days" }).click();
  await expect(page.getByRole("img", { name: /^Visits/ })).toBeVisible();
  await page.getByText("The same as a table").click();
  const row = page.getByRole("table", { name: "Visits" }).getByRole("row").nth(1);
  await expect(row.getByRole("rowheader")).toHaveText(/^week of/);
  // One of four half hours; others of the practice may come before in the list of doctors.
  const more = page.getByRole("link", { name: "More doctors" });
  const own = page.getByRole("row", { name: new RegExp(doctor.name) });
  while ((await own.count()) === 0) {
    await more.click();
    await page.waitForLoadState();
  }
  await expect(own).toContainText("25%");
});

test("patients and doctors have nothing to do there", async ({ page, clinic, signIn }) => {
  const patient = await clinic.patient();
  await signIn(patient.email);
  await expect(page.getByRole("link", { name: "Administration" })).toHaveCount(0);
  expect((await page.goto("/admin"))?.status()).toBe(403);
});
