import { inDays, newPerson, PASSWORD } from "../support/clinic.ts";
import { expect, test } from "../support/test.ts";

const day = inDays(3);
const ten = `10:00, ${day.heading}`;
const half = `10:30, ${day.heading}`;

test("a new patient finds a doctor, registers on the way, books, cancels, and the time is free again", async ({
  page,
  clinic,
}) => {
  const doctor = await clinic.doctor(day);
  const patient = newPerson("Ann");

  await page.goto("/");
  await page.getByText("Name or kind of visit").click();
  await page.getByLabel("Name or keyword").fill(doctor.name);
  await page.getByRole("button", { name: "Find times" }).click();
  await expect(page.getByText(`1 doctor found for “${doctor.name}”`)).toBeVisible();
  await page.getByRole("link", { name: doctor.name }).click();
  await expect(page.getByRole("heading", { level: 1, name: doctor.name })).toBeVisible();
  await page.getByRole("link", { name: half }).click();

  await expect(page.getByRole("heading", { level: 1, name: "Sign in to book this time" })).toBeVisible();
  await page.locator("main").getByRole("link", { name: "Create account" }).click();
  await page.getByLabel("Full name").fill(patient.name);
  await page.getByLabel("E-mail address").fill(patient.email);
  await page.getByLabel("Password").fill(PASSWORD);
  await page.getByRole("button", { name: "Create account" }).click();

  await expect(page.getByRole("heading", { level: 1, name: "Check and book" })).toBeVisible();
  const summary = page.locator(".summary");
  await expect(summary).toContainText(doctor.name);
  await expect(summary).toContainText(day.heading);
  await expect(summary).toContainText("10:30");
  await page.getByLabel("Reason for the visit").fill("Back pain");
  await page.getByRole("button", { name: "Book this appointment" }).click();

  await expect(page.getByRole("heading", { level: 1, name: "Your appointment is booked" })).toBeVisible();
  await expect(page.getByRole("heading", { name: "What happens next" })).toBeVisible();
  await page.goto(`/doctors/${doctor.slug}`);
  await expect(page.getByRole("link", { name: ten })).toBeVisible();
  await expect(page.getByRole("link", { name: half })).toHaveCount(0);

  await page.getByRole("link", { name: "My appointments" }).click();
  await expect(page.getByRole("listitem").filter({ hasText: doctor.name })).toContainText("Confirmed");
  await page.getByRole("link", { name: "Cancel the appointment on" }).click();
  await page.getByRole("button", { name: "Yes, cancel it" }).click();
  await expect(page.getByRole("status")).toContainText("is cancelled");
  await expect(page.getByRole("listitem").filter({ hasText: doctor.name })).toContainText("Cancelled");

  await page.goto(`/doctors/${doctor.slug}`);
  await expect(page.getByRole("link", { name: half })).toBeVisible();
});

