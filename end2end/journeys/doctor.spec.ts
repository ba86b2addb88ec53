import { inDays } from "../support/clinic.ts";
import { expect, test } from "../support/test.ts";

const day = inDays(4);

test("a doctor opens extra time, a patient books it, and the doctor sees who comes", async ({ page, clinic, signIn }) => {
  const [doctor, patient] = [await clinic.doctor(inDays(3)), await clinic.patient()];
  await signIn(doctor.email);
  await page.getByRole("link", { name: "My hours" }).click();
  const extra = page.getByRole("region", { name: "Open extra time" });
  await extra.getByLabel("From").fill(`${day.date}T14:00`);
  await extra.getByLabel("Until").fill(`${day.date}T13:00`);
  await extra.getByRole("button", { name: "Open this time" }).click();
  await expect(page.getByRole("alert")).toContainText("There is a problem");
  await expect(extra.getByLabel("From")).toHaveValue(`${day.date}T14:00`);

  await extra.getByLabel("Until").fill(`${day.date}T15:00`);
  await extra.getByRole("button", { name: "Open this time" }).click();
  await expect(page.getByRole("status")).toContainText("This time is open.");
  await expect(extra.getByRole("listitem").filter({ hasText: "14:00" })).toContainText(day.heading);

  await clinic.book(patient, doctor, `${day.date}T14:30`);
  await page.getByRole("link", { name: "My day" }).click();
  const visit = page.getByRole("row").filter({ hasText: patient.name });
  await expect(visit).toContainText("14:30 to 15:00");
  await expect(page.getByRole("heading", { name: day.heading })).toBeVisible();

  await visit.getByRole("link", { name: "Cancel the appointment on" }).click();
  await page.getByRole("button", { name: "Yes, cancel it" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "My day" })).toBeVisible();
  await expect(page.getByRole("row").filter({ hasText: patient.name })).toContainText("Cancelled");
});

test("a doctor sets weekly hours, and patients see them", async ({ page, clinic, signIn }) => {
  const doctor = await clinic.doctor(inDays(3));
  await signIn(doctor.email);
  await page.goto("/doctor/hours");
  const weekday = day.heading.split(" ")[0];
  const from = page.getByLabel(`${weekday}, first range, from`);
  const to = page.getByLabel(`${weekday}, first range, to`);
  await from.fill("17:00");
  await to.fill("16:00");
  await page.getByRole("button", { name: "Save weekly hours" }).click();
  await expect(page.getByRole("alert")).toContainText("There is a problem");
  await expect(from).toHaveValue("17:00");

  await from.fill("08:00");
  await to.fill("09:00");
  await page.getByRole("button", { name: "Save weekly hours" }).click();
  await expect(page.getByRole("status")).toContainText("Your weekly hours are saved.");
  await expect(from).toHaveValue("08:00");
  await page.goto(`/doctors/${doctor.slug}?from=${day.date}`);
  await expect(page.getByRole("link", { name: `08:30, ${day.heading}` })).toBeVisible();
  await expect(page.getByRole("link", { name: `09:00, ${day.heading}` })).toHaveCount(0);
});
