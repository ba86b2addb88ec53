import type { Page } from "@playwright/test";
import { type Clinic, inDays } from "../support/clinic.ts";
import { followMail } from "../support/mail.ts";
import { expect, test } from "../support/test.ts";

const soon = inDays(4);
const late = inDays(9);

/** A doctor whose only earlier hour somebody else has, and a patient with an appointment later. */
async function full(clinic: Clinic) {
  const [doctor, patient, other] = [await clinic.doctor(late), await clinic.patient(), await clinic.patient()];
  await clinic.open(doctor, `${soon.date}T10:00`, `${soon.date}T10:30`);
  const taken = await clinic.book(other, doctor, `${soon.date}T10:00`);
  await clinic.book(patient, doctor, `${late.date}T10:00`);
  return { doctor, patient, other, taken };
}

async function ask(page: Page) {
  await page.getByRole("link", { name: "Ask for an earlier time than" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Ask for an earlier time" })).toBeVisible();
  await page.getByLabel("Morning, before 12:00").check();
  await page.getByLabel("How long beforehand do you have to know?").selectOption("2 hours");
  await page.getByRole("button", { name: "Put me on the waiting list" }).click();
  await expect(page.getByRole("status")).toContainText("You are on the waiting list");
  await expect(page.getByText("You wait for: any day, in the morning, known 2 hours beforehand.")).toBeVisible();
}

test("who waits is written to when a time opens, takes it with one tap, and their appointment moves", async ({
  page,
  clinic,
  signIn,
}) => {
  const { doctor, patient, other, taken } = await full(clinic);
  await signIn(patient.email);
  await ask(page);
  await page.getByRole("button", { name: "Sign out" }).click();
  await clinic.cancel(other, taken);
  await clinic.untilOffered(patient);

  await followMail(page, patient.email, "An earlier time for you");
  await expect(page.getByRole("heading", { level: 1, name: "An earlier time for you" })).toBeVisible();
  await expect(page.locator(".summary")).toContainText(soon.heading);
  await expect(page.locator(".summary")).toContainText(doctor.name);
  await page.getByRole("button", { name: "Take this time" }).click();
  await expect(page.getByRole("status")).toContainText(`The time is yours: ${soon.heading}`);

  await signIn(patient.email);
  const item = page.getByRole("listitem").filter({ hasText: doctor.name });
  await expect(item).toHaveCount(1);
  await expect(item).toContainText(soon.heading);
});

test("an offered time is in one's list, and can be let go", async ({ page, clinic, signIn }) => {
  const { doctor, patient, other, taken } = await full(clinic);
  await signIn(patient.email);
  await ask(page);
  await clinic.cancel(other, taken);
  await clinic.untilOffered(patient);
  await page.reload();
  await expect(page.getByText(`An earlier time: ${soon.heading}`)).toBeVisible();
  await page.getByRole("button", { name: "No, thank you" }).click();
  await expect(page.getByRole("status")).toContainText("goes to the next");
  await expect(page.getByText("You wait for")).toBeVisible();
  await page.getByRole("button", { name: `Leave the waiting list of ${doctor.name}` }).click();
  await expect(page.getByRole("status")).toContainText("not on the waiting list any more");
});