test("an appointment is moved, and its old time is free again", async ({ page, clinic, signIn }) => {
  const [doctor, patient] = [await clinic.doctor(day), await clinic.patient()];
  await clinic.book(patient, doctor, `${day.date}T10:00`);
  await signIn(patient.email);
  await page.getByRole("link", { name: "Move the appointment on" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Move this appointment" })).toBeVisible();
  await page.getByRole("link", { name: half }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Move to this time?" })).toBeVisible();
  await page.getByRole("button", { name: "Yes, move it" }).click();
  await expect(page.getByRole("status")).toContainText("The appointment is moved to");
  await expect(page.getByRole("listitem").filter({ hasText: doctor.name })).toContainText("10:30 to");

  await page.goto(`/doctors/${doctor.slug}`);
  await expect(page.getByRole("link", { name: ten })).toBeVisible();
  await expect(page.getByRole("link", { name: half })).toHaveCount(0);
});

test("several visits are booked in one go, leaving out the week that cannot be had", async ({ page, clinic, signIn }) => {
  const [doctor, patient] = [await clinic.doctor(day), await clinic.patient()];
  const [next, last] = [inDays(10), inDays(17)];
  await clinic.open(doctor, `${last.date}T10:00`, `${last.date}T11:00`);
  await signIn(patient.email);
  await page.goto(`/doctors/${doctor.slug}`);
  await page.getByRole("link", { name: ten }).click();
  await page.getByText("Do you need several visits?").click();
  await page.getByLabel("How many in all?").selectOption("3 visits");
  await page.getByRole("button", { name: "Book this appointment" }).click();
  const alert = page.getByRole("alert");
  await expect(alert).toContainText("Nothing was booked: 1 of the visits cannot be booked.");
  await expect(alert).toContainText(`${next.heading.split(" ")[1]} `);
  await expect(page.getByLabel("How many in all?")).toHaveValue("3");
  await page.getByLabel("Leave those out, and book the others").check();
  await page.getByRole("button", { name: "Book this appointment" }).click();
  await expect(page.getByRole("status")).toContainText("2 visits are booked. One could not be booked and is left out.");
  await expect(page.getByRole("listitem").filter({ hasText: doctor.name })).toHaveCount(2);
});

test("a visit is booked for a child, and says so", async ({ page, clinic, signIn }) => {
  const [doctor, patient] = [await clinic.doctor(day), await clinic.patient()];
  const child = newPerson("Tom").name;
  await signIn(patient.email);
  await page.goto("/account");
  await page.getByRole("button", { name: "Add this person" }).click();
  await expect(page.getByRole("alert")).toContainText("Enter the full name.");
  await page.getByLabel("Their name").fill(child);
  await page.getByLabel("Date of birth (optional)").fill("2019-05-04");
  await page.getByRole("button", { name: "Add this person" }).click();
  await expect(page.getByRole("status")).toContainText(`You can book for ${child} now.`);

  await page.goto(`/doctors/${doctor.slug}`);
  await page.getByRole("link", { name: ten }).click();
  await page.getByLabel("Who is the visit for?").selectOption(child);
  await page.getByRole("button", { name: "Book this appointment" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Your appointment is booked" })).toBeVisible();
  await expect(page.locator(".summary")).toContainText(child);
  await page.getByRole("link", { name: "My appointments", exact: true }).first().click();
  await expect(page.getByRole("listitem").filter({ hasText: doctor.name })).toContainText(`for ${child}`);
});

test("signing in on the way keeps the chosen time", async ({ page, clinic }) => {
  const [doctor, patient] = [await clinic.doctor(day), await clinic.patient()];
  await page.goto(`/doctors/${doctor.slug}`);
  await page.getByRole("link", { name: ten }).click();
  await page.locator("main").getByRole("link", { name: "Sign in" }).click();
  await expect(page.locator("main")).toContainText("10:00");
  await page.getByLabel("E-mail address").fill(patient.email);
  await page.getByLabel("Password").fill("not this one, sorry");
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(page.getByRole("alert")).toContainText("There is a problem");
  await expect(page.getByLabel("E-mail address")).toHaveValue(patient.email);
  await expect(page.getByLabel("Password")).toHaveValue("");
  await page.getByLabel("Password").fill(PASSWORD);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Check and book" })).toBeVisible();
  await expect(page.locator(".summary")).toContainText("10:00");
});

test("a time somebody else took meanwhile keeps what was typed and offers others", async ({ page, clinic, signIn, javaScriptEnabled }) => {
  const [doctor, patient, rival] = [await clinic.doctor(day), await clinic.patient(), await clinic.patient()];
  await signIn(patient.email);
  await page.goto(`/doctors/${doctor.slug}`);
  await page.getByRole("link", { name: half }).click();
  await page.getByLabel("Reason for the visit").fill("Back pain");
  // Where the time is kept for the patient, it is not any more.
  if (javaScriptEnabled) await expect(page.getByText("We keep this time for you")).toBeVisible();
  await clinic.hold(patient, doctor, `${day.date}T11:30`);
  await clinic.book(rival, doctor, `${day.date}T10:30`);
  await page.getByRole("button", { name: "Book this appointment" }).click();

  const alert = page.getByRole("alert");
  await expect(alert).toContainText("This time slot is already booked");
  await expect(page.getByLabel("Reason for the visit")).toHaveValue("Back pain");
  await alert.getByRole("link", { name: "11:00" }).click();
  await page.getByRole("button", { name: "Book this appointment" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Your appointment is booked" })).toBeVisible();
  await expect(page.locator(".summary")).toContainText("11:00 to 11:30");
});

test("the whole way works with the keyboard alone", async ({ page, clinic, signIn }) => {
  const [doctor, patient] = [await clinic.doctor(day), await clinic.patient()];
  await signIn(patient.email);
  await page.goto(`/doctors/${doctor.slug}`);
  await page.keyboard.press("Tab");
  await expect(page.getByRole("link", { name: "Skip to main content" })).toBeFocused();
  await page.keyboard.press("Enter");
  await reach("10:00");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1, name: "Check and book" })).toBeVisible();
  await page.getByLabel("Reason for the visit").focus();
  await page.keyboard.press("Tab");
  await expect(page.getByText("Do you need several visits?")).toBeFocused();
  await page.keyboard.press("Tab");
  await expect(page.getByRole("button", { name: "Book this appointment" })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1, name: "Your appointment is booked" })).toBeVisible();

  async function reach(text: string) {
    const focused = page.locator(":focus");
    for (let presses = 0; presses < 40; presses += 1) {
      await page.keyboard.press("Tab");
      if ((await focused.textContent())?.includes(text)) return;
    }
    throw new Error(`Tab never reached ${text}`);
  }
});
