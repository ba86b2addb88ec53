//! One use case, two doors: through either of them it leaves the same rows and the same jobs, or is refused for the same
//! reason.

mod administration;

use std::collections::BTreeMap;

use app::error::AppError;
use axum::http::Method;
use serde_json::{Value, json};
use server::db::MIGRATOR;
use sqlx::PgPool;

use crate::helpers::{Answer, Client, Clinic, PASSWORD};

const START: &str = "2026-03-03T10:00:00Z";

#[derive(Debug, Clone, Copy, PartialEq)]
enum Door {
    Rest,
    Web,
}

/// What came of a use case: why it was refused, if it was, and which rows it has added or taken away.
#[derive(Debug, PartialEq)]
struct Outcome {
    what: &'static str,
    refused: Option<String>,
    rows: BTreeMap<String, i32>,
}

/// The same people once more, who come through one door.
struct Play<'a> {
    clinic: &'a Clinic,
    door: Door,
    outcomes: Vec<Outcome>,
}

impl Play<'_> {
    /// The same request in the words of each door.
    async fn act(
        &mut self,
        what: &'static str,
        who: &Client,
        (method, path, body): (Method, &str, Value),
        (function, form): (&str, &[(&str, &str)]),
    ) -> Answer {
        let before = self.rows().await;
        let answer = match self.door {
            Door::Rest => who.with_body(method, &format!("/api/v1/{path}"), "application/json", body.to_string()).await,
            Door::Web => {
                let fields: Vec<_> = form.iter().map(|(name, value)| format!("{name}={}", encoded(value))).collect();
                let kind = "application/x-www-form-urlencoded";
                who.with_body(Method::POST, &format!("/fn/{function}"), kind, fields.join("&")).await
            }
        };
        let mut rows = self.rows().await;
        for (row, count) in before {
            *rows.entry(row).or_default() -= count;
        }
        rows.retain(|_, count| *count != 0);
        let refused = (!answer.status.is_success()).then(|| match self.door {
            Door::Rest => answer.code(),
            Door::Web => serde_json::from_str::<AppError>(&answer.text).unwrap().clinic().code().to_owned(),
        });
        self.outcomes.push(Outcome { what, refused, rows });
        answer
    }

    /// Every row there is and every job that waits, without what is different each time, and how often.
    async fn rows(&self) -> BTreeMap<String, i32> {
        let tables: Vec<String> = sqlx::query_scalar(
            "select tablename::text from pg_tables
             where schemaname = 'public'
               and tablename not in ('_sqlx_migrations', 'rate_limits', 'audit_chain', 'demo_data', 'idempotency_keys')",
        )
        .fetch_all(&self.clinic.pool)
        .await
        .unwrap();
        let jobs = "select jsonb_build_object('job', identifier, 'payload', payload)
                    from graphile_worker._private_jobs as jobs join graphile_worker._private_tasks as tasks on tasks.id = task_id";
        let all =
            tables.iter().map(|table| format!("select jsonb_build_object('{table}', to_jsonb({table})) from {table}"));
        let all = all.chain([jobs.to_owned()]).collect::<Vec<_>>().join(" union all ");
        let sql = format!(
            r#"select regexp_replace(regexp_replace(regexp_replace(regexp_replace(line::text,
                   '[0-9a-f]{{8}}(-[0-9a-f]{{4}}){{3}}-[0-9a-f]{{12}}', '<id>', 'g'),
                   '\\\\x[0-9a-f]+|\$argon2[^"]+|token=[\w-]+', '<secret>', 'g'),
                   'rest|web', '<door>', 'gi'),
                   -- A new location comes after all others.
                   '("address": "[^"]*", "position": )[0-9]+', '\1<last>')
               from ({all}) as lines (line)"#
        );
        let mut rows = BTreeMap::new();
        for row in sqlx::query_scalar::<_, String>(sqlx::AssertSqlSafe(sql)).fetch_all(&self.clinic.pool).await.unwrap()
        {
            *rows.entry(row).or_default() += 1;
        }
        rows
    }

    /// The id of what somebody made last.
    async fn last(&self, table: &str, column: &str, whose: &Client) -> String {
        let sql = format!("select max(id::text) from {table} where {column} = '{}'", whose.id);
        sqlx::query_scalar(sqlx::AssertSqlSafe(sql)).fetch_one(&self.clinic.pool).await.unwrap()
    }
}

