import { readFile } from "node:fs/promises";
import { inDays, newPerson, PASSWORD } from "../support/clinic.ts";
import { expect, test } from "../support/test.ts";

test("a refused registration says what is wrong beside each field and keeps what was typed", async ({ page }) => {
  await page.goto("/register");
  await page.getByLabel("Full name").fill("Ann <Lee>");
  await page.getByLabel("E-mail address").fill("nonsense");
  await page.getByLabel("Password").fill("short");
  await page.getByRole("button", { name: "Create account" }).click();

  const alert = page.getByRole("alert");
  await expect(alert).toContainText("There is a problem");
  await expect(alert).toBeFocused();
  await expect(page).toHaveTitle("Error: Create your account · Praxis");
  await expect(page.getByLabel("Full name")).toHaveValue("Ann <Lee>");
  const email = page.getByLabel("E-mail address");
  await expect(email).toHaveValue("nonsense");
  await expect(email).toHaveAttribute("aria-invalid", "true");
  await expect(email).toHaveAccessibleDescription(/Enter an e-mail address like name@example.com/);
  await expect(page.getByLabel("Password")).toHaveValue("");
  await alert.getByRole("link", { name: /e-mail/i }).click();
  await expect(email).toBeFocused();
});

test("signing out ends the visit", async ({ page, clinic, signIn }) => {
  const patient = await clinic.patient();
  await signIn(patient.email);
  await expect(page.getByRole("heading", { level: 1, name: "My appointments" })).toBeVisible();
  await page.getByRole("button", { name: "Sign out" }).click();
  await expect(page.getByRole("status")).toContainText("You are signed out.");
  await page.goto("/appointments");
  await expect(page.getByRole("heading", { level: 1, name: "Sign in" })).toBeVisible();
});

test("a patient sees neither somebody else's appointment nor a doctor's pages", async ({ page, clinic, signIn }) => {
  const day = inDays(3);
  const [doctor, ann, bo] = [await clinic.doctor(day), await clinic.patient(), await clinic.patient()];
  const id = await clinic.book(ann, doctor, `${day.date}T10:00`);
  await signIn(bo.email);
  for (const path of [`/book/confirmed/${id}`, `/appointments/${id}/cancel`, "/appointments/nonsense/cancel"]) {
    const answer = await page.goto(path);
    expect(answer?.status(), path).toBe(404);
    await expect(page.getByRole("heading", { level: 1, name: "Page not found" })).toBeVisible();
  }
  expect((await page.goto("/doctor/hours"))?.status()).toBe(403);
  await expect(page.getByRole("heading", { level: 1, name: "This page is not for your account" })).toBeVisible();
});

test("an address that is taken is refused without losing the form", async ({ page, clinic }) => {
  const taken = await clinic.patient();
  const other = newPerson("Bo");
  await page.goto("/register");
  await page.getByLabel("Full name").fill(other.name);
  await page.getByLabel("E-mail address").fill(taken.email);
  await page.getByLabel("Password").fill(PASSWORD);
  await page.getByRole("button", { name: "Create account" }).click();
  await expect(page.getByRole("alert")).toContainText("already");
  await expect(page.getByLabel("Full name")).toHaveValue(other.name);
});

test("somebody sees where they are signed in, ends one, and changes the password", async ({ page, clinic, signIn }) => {
  const patient = await clinic.patient();
  await signIn(patient.email);
  await page.getByRole("link", { name: patient.name }).click();
  await expect(page.getByRole("heading", { level: 1, name: "My account" })).toBeVisible();
  await expect(page.getByRole("listitem").filter({ hasText: "This device" })).toContainText("Chrome on");
  const other = page.getByRole("button", { name: /^Sign out .+, signed in/ });
  await other.click();
  await expect(page.getByRole("status")).toContainText("That device is signed out.");
  await expect(other).toHaveCount(0);

  await page.getByLabel("Current password").fill("not my password");
  await page.getByLabel("New password").fill("another long password");
  await page.getByRole("button", { name: "Change password" }).click();
  await expect(page.getByLabel("Current password")).toHaveAccessibleDescription(/not your password/);
  await page.getByLabel("Current password").fill(PASSWORD);
  await page.getByLabel("New password").fill("another long password");
  await page.getByRole("button", { name: "Change password" }).click();
  await expect(page.getByRole("status")).toContainText("Your password is changed.");
  await page.getByRole("button", { name: "Sign out", exact: true }).click();
  await signIn(patient.email, "another long password");
});

