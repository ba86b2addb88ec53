import { randomUUID } from "node:crypto";
import { DEMO_ADMIN, inDays } from "../support/clinic.ts";
import { expect, test } from "../support/test.ts";

/** A name that nothing else has. */
const named = (what: string) => `${what} ${randomUUID().slice(0, 8)}`;

test("an administrator adds a specialty, renames it, and retires it", async ({ page, signIn }) => {
  const [first, second] = [named("Sports medicine"), named("Sleep medicine")];
  await signIn(...DEMO_ADMIN);
  await page.getByRole("link", { name: "Administration" }).click();
  await page.getByRole("link", { name: "Specialties" }).click();
  const name = page.getByRole("textbox", { name: "Name" });
  await page.getByRole("button", { name: "Add specialty" }).click();
  await expect(page.getByRole("alert")).toContainText("The name is missing.");
  await expect(name).toHaveAccessibleDescription(/The name is missing\./);

  await name.fill(first);
  await page.getByRole("button", { name: "Add specialty" }).click();
  await expect(page.getByRole("status")).toContainText(`${first} is added.`);
  await page.getByRole("table", { name: "Specialties" }).getByRole("link", { name: first }).click();
  await name.fill(second);
  await page.getByRole("button", { name: "Save name" }).click();
  await expect(page.getByRole("heading", { level: 1, name: second })).toBeVisible();
  await page.getByRole("button", { name: `Retire ${second}` }).click();
  await expect(page.getByRole("status")).toContainText("The specialty is retired.");
  await expect(page.getByRole("link", { name: second })).toHaveCount(0);
});

test("a specialty that doctors have stays, and it is said who has it", async ({ page, signIn }) => {
  await signIn(...DEMO_ADMIN);
  await page.goto("/admin/specialties/cardiology");
  await page.getByRole("button", { name: "Retire Cardiology" }).click();
  const alert = page.getByRole("alert");
  await expect(alert).toContainText("Doctors have this specialty. Give them another one first.");
  await alert.getByRole("listitem").getByRole("link").first().click();
  await expect(page.getByRole("navigation", { name: "Administration" }).getByRole("link", { name: "Doctors" })).toHaveAttribute(
    "aria-current",
    "page",
  );
});

test("an administrator adds a location, closes it for a holiday, and retires it", async ({ page, signIn }) => {
  const name = named("Praxis Harbour");
  await signIn(...DEMO_ADMIN);
  await page.goto("/admin/locations");
  await page.getByRole("link", { name: "Add a location" }).click();
  await page.getByLabel("Name", { exact: true }).fill(name);
  await page.getByLabel("Street and number").fill("1 Quay Street");
  await page.getByLabel("City").fill("Hamburg");
  await page.getByLabel("Postal code").fill("20457");
  await page.getByLabel("Time zone").fill("Mars/Olympus");
  await page.getByRole("button", { name: "Add location" }).click();
  await expect(page.getByRole("alert")).toContainText("The time zone is an IANA name");
  await expect(page.getByLabel("City")).toHaveValue("Hamburg");
  await expect(page.getByLabel("Time zone")).toHaveValue("Mars/Olympus");
  await page.getByLabel("Time zone").fill("Europe/Berlin");
  await page.getByRole("button", { name: "Add location" }).click();
  await expect(page.getByRole("status")).toContainText(`${name} is added.`);
  await page.getByLabel("Postal code").fill("20459");
  await page.getByRole("button", { name: "Save location" }).click();
  await expect(page.getByRole("status")).toContainText("The location is saved.");
  await expect(page.getByLabel("Postal code")).toHaveValue("20459");

  const [first, last] = [inDays(30), inDays(31)];
  const closed = page.getByRole("region", { name: "Closed days" });
  await expect(closed).toContainText("No closed days are planned.");
  await page.getByLabel("First day").fill(last.date);
  await page.getByLabel("Last day").fill(first.date);
  await page.getByLabel("Reason").fill("Harbour festival");
  await page.getByRole("button", { name: "Close on these days" }).click();
  await expect(page.getByRole("alert")).toContainText("The last day is the first or a later one");
  await expect(page.getByLabel("Reason")).toHaveValue("Harbour festival");
  await page.getByLabel("First day").fill(first.date);
  await page.getByLabel("Last day").fill(last.date);
  await page.getByRole("button", { name: "Close on these days" }).click();
  await expect(closed.getByRole("listitem")).toContainText("Harbour festival");
  await expect(closed.getByRole("listitem")).toContainText(first.heading);
  await closed.getByRole("button", { name: `Remove the closure: ${first.heading}` }).click();
  await expect(page.getByRole("status")).toContainText("The closure is removed.");
  await expect(closed).toContainText("No closed days are planned.");

  await page.getByRole("button", { name: `Retire ${name}` }).click();
  await expect(page.getByRole("status")).toContainText("The location is retired");
  await expect(page.getByRole("link", { name })).toHaveCount(0);
});

