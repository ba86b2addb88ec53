// People made over REST, so that no test depends on what another one did.

import { randomUUID } from "node:crypto";
import { type APIRequestContext, expect } from "@playwright/test";
import { code } from "./totp.ts";

export const PASSWORD = "correct horse battery";
export const DEMO_ADMIN: [email: string, password: string] = ["admin@praxis.example", "demo-Praxis-2026"];

export interface Person {
  id: string;
  slug: string;
  name: string;
  email: string;
  token: string;
}

export interface Day {
  /** `2026-11-23` */
  date: string;
  /** `Monday 23 November` */
  heading: string;
}

/** A day of the practice in London, so many days from now. */
export function inDays(days: number): Day {
  const instant = new Date(Date.now() + days * 86_400_000);
  const part = (locale: string, options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(locale, { timeZone: "Europe/London", ...options }).format(instant);
  return {
    date: part("en-CA", {}),
    heading: `${part("en-GB", { weekday: "long" })} ${part("en-GB", { day: "numeric" })} ${part("en-GB", { month: "long" })}`,
  };
}

/** Somebody nobody else has met. */
export function newPerson(first: string) {
  const name = `${first} ${randomUUID().slice(0, 8)}`;
  return { name, email: `${name.toLowerCase().replace(" ", ".")}@example.com` };
}

export class Clinic {
  constructor(private readonly request: APIRequestContext) {}

  /** A doctor at Praxis Riverside, London, who can be booked from ten to twelve on that day, for half an hour each. */
  async doctor(day: Day): Promise<Person> {
    const doctor = await this.person("Doctor", "doctor");
    await this.open(doctor, `${day.date}T10:00`, `${day.date}T12:00`);
    return doctor;
  }

  patient(): Promise<Person> {
    return this.person("Patient", "patient");
  }

  /** A doctor who waits for approval. */
  async unapprovedDoctor(): Promise<Person> {
    const doctor = await this.person("Doctor", "doctor");
    const [email, password] = DEMO_ADMIN;
    const { access_token } = await this.post("auth/login", { email, password });
    const headers = { Authorization: `Bearer ${access_token}` };
    const answer = await this.request.patch(`/api/v1/users/${doctor.id}`, { data: { verified: false }, headers });
    expect(answer.status(), await answer.text()).toBe(200);
    return doctor;
  }

  /** A patient who is asked for a code after the password. */
  async patientWithTwoSteps(): Promise<Person> {
    const patient = await this.patient();
    const { secret } = await this.post("auth/two-step/start", {}, patient);
    await this.post("auth/two-step/confirm", { code: code(secret) }, patient);
    return patient;
  }

  async open(doctor: Person, start: string, end: string) {
    await this.post("doctors/availability", { start_time: start, end_time: end }, doctor);
  }

  /** The id of what the doctor offers first. */
  async visitType(doctor: Person): Promise<string> {
    const answer = await this.request.get(`/api/v1/visit-types?doctor_id=${doctor.id}`);
    return (await answer.json()).items[0].id;
  }

  /** The appointment's id. */
  async book(patient: Person, doctor: Person, start: string): Promise<string> {
    const appointment = await this.post("appointments", { doctor_id: doctor.id, start_time: start }, patient);
    return appointment.id;
  }

  /** Keeps a time for the patient, and lets go of the one that was kept before. */
  async hold(patient: Person, doctor: Person, start: string) {
    await this.post("appointments/holds", { doctor_id: doctor.id, start_time: start }, patient);
  }

  async cancel(patient: Person, appointment: string) {
    const headers = { Authorization: `Bearer ${patient.token}` };
    const answer = await this.request.delete(`/api/v1/appointments/${appointment}`, { headers });
    expect(answer.status()).toBe(204);
  }

  /** Waits for an earlier time than that of an appointment. */
  async wait(patient: Person, appointment: string) {
    await this.post("waitlist", { appointment_id: appointment, notice_minutes: 0 }, patient);
  }

  /** Until what opened is offered to the patient. */
  async untilOffered(patient: Person) {
    const headers = { Authorization: `Bearer ${patient.token}` };
    const offer = async () => {
      const answer = await this.request.get("/api/v1/waitlist", { headers });
      return (await answer.json()).items[0]?.offer;
    };
    await expect.poll(offer, { timeout: 20_000 }).toBeTruthy();
  }

  /** The page that the mail about an offered time leads to. */
  async offerPage(patient: Person): Promise<string> {
    let page: string | undefined;
    await expect(async () => {
      const mails = await (await this.request.get(`/dev/mail.json?to=${patient.email}`)).json();
      page = mails.items.flatMap((mail: { text: string }) => mail.text.match(/\/waitlist\/offer\?token=\S+/) ?? [])[0];
      expect(page).toBeTruthy();
    }).toPass();
    return page!;
  }

  /** Somebody the patient books for. */
  async dependant(patient: Person) {
    await this.post("users/me/dependants", { full_name: newPerson("Child").name }, patient);
  }

  private async person(first: string, role: string): Promise<Person> {
    const { name, email } = newPerson(first);
    await this.post("auth/register", { full_name: name, email, password: PASSWORD, role });
    const session = await this.post("auth/login", { email, password: PASSWORD });
    const slug = name.toLowerCase().replace(" ", "-");
    return { id: session.user.id, slug, name, email, token: session.access_token };
  }

  private async post(path: string, data: object, as?: Person) {
    const headers = as && { Authorization: `Bearer ${as.token}` };
    const answer = await this.request.post(`/api/v1/${path}`, { data, headers });
    expect(answer.ok(), `${path}: ${answer.status()} ${await answer.text()}`).toBe(true);
    return answer.json();
  }
}