fn encoded(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._".contains(&byte);
    text.bytes().map(|byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") }).collect()
}

/// Each use case, refused and carried out, through one door.
async fn play(clinic: &Clinic, door: Door) -> Vec<Outcome> {
    let name = |first: &str| format!("{first} {door:?}");
    let (doctor, other) = (clinic.doctor(&name("Xenia")).await, clinic.doctor(&name("Yusuf")).await);
    let (ann, bo) = (clinic.patient(&name("Ann")).await, clinic.patient(&name("Bo")).await);
    other.open("2026-03-02T09:00", "2026-03-02T12:00").await.expect(201);
    let visitor = clinic.anonymous();
    let mut on = Play { clinic, door, outcomes: Vec::new() };
    accounts(&mut on, &visitor).await;
    profile(&mut on, &ann).await;
    hours(&mut on, &doctor).await;
    bo.book(&doctor, "2026-03-03T09:00", "2026-03-03T09:30").await.expect(201);
    booking(&mut on, &ann, &doctor).await;
    day(&mut on, &bo, &other).await;
    waiting(&mut on, &bo, &doctor).await;
    let admin = clinic.admin(&name("Sam")).await;
    administration::people(&mut on, &admin, &bo).await;
    administration::lists(&mut on, &admin, &doctor).await;
    administration::integrations(&mut on, &admin).await;
    on.outcomes
}

async fn accounts(on: &mut Play<'_>, visitor: &Client) {
    let email = format!("di.{:?}@example.com", on.door).to_lowercase();
    let bad = json!({ "full_name": "Di", "email": "nobody", "password": PASSWORD });
    let form = [("full_name", "Di"), ("email", "nobody"), ("password", PASSWORD)];
    on.act("register, badly", visitor, (Method::POST, "auth/register", bad), ("register", &form)).await;
    let login = (Method::POST, "auth/login", json!({ "email": email, "password": PASSWORD }));
    let good = json!({ "full_name": "Di", "email": email, "password": PASSWORD });
    let form = [("full_name", "Di"), ("email", &*email), ("password", PASSWORD)];
    on.act("register", visitor, (Method::POST, "auth/register", good.clone()), ("register", &form)).await;
    // A page signs in whoever has registered; a program does so itself.
    if on.door == Door::Rest {
        let Outcome { rows: mut registered, .. } = on.outcomes.pop().unwrap();
        on.act("register", visitor, login.clone(), ("", &[])).await;
        let signed_in = on.outcomes.last_mut().unwrap();
        registered.append(&mut signed_in.rows);
        signed_in.rows = registered;
    }
    on.act("register again", visitor, (Method::POST, "auth/register", good), ("register", &form)).await;
    let wrong = json!({ "email": email, "password": "wrong" });
    let form = [("email", &*email), ("password", "wrong")];
    on.act("login, wrongly", visitor, (Method::POST, "auth/login", wrong), ("login", &form)).await;
    on.act("login", visitor, login, ("login", &[("email", &email), ("password", PASSWORD)])).await;
    for (what, email) in [("forget, badly", "nobody"), ("forget for nobody", "nobody@example.com"), ("forget", &*email)]
    {
        let rest = (Method::POST, "auth/forgot-password", json!({ "email": email }));
        on.act(what, visitor, rest, ("forgot-password", &[("email", email)])).await;
    }
    let token = on.clinic.mailed_token(&email, "reset-password").await;
    for (what, token, password) in [
        ("reset with nothing", "x", "another horse battery"),
        ("reset, badly", &*token, "short"),
        ("reset", &token, "another horse battery"),
        ("reset again", &token, "another horse battery"),
    ] {
        let rest = (Method::POST, "auth/reset-password", json!({ "token": token, "new_password": password }));
        on.act(what, visitor, rest, ("reset-password", &[("token", token), ("new_password", password)])).await;
    }
}

async fn profile(on: &mut Play<'_>, ann: &Client) {
    for (what, phone) in [("profile, badly", "?"), ("profile", "+44 20 7946 0000")] {
        let rest = (Method::PATCH, "users/me", json!({ "full_name": "Ann", "phone": phone, "bio": "" }));
        on.act(what, ann, rest, ("update-profile", &[("full_name", "Ann"), ("phone", phone), ("bio", "")])).await;
    }
    for (what, name) in [("dependant, badly", ""), ("dependant", "Kim")] {
        let rest = (Method::POST, "users/me/dependants", json!({ "full_name": name }));
        on.act(what, ann, rest, ("add-dependant", &[("dependant_name", name)])).await;
    }
    let kim = on.last("dependants", "guardian_id", ann).await;
    for (what, id) in [("remove nobody", &ann.id), ("remove", &kim), ("remove again", &kim)] {
        let rest = (Method::DELETE, &*format!("users/me/dependants/{id}"), json!({}));
        on.act(what, ann, rest, ("remove-dependant", &[("id", id)])).await;
    }
}

async fn hours(on: &mut Play<'_>, doctor: &Client) {
    for (what, end) in [("hours, badly", "25:00"), ("hours", "17:00")] {
        let weekly = json!([{ "weekday": 2, "start": "09:00", "end": end }]);
        let form = [("ranges[0][weekday]", "2"), ("ranges[0][start]", "09:00"), ("ranges[0][end]", end)];
        on.act(
            what,
            doctor,
            (Method::PUT, "doctors/me/schedule", json!({ "weekly": weekly })),
            ("set-schedule", &form),
        )
        .await;
    }
    for (what, start, end) in [
        ("window, badly", "2026-03-04T12:00", "2026-03-04T10:00"),
        ("window in the past", "2026-03-01T10:00", "2026-03-01T12:00"),
        ("window", "2026-03-04T10:00", "2026-03-04T12:00"),
    ] {
        let rest = (Method::POST, "doctors/availability", json!({ "start_time": start, "end_time": end }));
        on.act(what, doctor, rest, ("open-window", &[("start_time", start), ("end_time", end)])).await;
    }
    let rest = json!({ "start_time": "2026-03-10T00:00", "end_time": "2026-03-11T00:00" });
    let form = [("first_day", "2026-03-10"), ("last_day", "2026-03-10"), ("checked", "on")];
    on.act("time off", doctor, (Method::POST, "doctors/me/time-off", rest), ("take-time-off", &form)).await;
    let taken = on.last("time_off", "doctor_id", doctor).await;
    for (what, id) in [("give nothing back", &doctor.id), ("give back", &taken)] {
        let rest = (Method::DELETE, &*format!("doctors/me/time-off/{id}"), json!({}));
        on.act(what, doctor, rest, ("give-back-time-off", &[("id", id)])).await;
    }
}

async fn booking(on: &mut Play<'_>, ann: &Client, doctor: &Client) {
    for (what, who, start) in [
        ("hold outside", ann, "2026-03-03T20:00:00Z"),
        ("hold what is taken", ann, "2026-03-03T09:00:00Z"),
        ("hold as a doctor", doctor, START),
        ("hold", ann, START),
    ] {
        let rest = (Method::POST, "appointments/holds", json!({ "doctor_id": doctor.id, "start_time": start }));
        on.act(what, who, rest, ("hold", &[("doctor", &doctor.id), ("start", start)])).await;
    }
    let hold = on.last("appointments", "patient_id", ann).await;
    for (what, start, hold) in
        [("book what is taken", "2026-03-03T09:00:00Z", ""), ("book", START, &*hold), ("book again", START, "")]
    {
        let rest = json!({ "doctor_id": doctor.id, "start_time": start, "reason": "Cough",
                           "hold_id": Some(hold).filter(|id| !id.is_empty()) });
        let form = [("doctor", &*doctor.id), ("start", start), ("reason", "Cough"), ("hold_id", hold)];
        on.act(what, ann, (Method::POST, "appointments", rest), ("book", &form)).await;
    }
    let booked = on.last("appointments", "patient_id", ann).await;
    for (what, start) in [("series on what is taken", "2026-03-03T09:00:00Z"), ("series", "2026-03-03T14:00:00Z")] {
        let rest = json!({ "doctor_id": doctor.id, "start_time": start, "count": 3, "every_weeks": 1 });
        let form = [("doctor", &*doctor.id), ("start", start), ("repeat[count]", "3"), ("repeat[every_weeks]", "1")];
        on.act(what, ann, (Method::POST, "appointments/series", rest), ("book", &form)).await;
    }
    for (what, who, start) in [
        ("move to what is taken", ann, "2026-03-03T09:00:00Z"),
        ("move", ann, "2026-03-03T11:00:00Z"),
        ("move as the doctor", doctor, "2026-03-03T12:00:00Z"),
    ] {
        let rest = (Method::PATCH, &*format!("appointments/{booked}"), json!({ "start_time": start }));
        on.act(what, who, rest, ("move", &[("id", &booked), ("start", start)])).await;
    }
    for (what, id) in [("cancel nothing", &doctor.id), ("cancel", &booked), ("cancel again", &booked)] {
        let rest = (Method::DELETE, &*format!("appointments/{id}"), json!({}));
        on.act(what, ann, rest, ("cancel", &[("id", id)])).await;
    }
}

async fn day(on: &mut Play<'_>, bo: &Client, doctor: &Client) {
    bo.book(doctor, "2026-03-02T09:00", "2026-03-02T09:30").await.expect(201);
    let booked = on.last("appointments", "doctor_id", doctor).await;
    for (what, who, status) in [
        ("status as the patient", bo, "checked_in"),
        ("status too early", doctor, "completed"),
        ("status", doctor, "checked_in"),
    ] {
        let rest = (Method::POST, &*format!("appointments/{booked}/status"), json!({ "status": status }));
        on.act(what, who, rest, ("set-status", &[("id", &booked), ("status", status)])).await;
    }
}

async fn waiting(on: &mut Play<'_>, bo: &Client, doctor: &Client) {
    for (what, days) in [("wait, badly", "9"), ("wait", "2"), ("wait again", "2")] {
        let day: i64 = days.parse().unwrap();
        let rest =
            json!({ "doctor_id": doctor.id, "weekdays": [day], "parts_of_day": ["morning"], "notice_minutes": 60 });
        let form =
            [("doctor", &*doctor.id), ("weekdays[0]", days), ("parts_of_day[0]", "morning"), ("notice_minutes", "60")];
        on.act(what, bo, (Method::POST, "waitlist", rest), ("join-waitlist", &form)).await;
    }
    let entry = on.last("waitlist_entries", "patient_id", bo).await;
    for (what, id) in [("leave nothing", &bo.id), ("leave", &entry)] {
        let rest = (Method::DELETE, &*format!("waitlist/{id}"), json!({}));
        on.act(what, bo, rest, ("leave-waitlist", &[("id", id)])).await;
    }
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_use_case_leaves_the_same_through_either_door(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    let (rest, web) = (play(&clinic, Door::Rest).await, play(&clinic, Door::Web).await);
    assert_eq!(rest.len(), web.len());
    let mut unlike = Vec::new();
    for (rest, web) in rest.iter().zip(&web) {
        if rest != web {
            unlike.push(format!(
                "{}\n  REST: {:?} {:#?}\n  page: {:?} {:#?}",
                rest.what, rest.refused, rest.rows, web.refused, web.rows
            ));
        }
    }
    assert!(unlike.is_empty(), "{}", unlike.join("\n"));
    // What is named after a refusal was refused, and left nothing but a line in the log; everything else left something.
    let refused = [
        ", badly",
        ", wrongly",
        "again",
        "nothing",
        "remove nobody",
        "taken",
        "past",
        "outside",
        "early",
        "as a doctor",
        "as the patient",
    ];
    for outcome in &rest {
        let expected = refused.iter().any(|words| outcome.what.contains(words));
        assert_eq!(outcome.refused.is_some(), expected, "{outcome:#?}");
        assert_eq!(outcome.rows.keys().all(|row| row.contains("\"audit_log\"")), expected, "{outcome:#?}");
    }
}
