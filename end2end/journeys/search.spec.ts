import { inDays } from "../support/clinic.ts";
import { expect, test } from "../support/test.ts";

test("patients search by specialty and place, and page through the doctors", async ({ page }) => {
  await page.goto("/");
  await page.getByLabel("Specialty", { exact: true }).selectOption({ label: "Cardiology" });
  await page.getByRole("button", { name: "Find times" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Cardiology doctors" })).toBeVisible();
  await expect(page.getByLabel("Specialty", { exact: true })).toHaveValue("cardiology");
  const cards = page.getByRole("article");
  expect(await cards.count()).toBeGreaterThan(1);
  for (const card of await cards.all()) await expect(card).toContainText("Cardiology");

  await page.goto("/doctors");
  const first = await cards.first().getByRole("heading").textContent();
  await page.getByRole("link", { name: "More doctors" }).click();
  await expect(cards.first().getByRole("heading")).not.toHaveText(first!);
});

test("a search that finds nobody says what to change", async ({ page }) => {
  await page.goto("/doctors?q=nobody+of+that+name");
  await expect(page.getByText("No doctor fits this search.")).toBeVisible();
  await expect(page.getByLabel("Doctor's name")).toHaveValue("nobody of that name");
});

test("the weeks of a doctor are turned over, and an empty one leads to the next free time", async ({ page, clinic }) => {
  const day = inDays(10);
  const doctor = await clinic.doctor(day);
  await page.goto(`/doctors/${doctor.slug}`);
  await page.getByRole("link", { name: "Later" }).click();
  await expect(page.getByRole("link", { name: `10:00, ${day.heading}` })).toBeVisible();
  await page.getByRole("link", { name: "Earlier" }).click();
  await expect(page.getByText("No free times this week")).toBeVisible();
  await page.getByRole("link", { name: "Go to the next free time" }).click();
  await expect(page.getByRole("link", { name: `10:00, ${day.heading}` })).toBeVisible();
});

test("pages that do not exist say so", async ({ page }) => {
  for (const path of ["/nothing", "/doctors/nobody", "/book/nobody?start=x", "/book/dr-amara-osei?start=yesterday"]) {
    expect((await page.goto(path))?.status(), path).toBe(404);
    await expect(page.getByRole("heading", { level: 1, name: "Page not found" })).toBeVisible();
  }
});
