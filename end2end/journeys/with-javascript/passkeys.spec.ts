import { expect, test } from "../../support/test.ts";
import { PASSWORD } from "../../support/clinic.ts";

test("a passkey is added, signs in without password and code, and is removed", async ({
  page,
  clinic,
  signIn,
}) => {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send("WebAuthn.enable");
  await devtools.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      protocol: "ctap2",
      transport: "internal",
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  const patient = await clinic.patient();
  await signIn(patient.email);
  await page.goto("/account/passkeys");
  await page.getByLabel("Name").fill("My phone");
  await page.getByLabel("Your password").fill("not the password");
  await page.getByRole("button", { name: "Add this device" }).click();
  await expect(page.getByRole("alert")).toContainText("This is not your password.");
  await page.getByLabel("Your password").fill(PASSWORD);
  await page.getByRole("button", { name: "Add this device" }).click();
  await expect(page.getByRole("status")).toContainText("“My phone” is added.");
  const item = page.getByRole("listitem").filter({ hasText: "My phone" });
  await expect(item).toContainText("not used yet");
  // A second one on the same device makes no sense, and the device says so.
  await page.getByLabel("Name").fill("My phone again");
  await page.getByLabel("Your password").fill(PASSWORD);
  await page.getByRole("button", { name: "Add this device" }).click();
  await expect(page.getByRole("alert")).toContainText("has a passkey for your account already");

  await page.getByRole("button", { name: "Sign out" }).click();
  await page.goto("/login?next=/account/passkeys");
  await page.getByRole("button", { name: "Sign in with a passkey" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Passkeys" })).toBeVisible();
  await expect(item).toContainText("last used");

  await item.getByRole("button", { name: "Remove My phone" }).click();
  await expect(page.getByRole("status")).toContainText("The passkey is removed.");

  await page.getByRole("button", { name: "Sign out" }).click();
  await page.goto("/login");
  await page.getByRole("button", { name: "Sign in with a passkey" }).click();
  await expect(page.getByRole("alert")).toContainText("This passkey was not accepted.");
});
