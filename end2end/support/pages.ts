// Every page, and the states of it that look different.

import { type Page, expect } from "@playwright/test";
import { type Clinic, DEMO_ADMIN, inDays, PASSWORD } from "./clinic.ts";

/** Whose pages there are, besides those of nobody. */
export type Who = "patient" | "doctor" | "admin";

export interface Look {
  name: string;
  /** Whose page it is; nobody: signed out. */
  as?: Who;
  path: string;
  /** Its status, when that is not 200. */
  status?: number;
  /** What is done on the page before it is looked at. */
  then?: (page: Page) => Promise<void>;
}

const DEMO_DOCTOR = "dr-amara-osei";
/** Offers a course for several people. */
const DEMO_TEACHER = "dr-jonas-weber";

/** A patient with an appointment to come and one cancelled; a doctor with visits. */
export async function looks(clinic: Clinic): Promise<{ looks: Look[] } & Record<Who, [email: string, password?: string]>> {
  const day = inDays(3);
  const [doctor, patient] = [await clinic.doctor(day), await clinic.patient()];
  const start = `${day.date}T10:00`;
  const book = `/book/${doctor.slug}?start=${day.date}T11:00:00Z`;
  const cancelled = await clinic.book(patient, doctor, `${day.date}T11:30`);
  await clinic.cancel(patient, cancelled);
  const id = await clinic.book(patient, doctor, start);
  const other = await clinic.doctor(inDays(9));
  await clinic.wait(patient, await clinic.book(patient, other, `${inDays(9).date}T10:00`));
  await clinic.open(other, `${inDays(5).date}T10:00`, `${inDays(5).date}T10:30`);
  await clinic.untilOffered(patient);
  const offer = await clinic.offerPage(patient);
  await clinic.dependant(patient);
  const refuse = async (page: Page) => {
    await page.getByLabel("E-mail address").fill("nonsense");
    await page.getByRole("button", { name: "Create account" }).click();
    await page.getByRole("alert").waitFor();
  };
  const save = async (page: Page) => {
    await page.getByLabel("Full name").fill("");
    await page.getByRole("button", { name: "Save details" }).click();
    await page.getByRole("alert").waitFor();
  };
  const remove = async (page: Page) => {
    await page.getByRole("button", { name: "Delete my account" }).click();
    await page.getByRole("alert").waitFor();
  };
  const careful = await clinic.patientWithTwoSteps();
  const givePassword = async (page: Page) => {
    await page.getByLabel("E-mail address").fill(careful.email);
    await page.getByLabel("Password").fill(PASSWORD);
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
    await page.getByLabel("Six-digit code").waitFor();
  };
  const setUp = async (page: Page) => {
    await page.getByRole("button", { name: "Set up two-step sign-in" }).click();
    await page.getByRole("img", { name: /QR code/ }).waitFor();
  };
  const bookSeries = async (page: Page) => {
    await page.getByText("Do you need several visits?").click();
    await page.getByLabel("How many in all?").selectOption("3 visits");
    await page.getByRole("button", { name: "Book this appointment" }).click();
    await page.getByRole("alert").waitFor();
  };
  const takeTimeOff = async (page: Page) => {
    await page.getByLabel("First day").fill(day.date);
    await page.getByLabel("Last day").fill(day.date);
    await page.getByRole("button", { name: "Save time off" }).click();
    await page.getByRole("alert").waitFor();
  };
  const openTable = async (page: Page) => {
    await page.getByText("The same as a table").click();
  };
  const newcomer = await clinic.unapprovedDoctor();
  const add = (button: string) => async (page: Page) => {
    await page.getByLabel("E-mail address").fill("nonsense");
    await page.getByRole("button", { name: button }).click();
    await page.getByRole("alert").waitFor();
  };
  const findNobody = async (page: Page) => {
    await page.getByLabel("Name or e-mail address").fill("nobody at all");
    await page.getByRole("button", { name: "Find patients" }).click();
    await page.getByText("There is no such patient.").waitFor();
  };
  const giveRole = async (page: Page) => {
    await page.getByRole("combobox", { name: "Role" }).selectOption("Receptionist");
    await page.getByRole("button", { name: /^Give/ }).click();
    await page.getByRole("alert").waitFor();
  };
  const visitType = await clinic.visitType(doctor);
  const refused = (button: string) => async (page: Page) => {
    await page.getByRole("button", { name: button }).click();
    await page.getByRole("alert").waitFor();
  };
  const closeNextYear = async (page: Page) => {
    await page.getByLabel("First day").fill(inDays(366).date);
    await page.getByRole("button", { name: "Close on these days" }).click();
    await page.getByRole("status").waitFor();
  };
  const forNobody = async (page: Page) => {
    await page.getByLabel("People the doctor knows").uncheck();
    await page.getByLabel("People the doctor has not seen before").uncheck();
    await page.getByLabel("Length in minutes").fill("long");
    await page.getByRole("button", { name: "Save rules" }).click();
    await page.getByRole("alert").waitFor();
  };
  const makeToken = async (page: Page) => {
    await page.getByLabel("Name").fill("Website of the practice");
    await page.getByLabel("Read free times").check();
    await page.getByRole("button", { name: "Make token" }).click();
    await page.getByRole("heading", { name: "Copy the token now" }).waitFor();
  };
  const addWebhook = async (page: Page) => {
    await page.getByLabel("Address").fill("http://127.0.0.1:9/hooks");
    await page.getByLabel("Patient checked in").check();
    await page.getByLabel("Description").fill("Screen in the waiting room");
    await page.getByRole("button", { name: "Add webhook" }).click();
    await page.getByRole("heading", { name: "Copy the secret now" }).waitFor();
    await page.getByRole("button", { name: "Send a test" }).click();
    await page.getByRole("button", { name: /^Send again/ }).waitFor();
  };
  const type = async (page: Page) => {
    await page.getByLabel("Password").fill("correct horse");
  };
  return {
    patient: [patient.email],
    doctor: [doctor.email],
    admin: DEMO_ADMIN,
    looks: [
      { name: "home", path: "/" },
      { name: "results", path: "/doctors?specialty=cardiology" },
      { name: "results of a day", path: `/doctors?date=${day.date}&part_of_day=morning` },
      { name: "no results", path: "/doctors?q=nobody" },
      { name: "results, a day that cannot be read", path: "/doctors?date=tomorrow", status: 422 },
      { name: "doctor", path: `/doctors/${DEMO_DOCTOR}` },
      { name: "doctor, a course", path: `/doctors/${DEMO_TEACHER}?visit_type=health-course` },
      { name: "doctor without free times", path: `/doctors/${doctor.slug}?from=${inDays(20).date}` },
      { name: "sign in to book", path: book },
      { name: "sign in", path: `/login?next=${encodeURIComponent(book)}` },
      { name: "sign in, second step", path: "/login", then: givePassword },
      { name: "register", path: "/register" },
      { name: "register, a password typed", path: "/register", then: type },
      { name: "register, refused", path: "/register", then: refuse },
      { name: "forgotten password", path: "/forgot-password" },
      { name: "new password", path: "/reset-password?token=nonsense" },
      { name: "offer", path: offer },
      { name: "offer that is none", path: "/waitlist/offer?token=nonsense", status: 422 },
      { name: "confirm address", path: "/verify-email?token=nonsense" },
      { name: "development mailbox", path: "/dev/mail" },
      { name: "problems", path: "/problems" },
      { name: "problem", path: "/problems/slot_taken" },
      { name: "not found", path: "/nothing", status: 404 },
      { name: "check and book", as: "patient", path: book },
      { name: "check and book, a series that cannot be had", as: "patient", path: book, then: bookSeries },
      { name: "booked", as: "patient", path: `/book/confirmed/${id}` },
      { name: "my appointments", as: "patient", path: "/appointments" },
      { name: "ask for an earlier time", as: "patient", path: `/waitlist/new?appointment=${id}` },
      { name: "ask for a time", as: "patient", path: `/waitlist/new?doctor=${DEMO_DOCTOR}` },
      { name: "move", as: "patient", path: `/appointments/${id}/move` },
      { name: "move to this time", as: "patient", path: `/appointments/${id}/move?start=${day.date}T11:00:00Z` },
      { name: "cancel", as: "patient", path: `/appointments/${id}/cancel` },
      { name: "my account", as: "patient", path: "/account" },
      { name: "my account, details refused", as: "patient", path: "/account", then: save },
      { name: "my account, not deleted", as: "patient", path: "/account", then: remove },
      { name: "two-step sign-in, off", as: "patient", path: "/account/two-step" },
      { name: "two-step sign-in, set up", as: "patient", path: "/account/two-step", then: setUp },
      { name: "passkeys", as: "patient", path: "/account/passkeys" },
      { name: "not for this account", as: "patient", path: "/doctor/hours", status: 403 },
      { name: "practice in numbers", as: "admin", path: "/admin", then: openTable },
      { name: "practice in numbers, by week", as: "admin", path: "/admin?by=week" },
      { name: "practice in numbers, refused", as: "admin", path: "/admin?from=soon", status: 422 },
      { name: "doctors", as: "admin", path: "/admin/doctors" },
      { name: "a doctor", as: "admin", path: `/admin/doctors/${doctor.id}` },
      { name: "a doctor who waits", as: "admin", path: `/admin/doctors/${newcomer.id}` },
      { name: "add a doctor", as: "admin", path: "/admin/doctors/new" },
      { name: "add a doctor, refused", as: "admin", path: "/admin/doctors/new", then: add("Add this doctor") },
      { name: "patients", as: "admin", path: "/admin/patients" },
      { name: "patients, nobody found", as: "admin", path: "/admin/patients", then: findNobody },
      { name: "a patient", as: "admin", path: `/admin/patients/${patient.id}` },
      { name: "add a patient", as: "admin", path: "/admin/patients/new" },
      { name: "add a patient, refused", as: "admin", path: "/admin/patients/new", then: add("Add this patient") },
      { name: "accounts", as: "admin", path: "/admin/users" },
      { name: "accounts, refused", as: "admin", path: "/admin/users?role=surgeon", status: 422 },
      { name: "an account", as: "admin", path: `/admin/users/${patient.id}` },
      { name: "an account, a role refused", as: "admin", path: `/admin/users/${patient.id}`, then: giveRole },
      { name: "audit log", as: "admin", path: "/admin/audit" },
      { name: "audit log, refused", as: "admin", path: "/admin/audit?actor_id=nobody", status: 422 },
      { name: "API tokens", as: "admin", path: "/admin/api-tokens" },
      { name: "API tokens, refused", as: "admin", path: "/admin/api-tokens", then: refused("Make token") },
      { name: "a token that was just made", as: "admin", path: "/admin/api-tokens", then: makeToken },
      { name: "webhooks", as: "admin", path: "/admin/webhooks" },
      { name: "webhooks, refused", as: "admin", path: "/admin/webhooks", then: refused("Add webhook") },
      { name: "a webhook that was tried", as: "admin", path: "/admin/webhooks", then: addWebhook },
      { name: "specialties", as: "admin", path: "/admin/specialties" },
      { name: "specialties, refused", as: "admin", path: "/admin/specialties", then: refused("Add specialty") },
      { name: "a specialty", as: "admin", path: "/admin/specialties/cardiology" },
      { name: "a specialty in use", as: "admin", path: "/admin/specialties/cardiology", then: refused("Retire Cardiology") },
      { name: "locations", as: "admin", path: "/admin/locations" },
      { name: "add a location", as: "admin", path: "/admin/locations/new" },
      { name: "add a location, refused", as: "admin", path: "/admin/locations/new", then: refused("Add location") },
      { name: "a location", as: "admin", path: "/admin/locations/praxis-riverside" },
      { name: "a location, closed", as: "admin", path: "/admin/locations/praxis-riverside", then: closeNextYear },
      { name: "departments", as: "admin", path: "/admin/departments" },
      { name: "a department", as: "admin", path: "/admin/departments/family-medicine-praxis-riverside" },
      { name: "whose visit types", as: "admin", path: "/admin/visit-types" },
      { name: "visit types of a doctor", as: "admin", path: `/admin/visit-types?doctor=${DEMO_TEACHER}` },
      { name: "a visit type", as: "admin", path: `/admin/visit-types/${visitType}` },
      { name: "a visit type, refused", as: "admin", path: `/admin/visit-types/${visitType}`, then: forNobody },
      { name: "my visit types", as: "doctor", path: "/doctor/visit-types" },
      { name: "one of my visit types", as: "doctor", path: "/doctor/visit-types/consultation" },
      { name: "my day", as: "doctor", path: "/doctor" },
      { name: "my hours", as: "doctor", path: "/doctor/hours" },
      { name: "my alternating hours", as: "doctor", path: "/doctor/hours?weeks=2" },
      { name: "time off", as: "doctor", path: "/doctor/time-off" },
      { name: "time off, somebody is booked", as: "doctor", path: "/doctor/time-off", then: takeTimeOff },
    ],
  };
}

export async function visit(page: Page, look: Look) {
  const answer = await page.goto(look.path);
  expect(answer?.status(), look.name).toBe(look.status ?? 200);
  await look.then?.(page);
}
