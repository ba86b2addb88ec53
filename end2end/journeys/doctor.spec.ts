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

test("a doctor takes time off, sees who is booked in it, and gives it back", async ({ page, clinic, signIn }) => {
  const [doctor, patient] = [await clinic.doctor(day), await clinic.patient()];
  await clinic.book(patient, doctor, `${day.date}T10:30`);
  await signIn(doctor.email);
  await page.getByRole("link", { name: "Time off" }).click();
  await page.getByLabel("First day").fill(day.date);
  await page.getByLabel("From (optional)").fill("10:30");
  await page.getByLabel("Last day").fill(inDays(3).date);
  await page.getByLabel("Reason").fill("Congress");
  await page.getByRole("button", { name: "Save time off" }).click();
  await expect(page.getByRole("alert")).toContainText("The end must come after the start.");
  await expect(page.getByLabel("From (optional)")).toHaveValue("10:30");
  await page.getByLabel("Last day").fill(day.date);
  await page.getByRole("button", { name: "Save time off" }).click();
  await expect(page.getByRole("alert")).toContainText("One appointment is booked in this time. Nothing is saved yet");
  await page.getByLabel(patient.name).selectOption("Leave it as it is");
  await page.getByRole("button", { name: "Save time off" }).click();
  await expect(page.getByRole("status")).toContainText("One appointment is booked in it");
  const planned = page.getByRole("main").getByRole("listitem").filter({ hasText: "Congress" });
  await expect(planned).toContainText(day.heading);
  await expect(planned).toContainText(patient.name);

  await page.goto(`/doctors/${doctor.slug}`);
  await expect(page.getByRole("link", { name: `10:00, ${day.heading}` })).toBeVisible();
  await expect(page.getByRole("link", { name: `11:00, ${day.heading}` })).toHaveCount(0);
  await page.getByRole("link", { name: "Time off" }).click();
  await planned.getByRole("button", { name: "Remove the time off" }).click();
  await expect(page.getByRole("status")).toContainText("Your hours hold again.");
  await page.goto(`/doctors/${doctor.slug}`);
  await expect(page.getByRole("link", { name: `11:00, ${day.heading}` })).toBeVisible();
});