test("an administrator adds a department, moves it, and retires it", async ({ page, signIn }) => {
  const name = named("Day surgery");
  await signIn(...DEMO_ADMIN);
  await page.goto("/admin/departments");
  await page.getByRole("textbox", { name: "Name" }).fill(name);
  await page.getByRole("combobox", { name: "Location" }).selectOption("Praxis Riverside, London");
  await page.getByRole("button", { name: "Add department" }).click();
  await expect(page.getByRole("status")).toContainText(`${name} is added.`);
  await expect(page.getByRole("row").filter({ hasText: name })).toContainText("Praxis Riverside");
  await page.getByRole("link", { name }).click();
  await page.getByRole("combobox", { name: "Location" }).selectOption("Praxis Garden Square, London");
  await page.getByRole("button", { name: "Save department" }).click();
  await expect(page.getByRole("status")).toContainText("The department is saved.");
  await page.getByRole("link", { name: "All departments" }).click();
  await expect(page.getByRole("row").filter({ hasText: name })).toContainText("Praxis Garden Square");
  await page.getByRole("link", { name }).click();
  await page.getByRole("button", { name: `Retire ${name}` }).click();
  await expect(page.getByRole("status")).toContainText("The department is retired.");
});

test("an administrator finds a doctor and sets the rules of a visit type", async ({ page, clinic, signIn }) => {
  const doctor = await clinic.doctor(inDays(3));
  await signIn(...DEMO_ADMIN);
  await page.goto("/admin/visit-types");
  await page.getByLabel("Name of the doctor").fill(doctor.name);
  await page.getByRole("button", { name: "Find doctors" }).click();
  await page.getByRole("table", { name: "Doctors" }).getByRole("link", { name: doctor.name }).click();
  await expect(page.getByRole("heading", { level: 1, name: `Visit types of ${doctor.name}` })).toBeVisible();
  await page.getByRole("textbox", { name: "Name" }).fill("Follow-up");
  await page.getByLabel("Length in minutes").fill("a quarter of an hour");
  await page.getByRole("button", { name: "Add visit type" }).click();
  await expect(page.getByRole("alert")).toContainText("This is a whole number from 5 to 480.");
  await expect(page.getByLabel("Length in minutes")).toHaveValue("a quarter of an hour");
  await page.getByLabel("Length in minutes").fill("15");
  await page.getByRole("button", { name: "Add visit type" }).click();
  await expect(page.getByRole("status")).toContainText("Follow-up is added");

  await page.getByLabel("People the doctor has not seen before").uncheck();
  await page.getByLabel("People the doctor knows").uncheck();
  await page.getByRole("button", { name: "Save rules" }).click();
  await expect(page.getByRole("alert")).toContainText("A visit is for new patients, for known ones, or for both.");
  await expect(page.getByLabel("People the doctor knows")).not.toBeChecked();
  await page.getByLabel("People the doctor knows").check();
  await page.getByRole("button", { name: "Save rules" }).click();
  await expect(page.getByRole("status")).toContainText("The rules are saved.");
  await page.getByRole("link", { name: "All visit types of this doctor" }).click();
  await expect(page.getByRole("row").filter({ hasText: "Follow-up" })).toContainText("Known patients");
});

test("a doctor makes visits shorter, and patients see more times", async ({ page, clinic, signIn }) => {
  const day = inDays(3);
  const doctor = await clinic.doctor(day);
  await signIn(doctor.email);
  await page.getByRole("link", { name: "Visit types" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "My visit types" })).toBeVisible();
  await page.getByRole("link", { name: "Consultation" }).click();
  await page.getByLabel("Length in minutes").fill("15");
  await page.getByRole("button", { name: "Save rules" }).click();
  await expect(page.getByRole("status")).toContainText("The rules are saved.");
  await page.goto(`/doctors/${doctor.slug}?from=${day.date}`);
  await expect(page.getByRole("link", { name: `10:15, ${day.heading}` })).toBeVisible();

  await page.getByRole("link", { name: "Visit types" }).click();
  await page.getByRole("link", { name: "Consultation" }).click();
  await page.getByRole("button", { name: "Retire Consultation" }).click();
  await expect(page.getByRole("alert")).toContainText("A doctor offers at least one kind of visit.");
});

test("the directory is for nobody else to change", async ({ page, clinic, signIn }) => {
  const doctor = await clinic.doctor(inDays(3));
  await signIn(doctor.email);
  for (const path of ["specialties", "specialties/cardiology", "locations", "locations/new", "departments", "visit-types"]) {
    expect((await page.goto(`/admin/${path}`))?.status(), path).toBe(403);
  }
});
