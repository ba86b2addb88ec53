//! Tokens of external systems: made, used, ended, and what they never do.

use axum::http::{HeaderMap, Request, header};
use chrono::TimeDelta;
use serde_json::{Value, json};
use server::db::MIGRATOR;
use sqlx::{AssertSqlSafe, PgPool};

use crate::helpers::{Answer, Client, Clinic, PASSWORD};

const TOKENS: &str = "/api/v1/admin/api-tokens";
const BOOK: &str = "/api/v1/appointments";
const TEN: &str = "2026-03-03T10:00:00Z";
const HALF_PAST: &str = "2026-03-03T10:30:00Z";

/// A practice with an external system, whose token books everywhere.
struct Practice {
    clinic: Clinic,
    admin: Client,
    /// Open on Tuesday from ten to twelve.
    doctor: Client,
    ann: Client,
}

impl Practice {
    async fn open(pool: PgPool) -> Self {
        let clinic = Clinic::open(pool).await;
        let (admin, doctor) = (clinic.admin("Sam Keller").await, clinic.doctor("Amara Osei").await);
        doctor.open("2026-03-03T10:00", "2026-03-03T12:00").await.expect(201);
        let ann = clinic.patient("Ann Lee").await;
        Self { clinic, admin, doctor, ann }
    }

    async fn make(&self, body: Value) -> Value {
        self.admin.post(TOKENS, body).await.expect(201).json()
    }

    /// An external system with a token for this.
    async fn system(&self, scopes: &[&str]) -> Client {
        system(&self.clinic, &self.make(json!({ "name": "Website", "scopes": scopes })).await)
    }

    fn wish(&self, patient: &Client, start: &str) -> Value {
        json!({ "doctor_id": self.doctor.id, "patient_id": patient.id, "start_time": start })
    }

    async fn book(&self, system: &Client, patient: &Client, start: &str) -> Answer {
        system.post(BOOK, self.wish(patient, start)).await
    }

    async fn count(&self, condition: &str) -> i64 {
        let sql = AssertSqlSafe(format!("select count(*) from {condition}"));
        sqlx::query_scalar(sql).fetch_one(&self.clinic.pool).await.unwrap()
    }
}

/// Who asks with the token that was made.
fn system(clinic: &Clinic, made: &Value) -> Client {
    let text = |field: &str| made[field].as_str().unwrap().to_owned();
    Client { token: Some(text("token")), id: text("id"), ..clinic.anonymous() }
}

fn path(made: &Value) -> String {
    format!("{TOKENS}/{}", made["id"].as_str().unwrap())
}

fn challenge(headers: &HeaderMap) -> &str {
    headers[header::WWW_AUTHENTICATE].to_str().unwrap()
}

