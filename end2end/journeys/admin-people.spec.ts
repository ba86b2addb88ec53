import { DEMO_ADMIN, inDays, newPerson } from "../support/clinic.ts";
import { followMail } from "../support/mail.ts";
import { expect, test } from "../support/test.ts";

test("an administrator approves a doctor, whom patients find from then on", async ({ page, clinic, signIn }) => {
  const doctor = await clinic.unapprovedDoctor();
  expect((await page.goto(`/doctors/${doctor.slug}`))?.status()).toBe(404);
  await signIn(...DEMO_ADMIN);
  await page.getByRole("link", { name: "Administration" }).click();
  await page.getByRole("link", { name: "Doctors to approve" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Doctors" })).toBeVisible();
  await expect(page.getByRole("navigation", { name: "Administration" }).getByRole("link", { name: "Doctors" })).toHaveAttribute(
    "aria-current",
    "page",
  );
  await page.getByRole("button", { name: `Approve ${doctor.name}` }).click();
  await expect(page.getByRole("status")).toContainText(`${doctor.name} is approved.`);
  await expect(page.getByRole("button", { name: `Approve ${doctor.name}` })).toHaveCount(0);
  await page.goto(`/doctors/${doctor.slug}`);
  await expect(page.getByRole("heading", { level: 1, name: doctor.name })).toBeVisible();
});

test("an administrator refuses a doctor, and can think again", async ({ page, clinic, signIn }) => {
  const doctor = await clinic.unapprovedDoctor();
  await signIn(...DEMO_ADMIN);
  await page.goto("/admin/doctors");
  await page.getByRole("button", { name: `Refuse ${doctor.name}` }).click();
  await expect(page.getByRole("status")).toContainText(`The account of ${doctor.name} is disabled`);
  await page.goto(`/admin/doctors/${doctor.id}`);
  await expect(page.getByText("Disabled, never approved")).toBeVisible();
  await page.getByRole("button", { name: `Enable account of ${doctor.name}` }).click();
  await expect(page.getByRole("status")).toContainText(`${doctor.name} can sign in again.`);
  await page.getByRole("button", { name: `Approve ${doctor.name}` }).click();
  await expect(page.getByText("Patients see them")).toBeVisible();
});

test("a new doctor chooses a password with a link that is mailed", async ({ page, signIn }) => {
  const doctor = newPerson("Doctor");
  await signIn(...DEMO_ADMIN);
  await page.goto("/admin/doctors");
  await page.getByRole("link", { name: "Add a doctor" }).click();
  await page.getByLabel("Full name").fill(doctor.name);
  await page.getByLabel("E-mail address").fill("nonsense");
  await page.getByRole("combobox", { name: "Specialty" }).selectOption("Cardiology");
  await page.getByRole("checkbox", { name: /Riverside/ }).check();
  await page.getByRole("button", { name: "Add this doctor" }).click();
  await expect(page.getByRole("alert")).toContainText("Enter an e-mail address");
  await expect(page.getByLabel("Full name")).toHaveValue(doctor.name);
  await expect(page.getByRole("checkbox", { name: /Riverside/ })).toBeChecked();
  await page.getByLabel("E-mail address").fill(doctor.email);
  await page.getByRole("button", { name: "Add this doctor" }).click();
  await expect(page.getByRole("status")).toContainText(`${doctor.name} has an account`);
  await page.getByLabel("About the doctor").fill("Listens well.");
  await page.getByRole("button", { name: "Save details" }).click();
  await expect(page.getByRole("status")).toContainText(`The details of ${doctor.name} are saved.`);
  await expect(page.getByRole("combobox", { name: "Specialty" })).toHaveValue(/./);
  await followMail(page, doctor.email, "Your account at Praxis");
  await expect(page.getByRole("heading", { level: 1 })).toContainText("password");
});

test("a doctor whom patients expect is not disabled", async ({ page, clinic, signIn }) => {
  const day = inDays(4);
  const [doctor, patient] = [await clinic.doctor(day), await clinic.patient()];
  await clinic.book(patient, doctor, `${day.date}T10:00`);
  await signIn(...DEMO_ADMIN);
  await page.goto(`/admin/doctors/${doctor.id}`);
  await page.getByRole("button", { name: `Disable account of ${doctor.name}` }).click();
  await expect(page.getByRole("alert")).toContainText("Patients have appointments with this doctor.");
});

test("an administrator finds a patient, changes a number, and disables the account", async ({ page, clinic, signIn }) => {
  const patient = await clinic.patient();
  await signIn(...DEMO_ADMIN);
  await page.goto("/admin/patients");
  await page.getByLabel("Name or e-mail address").fill(patient.name);
  await page.getByRole("button", { name: "Find patients" }).click();
  await expect(page.getByRole("table", { name: "Patients by name" }).getByRole("rowheader")).toHaveText([patient.name]);
  await expect(page).toHaveURL(/\/admin\/patients$/);
  await expect(page.getByLabel("Name or e-mail address")).toHaveValue(patient.name);
  await page.getByRole("link", { name: patient.name }).click();
  await page.getByLabel("Telephone").fill("call me");
  await page.getByRole("button", { name: "Save details" }).click();
  await expect(page.getByRole("alert")).toContainText("Enter a telephone number");
  await expect(page.getByLabel("Telephone")).toHaveValue("call me");
  await page.getByLabel("Telephone").fill("+44 20 7946 0000");
  await page.getByRole("button", { name: "Save details" }).click();
  await expect(page.getByRole("status")).toContainText("are saved.");
  await page.getByRole("button", { name: `Disable account of ${patient.name}` }).click();
  await expect(page.getByRole("status")).toContainText("is disabled");
  await page.getByRole("button", { name: `Enable account of ${patient.name}` }).click();
  await expect(page.getByRole("status")).toContainText("can sign in again.");
});

test("somebody at the desk gets an account", async ({ page, signIn }) => {
  const patient = newPerson("Patient");
  await signIn(...DEMO_ADMIN);
  await page.goto("/admin/patients");
  await page.getByRole("link", { name: "Add a patient" }).click();
  await page.getByLabel("Full name").fill(patient.name);
  await page.getByLabel("E-mail address").fill(patient.email);
  await page.getByRole("button", { name: "Add this patient" }).click();
  await expect(page.getByRole("status")).toContainText(`${patient.name} has an account.`);
  await expect(page.getByRole("heading", { level: 1, name: patient.name })).toBeVisible();
});

test("a receptionist gets a location, and the log says who gave the role", async ({ page, clinic, signIn }) => {
  const person = await clinic.patient();
  await signIn(...DEMO_ADMIN);
  await page.goto("/admin/users");
  await page.getByRole("combobox", { name: "Role" }).selectOption("Administrator");
  await page.getByRole("button", { name: "Show these accounts" }).click();
  await expect(page.getByRole("rowheader").first()).toBeVisible();
  await page.goto(`/admin/users/${person.id}`);
  await page.getByRole("combobox", { name: "Role" }).selectOption("Receptionist");
  await page.getByRole("button", { name: `Give ${person.name} this role` }).click();
  await expect(page.getByRole("alert")).toContainText("Choose where the receptionist works.");
  await expect(page.getByRole("combobox", { name: "Role" })).toHaveValue("receptionist");
  await page.getByRole("combobox", { name: "Location" }).selectOption({ index: 1 });
  await page.getByRole("button", { name: `Give ${person.name} this role` }).click();
  await expect(page.getByRole("status")).toContainText("receptionist now");

  await page.getByRole("link", { name: "What was done about them" }).click();
  await page.getByRole("combobox", { name: "What" }).selectOption("Role changed");
  await page.getByRole("button", { name: "Show entries" }).click();
  const row = page.getByRole("table", { name: /^Entries of the audit log/ }).getByRole("row").nth(1);
  await expect(row).toContainText("from: patient, to: receptionist");
  await expect(row).toContainText(person.name);
});

test("these pages are for nobody else", async ({ page, clinic, signIn }) => {
  const patient = await clinic.patient();
  await signIn(patient.email);
  for (const path of ["users", "doctors", "doctors/new", "patients", "patients/new", "audit"]) {
    expect((await page.goto(`/admin/${path}`))?.status(), path).toBe(403);
  }
});
