// The development mailbox.

import { type Page, expect } from "@playwright/test";

/** Opens the latest mail to an address, once it is there, and follows its link. */
export async function followMail(page: Page, email: string, subject: string) {
  await expect(async () => {
    await page.goto("/dev/mail");
    await expect(page.getByRole("listitem").filter({ hasText: email }).getByRole("link", { name: subject })).toBeVisible({ timeout: 500 });
  }).toPass();
  await page.getByRole("listitem").filter({ hasText: email }).getByRole("link", { name: subject }).first().click();
  await page.getByRole("link", { name: /\?token=/ }).click();
}