#[track_caller]
fn lacks(answer: Answer, scope: &str) {
    let answer = answer.expect_problem(403, "insufficient_scope");
    assert_eq!(challenge(&answer.headers), format!("Bearer error=\"insufficient_scope\", scope=\"{scope}\""));
    assert!(answer.json()["request_id"].is_string() && answer.text.contains(scope), "{}", answer.text);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn an_administrator_makes_a_token_and_its_secret_is_shown_once(pool: PgPool) {
    let practice = Practice::open(pool).await;
    let (admin, clinic) = (&practice.admin, &practice.clinic);
    let body = json!({
        "name": " Website ", "scopes": ["slots:read", "directory:read", "slots:read"], "location_id": clinic.location,
        "expires_at": "2026-06-01",
    });
    let answer = admin.post(TOKENS, body).await.expect(201);
    assert_eq!(answer.headers[header::CACHE_CONTROL], "no-store");
    let (made, at) = (answer.json(), answer.location().to_owned());
    assert_eq!((&made["name"], &made["scopes"]), (&json!("Website"), &json!(["directory:read", "slots:read"])));
    assert_eq!((&made["location_id"], &made["expires_at"]), (&json!(clinic.location), &json!("2026-06-01T00:00:00Z")));
    assert_eq!(made["created_by"], json!({ "id": admin.id, "full_name": "Sam Keller" }));
    let secret = made["token"].as_str().unwrap();
    // 256 bits in base64url.
    assert_eq!((&secret[..7], secret.len()), ("praxis_", 7 + 43));
    let shown = admin.get(&at).await.expect(200);
    let listed = admin.get(TOKENS).await.expect(200);
    assert_eq!(listed.json()["items"], json!([shown.json()]));
    assert!(!shown.text.contains("praxis_") && !listed.text.contains("praxis_"), "{}", listed.text);
    assert_eq!(shown.json()["revoked_at"], Value::Null);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_token_lasts_ninety_days_unless_said_and_a_year_at_most(pool: PgPool) {
    let practice = Practice::open(pool).await;
    let make = |end: &str| {
        let body = json!({ "name": "Website", "scopes": ["slots:read"], "expires_at": end });
        practice.admin.post(TOKENS, body)
    };
    let usual = practice.make(json!({ "name": "Website", "scopes": ["slots:read"] })).await;
    assert_eq!(usual["expires_at"], "2026-05-31T08:00:00Z");
    make("2027-03-03T08:00:00Z").await.expect(201);
    for wrong in ["2027-03-03T08:00:01Z", "2026-03-02T08:00:00Z", "2026-03-01", "soon", ""] {
        assert_eq!(make(wrong).await.expect_problem(422, "invalid").pointers(), ["/expires_at"], "{wrong}");
    }
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn everything_wrong_with_a_token_is_said_at_once(pool: PgPool) {
    let practice = Practice::open(pool).await;
    let make = |body: Value| practice.admin.post(TOKENS, body);
    assert_eq!(make(json!({})).await.expect_problem(422, "invalid").pointers(), ["/name", "/scopes"]);
    let wrong = json!({ "name": "x\u{0}", "scopes": ["slots:read", "admin"], "location_id": "x", "expires_at": "x" });
    let refused = make(wrong).await.expect_problem(422, "invalid");
    assert_eq!(refused.pointers(), ["/name", "/scopes/1", "/location_id", "/expires_at"]);
    assert!(refused.text.contains("`directory:read`, `slots:read` and `appointments:write`"), "{}", refused.text);
    let nowhere = json!({ "name": "x", "scopes": ["slots:read"], "location_id": practice.ann.id });
    assert_eq!(make(nowhere).await.expect_problem(422, "invalid").pointers(), ["/location_id"]);
    make(json!({ "name": "x", "scopes": "slots:read" })).await.expect_problem(422, "invalid");
    assert_eq!(practice.count("api_tokens").await, 0);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn nobody_but_administrators_knows_of_tokens(pool: PgPool) {
    let practice = Practice::open(pool).await;
    let made = practice.make(json!({ "name": "Website", "scopes": ["appointments:write"] })).await;
    let reception = practice.clinic.receptionist("Robin Reyes").await;
    for who in [&practice.ann, &practice.doctor, &reception] {
        for answer in [who.get(TOKENS).await, who.get(&path(&made)).await, who.delete(&path(&made)).await] {
            answer.expect_problem(403, "forbidden");
        }
        who.post(TOKENS, json!({ "name": "x", "scopes": ["slots:read"] })).await.expect_problem(403, "forbidden");
    }
    let own = system(&practice.clinic, &made);
    own.get(&path(&made)).await.expect_problem(403, "insufficient_scope");
    own.delete(&path(&made)).await.expect_problem(403, "insufficient_scope");
    for nothing in ["nonsense", &practice.ann.id] {
        practice.admin.get(&format!("{TOKENS}/{nothing}")).await.expect_problem(404, "not_found");
        practice.admin.delete(&format!("{TOKENS}/{nothing}")).await.expect_problem(404, "not_found");
    }
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn each_scope_opens_what_it_names_and_the_others_do_not(pool: PgPool) {
    let practice = Practice::open(pool).await;
    let doctor = &practice.doctor.id;
    let calls = [
        ("directory:read", "/specialties".to_owned()),
        ("directory:read", "/locations/riverside".to_owned()),
        ("directory:read", "/departments".to_owned()),
        ("directory:read", "/doctors?q=osei".to_owned()),
        ("directory:read", format!("/doctors/{doctor}")),
        ("directory:read", format!("/visit-types?doctor_id={doctor}")),
        ("slots:read", format!("/doctors/{doctor}/availability")),
        ("slots:read", format!("/doctors/{doctor}/slots")),
        ("slots:read", format!("/doctors/{doctor}/slots/live")),
        ("appointments:write", "/appointments".to_owned()),
    ];
    for given in ["directory:read", "slots:read", "appointments:write"] {
        let system = practice.system(&[given]).await;
        for (needed, call) in &calls {
            for base in ["/api/v1", "/api"] {
                let answer = system.get(&format!("{base}{call}")).await;
                if *needed == given {
                    // Events say `no-cache`.
                    let cache = answer.expect(200).headers[header::CACHE_CONTROL].clone();
                    assert!(cache == "no-store" || call.ends_with("/live"), "{call}: {cache:?}");
                } else {
                    lacks(answer, needed);
                }
            }
        }
    }
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_system_books_moves_and_cancels_for_a_patient_of_the_practice(pool: PgPool) {
    let practice = Practice::open(pool).await;
    let system = practice.system(&["appointments:write"]).await;
    let booked = practice.book(&system, &practice.ann, TEN).await.expect(201);
    let appointment = booked.json();
    assert_eq!((&appointment["patient"]["id"], &appointment["status"]), (&json!(practice.ann.id), &json!("confirmed")));
    assert_eq!(appointment["booked_by"], Value::Null, "for the policy alone: {appointment}");
    assert_eq!(practice.ann.get(booked.location()).await.expect(200).json(), appointment);
    assert_eq!(system.get(booked.location()).await.expect(200).json(), appointment);
    assert_eq!(system.get(BOOK).await.expect(200).json()["items"], json!([appointment]));
    let later = json!({ "start_time": HALF_PAST, "reason": "A cough" });
    let moved = system.patch(booked.location(), later).await.expect(200).json();
    assert_eq!((&moved["start_time"], &moved["reason"]), (&json!(HALF_PAST), &json!("A cough")));
    system.delete(booked.location()).await.expect(204);
    system.delete(booked.location()).await.expect_problem(409, "not_cancellable");
    // Whom the practice acts for is told, as ever.
    let subjects: Vec<_> =
        practice.clinic.mails_to("ann.lee@example.com").await.into_iter().map(|mail| mail.subject).collect();
    assert!(subjects.len() >= 2, "{subjects:?}");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_token_sees_what_it_booked_and_no_other_appointment(pool: PgPool) {
    let practice = Practice::open(pool).await;
    let (ann, one) = (&practice.ann, practice.system(&["appointments:write"]).await);
    let other = practice.system(&["appointments:write"]).await;
    let own = ann.book(&practice.doctor, "2026-03-03T11:00", "2026-03-03T11:30").await.expect(201);
    let of_other = practice.book(&other, ann, TEN).await.expect(201);
    let mine = practice.book(&one, &practice.clinic.patient("Bo Lind").await, HALF_PAST).await.expect(201);
    for theirs in [own.location(), of_other.location()] {
        one.get(theirs).await.expect_problem(404, "not_found");
        one.patch(theirs, json!({ "reason": "x" })).await.expect_problem(404, "not_found");
        one.patch(theirs, json!({ "start_time": "2026-03-03T11:30" })).await.expect_problem(404, "not_found");
        one.delete(theirs).await.expect_problem(404, "not_found");
    }
    // Nor through the list, whatever is asked of it.
    for query in ["", &format!("?patient_id={}", ann.id), &format!("?doctor_id={}", practice.doctor.id)] {
        let items = one.get(&format!("{BOOK}{query}")).await.expect(200).json()["items"].clone();
        let seen: Vec<_> = items.as_array().unwrap().iter().map(|item| item["id"].clone()).collect();
        let expected = if query.contains("patient_id") { Vec::new() } else { vec![mine.json()["id"].clone()] };
        assert_eq!(seen, expected, "{query}");
    }
    assert_eq!(practice.count("appointments where status = 'cancelled'").await, 0);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_token_of_one_location_books_nowhere_else(pool: PgPool) {
    let practice = Practice::open(pool).await;
    let garden = json!({
        "name": "Garden", "address": "3 Garden Square", "city": "London", "postal_code": "N1", "time_zone": "Europe/London",
    });
    let garden = practice.admin.post("/api/v1/locations", garden).await.expect(201).json();
    let other = practice.clinic.doctor("Jonas Weber").await;
    let works = json!({ "location_ids": [garden["id"]] });
    practice.admin.patch(&format!("/api/v1/doctors/{}", other.id), works).await.expect(200);
    other.open("2026-03-03T10:00", "2026-03-03T12:00").await.expect(201);
    let body = |location: &Value| json!({ "name": "x", "scopes": ["appointments:write"], "location_id": location });
    let riverside = system(&practice.clinic, &practice.make(body(&json!(practice.clinic.location))).await);
    let at_garden = system(&practice.clinic, &practice.make(body(&garden["id"])).await);
    practice.book(&at_garden, &practice.ann, TEN).await.expect_problem(403, "forbidden");
    let there = json!({ "doctor_id": other.id, "patient_id": practice.ann.id, "start_time": TEN });
    riverside.post(BOOK, there.clone()).await.expect_problem(403, "forbidden");
    assert_eq!(practice.count("appointments").await, 0);
    let booked = at_garden.post(BOOK, there).await.expect(201);
    // What is at its location and was booked by somebody else is not the token's either.
    let bo = practice.clinic.patient("Bo Lind").await;
    let theirs = bo.book(&practice.doctor, "2026-03-03T10:00", "2026-03-03T10:30").await.expect(201);
    riverside.get(theirs.location()).await.expect_problem(404, "not_found");
    riverside.get(booked.location()).await.expect_problem(404, "not_found");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_system_is_held_to_what_its_patient_is_held_to(pool: PgPool) {
    let practice = Practice::open(pool).await;
    let (doctor, system) = (&practice.doctor, practice.system(&["appointments:write"]).await);
    let types = format!("/api/v1/visit-types?doctor_id={}", doctor.id);
    let visit = doctor.get(&types).await.json()["items"][0]["id"].as_str().unwrap().to_owned();
    let rules =
        json!({ "needs_confirmation": true, "cancellation_notice_minutes": 60, "minimum_notice_minutes": 1440 });
    doctor.patch(&format!("/api/v1/visit-types/{visit}"), rules).await.expect(200);
    let mut wish = practice.wish(&practice.ann, TEN);
    wish["overbook"] = json!(true);
    let booked = system.post(BOOK, wish.clone()).await.expect(201);
    assert_eq!((&booked.json()["status"], &booked.json()["overbooked"]), (&json!("requested"), &json!(false)));
    wish["patient_id"] = json!(practice.clinic.patient("Bo Lind").await.id);
    system.post(BOOK, wish).await.expect_problem(409, "slot_taken");
    practice.clinic.clock.advance(TimeDelta::hours(24));
    practice.book(&system, &practice.ann, "2026-03-03T11:00:00Z").await.expect_problem(422, "too_soon");
    practice.clinic.clock.advance(TimeDelta::minutes(61));
    system.delete(booked.location()).await.expect_problem(409, "too_late");
    system.patch(booked.location(), json!({ "start_time": HALF_PAST })).await.expect_problem(409, "too_late");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_system_names_a_patient_who_is_one(pool: PgPool) {
    let practice = Practice::open(pool).await;
    let system = practice.system(&["appointments:write"]).await;
    let nobody = Client { id: "00000000-0000-0000-0000-000000000009".to_owned(), ..practice.clinic.anonymous() };
    let token = Client { id: system.id.clone(), ..practice.clinic.anonymous() };
    for who in [&nobody, &token, &practice.doctor] {
        let refused = practice.book(&system, who, TEN).await.expect_problem(422, "invalid");
        assert_eq!(refused.pointers(), ["/patient_id"]);
    }
    let unnamed = json!({ "doctor_id": practice.doctor.id, "start_time": TEN });
    assert_eq!(system.post(BOOK, unnamed).await.expect_problem(422, "invalid").pointers(), ["/patient_id"]);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_token_that_has_ended_opens_nothing(pool: PgPool) {
    let practice = Practice::open(pool).await;
    let everything = json!(["directory:read", "slots:read", "appointments:write"]);
    let revoked = practice.make(json!({ "name": "Old", "scopes": everything })).await;
    let short =
        practice.make(json!({ "name": "Short", "scopes": everything, "expires_at": "2026-03-02T09:00:00Z" })).await;
    let long = system(&practice.clinic, &practice.make(json!({ "name": "New", "scopes": everything })).await);
    practice.admin.delete(&path(&revoked)).await.expect(204);
    practice.admin.delete(&path(&revoked)).await.expect(204);
    practice.clinic.clock.advance(TimeDelta::hours(1));
    let unknown = Client { token: Some(format!("praxis_{}", "A".repeat(43))), ..long.clone() };
    let broken = Client { token: Some("praxis_".to_owned()), ..long.clone() };
    let ended = [system(&practice.clinic, &revoked), system(&practice.clinic, &short), unknown, broken];
    for client in &ended {
        for call in ["/api/v1/specialties", "/api/v1/appointments", "/api/v1/users/me", "/", "/nowhere"] {
            let answer = client.get(call).await.expect_problem(401, "invalid_token");
            assert_eq!(challenge(&answer.headers), "Bearer error=\"invalid_token\"");
        }
        practice.book(client, &practice.ann, TEN).await.expect_problem(401, "invalid_token");
    }
    long.get("/api/v1/specialties").await.expect(200);
    // The row stays, with when it ended; once.
    let admin = practice.clinic.again(&practice.admin).await;
    assert_eq!(admin.get(&path(&revoked)).await.expect(200).json()["revoked_at"], "2026-03-02T08:00:00Z");
    assert_eq!(practice.count("audit_log where action = 'api_token_revoked'").await, 1);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_token_is_good_in_the_authorization_header_alone(pool: PgPool) {
    let practice = Practice::open(pool).await;
    let system = practice.system(&["appointments:write"]).await;
    let (secret, nobody) = (system.token.clone().unwrap(), practice.clinic.anonymous());
    for query in ["access_token", "token", "api_key"] {
        nobody.get(&format!("{BOOK}?{query}={secret}")).await.expect_problem(401, "unauthenticated");
    }
    for (name, value) in [
        (header::COOKIE, format!("praxis_access={secret}; praxis_refresh={secret}")),
        (header::AUTHORIZATION, format!("Basic {secret}")),
        (header::AUTHORIZATION, secret.clone()),
    ] {
        let request = Request::get(BOOK).header(name, value).body(axum::body::Body::empty()).unwrap();
        assert_eq!(nobody.send(request).await.status, 401);
    }
    // A patient's cookies beside it lend it nothing.
    let cookie = format!("praxis_access={}", practice.ann.token.clone().unwrap());
    let request = Request::get("/api/v1/users/me").header(header::COOKIE, cookie);
    let request = request.header(header::AUTHORIZATION, format!("Bearer {secret}"));
    let answer = nobody.send(request.body(axum::body::Body::empty()).unwrap()).await;
    let answer = answer.expect_problem(403, "insufficient_scope");
    assert_eq!(challenge(&answer.headers), "Bearer error=\"insufficient_scope\"");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn the_database_holds_no_secret_of_a_token(pool: PgPool) {
    let practice = Practice::open(pool).await;
    let body = json!({ "name": "Website", "scopes": ["slots:read"] });
    // With a key, for once: the answer is not kept, and so not given again.
    let first = practice.admin.post_once("k-1", TOKENS, body.clone()).await.expect(201).json();
    let second = practice.admin.post_once("k-1", TOKENS, body).await.expect(201).json();
    assert_ne!(first["token"], second["token"]);
    assert_eq!(practice.count("idempotency_keys").await, 0);
    let secret = first["token"].as_str().unwrap().strip_prefix("praxis_").unwrap();
    let all: Vec<String> = sqlx::query_scalar(
        "select query_to_xml('select * from ' || oid::regclass, true, false, '')::text
        from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace",
    )
    .fetch_all(&practice.clinic.pool)
    .await
    .unwrap();
    assert!(all.len() > 20 && all.iter().any(|table| table.contains("Website")), "tables are looked through");
    assert!(all.iter().all(|table| !table.contains(secret)), "the secret is stored");
    let hash: Vec<u8> = sqlx::query_scalar("select hash from api_tokens where id = $1::uuid")
        .bind(first["id"].as_str())
        .fetch_one(&practice.clinic.pool)
        .await
        .unwrap();
    let bytes = base64::Engine::decode(&base64::engine::general_purpose::URL_SAFE_NO_PAD, secret).unwrap();
    assert_eq!(hash, <sha2::Sha256 as sha2::Digest>::digest(bytes).to_vec());
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn the_last_use_is_shown_and_written_once_a_minute(pool: PgPool) {
    let practice = Practice::open(pool).await;
    let made = practice.make(json!({ "name": "Website", "scopes": ["slots:read"] })).await;
    let used = || async {
        let token = practice.admin.get(&path(&made)).await.expect(200).json();
        (token["last_used_at"].clone(), token["last_used_address"].clone())
    };
    let call = |peer: &'static str| {
        let system = Client { router: practice.clinic.visitor(peer).router, ..system(&practice.clinic, &made) };
        async move { system.get("/api/v1/doctors/amara-osei/slots").await.expect(200) }
    };
    assert_eq!(used().await, (Value::Null, Value::Null));
    call("203.0.113.7").await;
    assert_eq!(used().await, (json!("2026-03-02T08:00:00Z"), json!("203.0.113.7")));
    practice.clinic.clock.advance(TimeDelta::seconds(59));
    call("203.0.113.8").await;
    assert_eq!(used().await, (json!("2026-03-02T08:00:00Z"), json!("203.0.113.7")));
    practice.clinic.clock.advance(TimeDelta::seconds(1));
    call("203.0.113.8").await;
    assert_eq!(used().await, (json!("2026-03-02T08:01:00Z"), json!("203.0.113.8")));
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn what_is_done_with_a_token_is_written_down_with_the_token_as_who_did_it(pool: PgPool) {
    let practice = Practice::open(pool).await;
    let made = practice.make(json!({ "name": "Website", "scopes": ["appointments:write"] })).await;
    let system = system(&practice.clinic, &made);
    let booked = practice.book(&system, &practice.ann, TEN).await.expect(201);
    system.get(booked.location()).await.expect(200);
    system.get(BOOK).await.expect(200);
    system.patch(booked.location(), json!({ "start_time": HALF_PAST })).await.expect(200);
    system.delete(booked.location()).await.expect(204);
    practice.admin.delete(&path(&made)).await.expect(204);
    let log = |query: String| {
        let admin = practice.admin.clone();
        async move { admin.get(&format!("/api/v1/admin/audit?{query}")).await }
    };
    let by_token = log(format!("actor_id={}", system.id)).await.expect(200).json();
    let entries: Vec<_> = by_token["items"].as_array().unwrap().iter().collect();
    let actions: Vec<_> = entries.iter().rev().map(|entry| entry["action"].as_str().unwrap()).collect();
    let expected = ["booked", "read", "moved", "cancelled"].map(|what| format!("appointment_{what}"));
    assert_eq!(actions.len(), 5);
    assert!(expected.iter().all(|action| actions.contains(&action.as_str())), "{actions:?}");
    assert!(actions.contains(&"appointments_listed"), "{actions:?}");
    assert!(entries.iter().all(|entry| entry["actor_role"] == "api_token"), "{by_token}");
    // Its patient finds it among what was done with their data.
    let about_ann = log(format!("person_id={}&actor_id={}", practice.ann.id, system.id)).await.expect(200).json();
    assert_eq!(about_ann["items"].as_array().unwrap().len(), 4);
    for action in ["api_token_made", "api_token_revoked"] {
        let entry = log(format!("action={action}")).await.expect(200).json()["items"][0].clone();
        assert_eq!((&entry["actor_id"], &entry["subject_id"]), (&json!(practice.admin.id), &made["id"]), "{action}");
    }
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_request_that_is_sent_again_is_carried_out_once_for_each_token(pool: PgPool) {
    let practice = Practice::open(pool).await;
    let (one, other) = (practice.system(&["appointments:write"]).await, practice.system(&["appointments:write"]).await);
    let wish = practice.wish(&practice.ann, TEN);
    let first = one.post_once("k-1", BOOK, wish.clone()).await.expect(201);
    assert_eq!(one.post_once("k-1", BOOK, wish.clone()).await.expect(201).json(), first.json());
    // Another one's key stands for another request: nobody is told what one was answered.
    other.post_once("k-1", BOOK, wish.clone()).await.expect_problem(409, "slot_taken");
    practice.admin.delete(&format!("{TOKENS}/{}", one.id)).await.expect(204);
    one.post_once("k-1", BOOK, wish).await.expect_problem(401, "invalid_token");
    assert_eq!(practice.count("appointments").await, 1);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_token_outlives_the_account_of_who_made_it(pool: PgPool) {
    let practice = Practice::open(pool).await;
    let (boss, made) = (
        practice.clinic.admin("Bea Stone").await,
        practice.make(json!({ "name": "Website", "scopes": ["directory:read"] })).await,
    );
    let system = system(&practice.clinic, &made);
    let account = format!("/api/v1/users/{}", practice.admin.id);
    boss.patch(&account, json!({ "active": false })).await.expect(200);
    system.get("/api/v1/specialties").await.expect(200);
    assert_eq!(boss.get(&path(&made)).await.expect(200).json()["created_by"]["full_name"], "Sam Keller");
    boss.patch(&account, json!({ "active": true })).await.expect(200);
    let admin = practice.clinic.again(&practice.admin).await;
    let password = json!({ "password": PASSWORD }).to_string();
    let gone = admin.with_body("DELETE".parse().unwrap(), "/api/v1/users/me", "application/json", password).await;
    gone.expect(204);
    system.get("/api/v1/specialties").await.expect(200);
    assert_eq!(boss.get(&path(&made)).await.expect(200).json()["created_by"]["full_name"], "Deleted account");
    boss.delete(&path(&made)).await.expect(204);
    system.get("/api/v1/specialties").await.expect_problem(401, "invalid_token");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn tokens_are_listed_page_by_page_latest_first(pool: PgPool) {
    let practice = Practice::open(pool).await;
    for name in ["One", "Two", "Three"] {
        practice.make(json!({ "name": name, "scopes": ["slots:read"] })).await;
    }
    let names = |page: &Value| {
        let items = page["items"].as_array().unwrap().iter();
        items.map(|token| token["name"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let first = practice.admin.get(&format!("{TOKENS}?limit=2")).await.expect(200).json();
    assert_eq!(names(&first), ["Three", "Two"]);
    let cursor = first["next_cursor"].as_str().unwrap();
    let last = practice.admin.get(&format!("{TOKENS}?limit=2&cursor={cursor}")).await.expect(200).json();
    assert_eq!((names(&last), &last["next_cursor"]), (vec!["One".to_owned()], &Value::Null));
    for wrong in ["limit=0", "cursor=nonsense"] {
        practice.admin.get(&format!("{TOKENS}?{wrong}")).await.expect_problem(422, "invalid");
    }
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_network_that_asks_with_tokens_is_counted_like_any_other(pool: PgPool) {
    let practice = Practice::open(pool).await;
    let system = practice.system(&["directory:read"]).await;
    let system = Client { router: practice.clinic.visitor("203.0.113.1").router, ..system };
    for _ in 0..1000 {
        system.get("/api/v1/users/me").await.expect(403);
    }
    system.get("/api/v1/specialties").await.expect_problem(429, "rate_limited");
}
