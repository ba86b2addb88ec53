import { PASSWORD } from "../support/clinic.ts";
import { followMail } from "../support/mail.ts";
import { expect, test } from "../support/test.ts";

const NEW = "another long password";

test("a forgotten password is replaced by way of a mail", async ({ page, clinic, signIn }) => {
  const patient = await clinic.patient();
  await page.goto("/login");
  await page.getByRole("link", { name: "Forgot your password?" }).click();
  await page.getByRole("button", { name: "Send the link" }).click();
  await expect(page.getByLabel("E-mail address")).toHaveAccessibleDescription(/like name@example.com/);
  await page.getByLabel("E-mail address").fill(patient.email);
  await page.getByRole("button", { name: "Send the link" }).click();
  await expect(page.getByRole("status")).toContainText("a link is on its way");

  await followMail(page, patient.email, "Choose a new password");
  const link = page.url();
  await page.getByLabel("New password").fill("short");
  await page.getByRole("button", { name: "Change password" }).click();
  await expect(page.getByLabel("New password")).toHaveAccessibleDescription(/at least 12 characters/);
  await page.getByLabel("New password").fill(NEW);
  await page.getByRole("button", { name: "Change password" }).click();
  await expect(page.getByRole("status")).toContainText("Your password is changed.");
  await signIn(patient.email, NEW);

  await page.goto(link);
  await page.getByLabel("New password").fill(PASSWORD);
  await page.getByRole("button", { name: "Change password" }).click();
  await expect(page.getByRole("alert")).toContainText("This link is not valid any more");
});

test("a new patient confirms their address by way of a mail", async ({ page, clinic }) => {
  const patient = await clinic.patient();
  await followMail(page, patient.email, "Confirm your e-mail address");
  await page.getByRole("button", { name: "Yes, this address is mine" }).click();
  await expect(page.getByRole("status")).toContainText("Your e-mail address is confirmed.");
});
