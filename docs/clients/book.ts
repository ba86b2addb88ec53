// Books the first free time of a doctor, moves it to the next one, and cancels it.
import createClient from "openapi-fetch";
import type { paths } from "./praxis.d.ts";

const [base, email, password, name] = process.argv.slice(2) as [string, string, string, string];
const praxis = createClient<paths>({ baseUrl: `${base}/api/v1` });

/** What was answered; a problem is thrown. */
function good<T>({ data, error }: { data?: T; error?: unknown }): T {
  if (data === undefined) throw new Error(JSON.stringify(error));
  return data;
}

const { access_token } = good(await praxis.POST("/auth/login", { body: { email, password } }));
praxis.use({
  onRequest({ request }) {
    request.headers.set("Authorization", `Bearer ${access_token}`);
  },
});
const [doctor] = good(await praxis.GET("/doctors", { params: { query: { q: name } } })).items;
if (!doctor) throw new Error(`There is no ${name}.`);
const [first, second] = good(await praxis.GET("/doctors/{id}/slots", { params: { path: { id: doctor.id } } }));
if (!first || !second) throw new Error(`${name} has no two free times.`);
const wish = { doctor_id: doctor.id, start_time: first.start_time };
const booked = good(await praxis.POST("/appointments", { body: wish }));
const path = { id: booked.id };
const moved = good(await praxis.PATCH("/appointments/{id}", { params: { path }, body: { start_time: second.start_time } }));
const { response } = await praxis.DELETE("/appointments/{id}", { params: { path } });
console.log(`${booked.id} ${booked.start_time} ${moved.start_time} ${response.status}`);