test("a weak password is refused with the reason, and what was typed stays", async ({ page }) => {
  const somebody = newPerson("Ann");
  await page.goto("/register");
  await page.getByLabel("Full name").fill(somebody.name);
  await page.getByLabel("E-mail address").fill(somebody.email);
  for (const [password, reason] of [
    ["Password1234", /Many people have this password/],
    [`${somebody.email}`, /besides your name, your e-mail address/],
  ] as const) {
    await page.getByLabel("Password").fill(password);
    await page.getByRole("button", { name: "Create account" }).click();
    await expect(page.getByLabel("Password")).toHaveAccessibleDescription(reason);
    await expect(page.getByLabel("Full name")).toHaveValue(somebody.name);
  }
  await page.getByLabel("Password").fill("🦊 schläft im Gebüsch");
  await page.getByRole("button", { name: "Create account" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "My appointments" })).toBeVisible();
});

test("somebody changes their details and takes their data along", async ({ page, clinic, signIn }) => {
  const patient = await clinic.patient();
  await signIn(patient.email);
  await page.goto("/account");
  await expect(page.getByLabel("Full name")).toHaveValue(patient.name);
  await page.getByLabel("Full name").fill("");
  await page.getByLabel("About you").fill("Likes tea");
  await page.getByRole("button", { name: "Save details" }).click();
  await expect(page.getByLabel("Full name")).toHaveAccessibleDescription(/Enter the full name/);
  await expect(page.getByLabel("About you")).toHaveValue("Likes tea");
  await page.getByLabel("Full name").fill("Ann Berg");
  await page.getByRole("button", { name: "Save details" }).click();
  await expect(page.getByRole("status")).toContainText("Your details are saved.");
  await expect(page.getByRole("link", { name: "Ann Berg" })).toBeVisible();

  const download = page.waitForEvent("download");
  await page.getByRole("link", { name: "Download my data" }).click();
  const file = await (await download).path();
  const data = JSON.parse(await readFile(file, "utf8"));
  expect(data.profile).toMatchObject({ email: patient.email, full_name: "Ann Berg", bio: "Likes tea" });
});

test("somebody deletes their account, and the address is free again", async ({ page, clinic, signIn }) => {
  const day = inDays(3);
  const [doctor, patient] = [await clinic.doctor(day), await clinic.patient()];
  await clinic.book(patient, doctor, `${day.date}T10:00`);
  await signIn(patient.email);
  await page.goto("/account");
  await page.getByLabel("Your password").fill("not my password");
  await page.getByRole("button", { name: "Delete my account" }).click();
  await expect(page.getByLabel("Your password")).toHaveAccessibleDescription(/not your password/);
  await page.getByLabel("Your password").fill(PASSWORD);
  await page.getByRole("button", { name: "Delete my account" }).click();
  await expect(page.getByRole("status")).toContainText("Your account is deleted.");
  await expect(page.getByRole("link", { name: "Sign in" })).toBeVisible();

  await page.goto("/register");
  await page.getByLabel("Full name").fill(patient.name);
  await page.getByLabel("E-mail address").fill(patient.email);
  await page.getByLabel("Password").fill(PASSWORD);
  await page.getByRole("button", { name: "Create account" }).click();
  await expect(page.getByText("You have no upcoming appointments.")).toBeVisible();
});

test("a doctor who is expected is told why their account stays", async ({ page, clinic, signIn }) => {
  const day = inDays(3);
  const [doctor, patient] = [await clinic.doctor(day), await clinic.patient()];
  await clinic.book(patient, doctor, `${day.date}T10:00`);
  await signIn(doctor.email);
  await page.goto("/account");
  await page.getByLabel("Your password").fill(PASSWORD);
  await page.getByRole("button", { name: "Delete my account" }).click();
  await expect(page.getByRole("alert")).toContainText("You have appointments to come.");
});
