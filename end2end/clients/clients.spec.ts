// The examples in docs/clients, as an integrator would run them.

import { execFile } from "node:child_process";
import path from "node:path";
import { promisify } from "node:util";
import { PASSWORD, inDays } from "../support/clinic.ts";
import { expect, test } from "../support/test.ts";

const folder = path.join(import.meta.dirname, "../../docs/clients");

/** What a program in that folder prints. */
async function output(program: string, ...args: string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(program, args, { cwd: folder });
  return stdout.trim();
}

test("the example in Python books an appointment", async ({ clinic, baseURL, request }) => {
  const [doctor, patient] = [await clinic.doctor(inDays(5)), await clinic.patient()];
  const printed = await output("python3", "book.py", baseURL!, patient.email, PASSWORD, doctor.name);
  const [id, start] = printed.split(" ");
  const headers = { Authorization: `Bearer ${patient.token}` };
  const appointment = await (await request.get(`/api/v1/appointments/${id}`, { headers })).json();
  expect(appointment).toMatchObject({ start_time: start, status: "confirmed", doctor: { id: doctor.id } });
});

test("the client made of the document in TypeScript books, moves and cancels", async ({ clinic, baseURL }) => {
  const [doctor, patient] = [await clinic.doctor(inDays(5)), await clinic.patient()];
  process.env.PRAXIS = baseURL;
  await output("npm", "run", "generate");
  await output("npm", "run", "build");
  const printed = await output("node", "build/book.js", baseURL!, patient.email, PASSWORD, doctor.name);
  expect(printed).toMatch(/^[0-9a-f-]{36} \S+T10:00:00\S+ \S+T10:30:00\S+ 204$/);
});
