import { PASSWORD } from "../support/clinic.ts";
import { expect, test } from "../support/test.ts";
import { code, nextCode } from "../support/totp.ts";

test("somebody sets up two-step sign-in, signs in with a code, then with a recovery code, and turns it off", async ({
  page,
  clinic,
  signIn,
}) => {
  const patient = await clinic.patient();
  await signIn(patient.email);
  await page.goto("/account");
  await page.getByRole("link", { name: "Set up two-step sign-in" }).click();
  await page.getByRole("button", { name: "Set up two-step sign-in" }).click();
  await expect(page.getByRole("img", { name: /QR code/ })).toBeVisible();
  const secret = await page.locator("code.secret").innerText();
  await expect(page.getByRole("link", { name: "open it on this device" })).toHaveAttribute(
    "href",
    new RegExp(`^otpauth://totp/Praxis:.*${secret.replaceAll(" ", "")}`),
  );

  await page.getByLabel("Six-digit code").fill("12345");
  await page.getByRole("button", { name: "Turn on two-step sign-in" }).click();
  await expect(page.getByRole("alert")).toBeFocused();
  await expect(page.getByLabel("Six-digit code")).toHaveAccessibleDescription(/not the code your app shows/);
  await page.getByLabel("Six-digit code").fill(code(secret));
  await page.getByRole("button", { name: "Turn on two-step sign-in" }).click();
  const codes = page.getByRole("region", { name: "Keep these recovery codes" });
  await expect(codes.getByRole("listitem")).toHaveCount(10);
  const recovery = await codes.getByRole("listitem").first().innerText();
  const download = page.waitForEvent("download");
  await codes.getByRole("link", { name: "Download as text" }).click();
  expect((await download).suggestedFilename()).toBe("praxis-recovery-codes.txt");
  await page.reload();
  await expect(page.getByText("You have 10 recovery codes left.")).toBeVisible();
  await expect(codes).toHaveCount(0);

  const givePassword = async () => {
    await page.getByRole("button", { name: "Sign out" }).click();
    await page.goto("/login?next=/account/two-step");
    await page.getByLabel("E-mail address").fill(patient.email);
    await page.getByLabel("Password").fill(PASSWORD);
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
    await expect(page.getByRole("heading", { level: 1, name: "Enter your code" })).toBeVisible();
  };
  await givePassword();
  const field = page.getByLabel("Six-digit code");
  await expect(field).toHaveAttribute("autocomplete", "one-time-code");
  await field.fill("000000");
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(field).toHaveAccessibleDescription(/This code is not right/);
  await field.fill(nextCode(secret));
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Two-step sign-in" })).toBeVisible();

  await givePassword();
  await page.getByText("I do not have my app at hand").click();
  await page.getByLabel("Recovery code").fill(recovery.toLowerCase());
  await page.getByRole("button", { name: "Sign in with a recovery code" }).click();
  await expect(page.getByText("You have 9 recovery codes left.")).toBeVisible();

  await page.getByLabel("Your password").fill(PASSWORD);
  await page.getByRole("button", { name: "Turn off two-step sign-in" }).click();
  await expect(page.getByRole("status")).toContainText("Two-step sign-in is off.");
  await page.getByRole("button", { name: "Sign out" }).click();
  await signIn(patient.email);
});
