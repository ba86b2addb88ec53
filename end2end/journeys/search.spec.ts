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

test("a search that finds nobody says what to loosen, and each leads on", async ({ page }) => {
  await page.goto("/doctors?specialty=cardiology&q=nobody+of+that+name");
  await expect(page.getByText("No doctor found for “nobody of that name”.")).toBeVisible();
  await expect(page.getByLabel("Name or keyword")).toHaveValue("nobody of that name");
  await page.getByRole("link", { name: "Any name" }).click();
  await expect(page.getByLabel("Specialty", { exact: true })).toHaveValue("cardiology");
  await expect(page.getByRole("article").first()).toBeVisible();
});

test("patients find who can see them on a day, in a part of it", async ({ page, clinic }) => {
  const day = inDays(10);
  const doctor = await clinic.doctor(day);
  await page.goto("/doctors");
  await page.getByLabel("Day", { exact: true }).fill(day.date);
  await page.getByLabel("Time of day").selectOption({ label: "Morning, before 12:00" });
  await page.getByText("Name or kind of visit").click();
  await page.getByLabel("Name or keyword").fill(doctor.name);
  await page.getByRole("button", { name: "Find times" }).click();
  await expect(page.getByText(`with free times on ${day.heading}, in the morning`)).toBeVisible();
  await expect(page.getByLabel("Day", { exact: true })).toHaveValue(day.date);
  await page.getByRole("article").getByRole("link", { name: /10:00/ }).click();
  await expect(page.getByText(day.heading).first()).toBeVisible();

  await page.goto(`/doctors?date=${day.date}&part_of_day=evening&q=${encodeURIComponent(doctor.name)}`);
  await page.getByRole("link", { name: "Any time of day" }).click();
  await expect(page.getByRole("article")).toHaveCount(1);
});

test("a day that cannot be read is said beside the field, which keeps it", async ({ page }) => {
  expect((await page.goto("/doctors?date=tomorrow"))?.status()).toBe(422);
  const field = page.getByLabel("Day", { exact: true });
  await expect(field).toHaveValue("tomorrow");
  await expect(field).toHaveAccessibleDescription(/Write the date as 2026-03-05\./);
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
