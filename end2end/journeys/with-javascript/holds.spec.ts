import { inDays } from "../../support/clinic.ts";
import { awake, expect, test } from "../../support/test.ts";

const day = inDays(3);

test("a time is kept while the form is filled in, longer once, and becomes the appointment", async ({
  page,
  clinic,
  signIn,
}) => {
  const [doctor, patient, rival] = [await clinic.doctor(day), await clinic.patient(), await clinic.patient()];
  await signIn(patient.email);
  await page.clock.install();
  await page.goto(`/doctors/${doctor.slug}`);
  await page.getByRole("link", { name: `10:30, ${day.heading}` }).click();
  await awake(page);
  const countdown = page.locator(".countdown");
  await expect(countdown).toContainText(/We keep this time for you for (5:00|4:5\d)\./);
  await expect(clinic.hold(rival, doctor, `${day.date}T10:30`)).rejects.toThrow("409");

  const more = page.getByRole("button", { name: "I need more time" });
  await expect(more).toBeHidden();
  await page.clock.fastForward("03:10");
  await expect(page.getByText("Less than two minutes are left.")).toBeVisible();
  await more.click();
  await expect(countdown).toContainText(/for (10:00|9:5\d)\./);
  await expect(more).toBeHidden();
  await page.getByRole("button", { name: "Book this appointment" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Your appointment is booked" })).toBeVisible();
});

test("when it is kept no longer, it is said, and the time can still be booked", async ({ page, clinic, signIn }) => {
  const [doctor, patient] = [await clinic.doctor(day), await clinic.patient()];
  await signIn(patient.email);
  await page.clock.install();
  await page.goto(`/doctors/${doctor.slug}`);
  await page.getByRole("link", { name: `10:30, ${day.heading}` }).click();
  await awake(page);
  await expect(page.locator(".countdown")).toContainText("We keep this time for you");
  await page.clock.fastForward("06:00");
  await expect(page.getByText("We do not keep this time for you any more.")).toBeVisible();
  await page.getByRole("button", { name: "Book this appointment" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Your appointment is booked" })).toBeVisible();
});
