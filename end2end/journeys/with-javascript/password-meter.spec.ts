import { awake, expect, test } from "../../support/test.ts";

test("a new password is judged while it is typed, and can be seen", async ({ page }) => {
  await page.goto("/register");
  await awake(page);
  const password = page.getByLabel("Password");
  const said = page.locator("[aria-live=polite]");
  await expect(said).toBeEmpty();
  await password.fill("hunter22");
  await expect(said).toHaveText("Too short (8 of 12)");
  await password.fill("securepass123");
  await expect(said).toHaveText("Could be longer");
  await password.pressSequentially(" and a horse");
  await expect(said).toHaveText("Strong");
  await password.fill("");
  await expect(said).toBeEmpty();

  const show = page.getByRole("button", { name: "Show password" });
  await expect(password).toHaveAttribute("type", "password");
  await show.click();
  await expect(show).toHaveAttribute("aria-pressed", "true");
  await expect(password).toHaveAttribute("type", "text");
  await show.click();
  await expect(password).toHaveAttribute("type", "password");
});
