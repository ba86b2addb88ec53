//! What was read is what is changed: `ETag`, `If-Match` and `If-None-Match` on everything that can be read and changed.

use axum::http::{Method, header};
use serde_json::{Value, json};
use server::db::MIGRATOR;
use sqlx::PgPool;

use crate::helpers::{Answer, Client, Clinic, PASSWORD};

const OTHER: &str = "\"another-tag\"";

/// Something that can be read and changed, by whom and how; and how it is given up, if it can be.
struct Resource {
    who: Client,
    path: String,
    method: Method,
    changes: [Value; 3],
    given_up: Option<Value>,
}

impl Resource {
    fn new(who: &Client, path: String, field: &str, values: [Value; 3]) -> Self {
        let changes = values.map(|value| json!({ field: value }));
        Self { who: who.clone(), path, method: Method::PATCH, changes, given_up: Some(json!({})) }
    }

    async fn tag(&self) -> String {
        tag(&self.who.get(&self.path).await.expect(200))
    }

    async fn read(&self, name: &str, value: &str) -> Answer {
        self.who.with_header(Method::GET, &self.path, name, value, json!({})).await
    }

    async fn change(&self, expected: &str, change: usize) -> Answer {
        let body = self.changes[change].clone();
        self.who.with_header(self.method.clone(), &self.path, "if-match", expected, body).await
    }
}

fn tag(answer: &Answer) -> String {
    answer.headers[header::ETAG].to_str().unwrap().to_owned()
}

/// Everything there is of that kind, given up in this order.
async fn resources(clinic: &Clinic) -> Vec<Resource> {
    let admin = clinic.admin("Sam Keller").await;
    let (doctor, busy) = (clinic.doctor("Amara Osei").await, clinic.doctor("Ben Okri").await);
    let (ann, bo) = (clinic.patient("Ann Lee").await, clinic.patient("Bo Lind").await);
    busy.open("2026-03-03T10:00", "2026-03-03T12:00").await.expect(201);
    let booked = ann.book(&busy, "2026-03-03T10:00", "2026-03-03T10:30").await.expect(201).json();
    let made = async |list: &str, body: Value| admin.post(&format!("/api/v1/{list}"), body).await.expect(201).json();
    let path = |list: &str, made: &Value| format!("/api/v1/{list}/{}", made["id"].as_str().unwrap());
    let names = || ["One", "Two", "Three"].map(|name| json!(name));
    let specialty = made("specialties", json!({ "name": "Optics" })).await;
    let location =
        json!({ "name": "Hill", "address": "1", "city": "Ayr", "postal_code": "1", "time_zone": "Europe/London" });
    let location = made("locations", location).await;
    let department = made("departments", json!({ "name": "Ward", "location_id": location["id"] })).await;
    let visit_type = json!({ "name": "Talk", "doctor_id": doctor.id });
    let visit_type = made("visit-types", visit_type).await;
    let phones = || ["+44 20 7946 0001", "+44 20 7946 0002", "+44 20 7946 0003"].map(|phone| json!(phone));
    let hours = ["10:00", "11:00", "12:00"].map(|end| json!([{ "weekday": 1, "start": "09:00", "end": end }]));
    let schedule = Resource::new(&doctor, "/api/v1/doctors/me/schedule".into(), "weekly", hours);
    let myself = Resource::new(&bo, "/api/v1/users/me".into(), "phone", phones());
    let hook = json!({ "url": "https://example.com/hook", "events": ["appointment.booked"] });
    let webhook = made("admin/webhooks", hook).await;
    vec![
        Resource::new(&admin, path("admin/webhooks", &webhook), "description", names()),
        Resource::new(&admin, path("specialties", &specialty), "name", names()),
        Resource::new(&admin, path("departments", &department), "name", names()),
        Resource::new(&admin, path("locations", &location), "name", names()),
        Resource::new(&admin, path("visit-types", &visit_type), "name", names()),
        Resource::new(&ann, path("appointments", &booked), "reason", names()),
        Resource { method: Method::PUT, given_up: None, ..schedule },
        Resource::new(&admin, format!("/api/v1/doctors/{}", doctor.id), "bio", names()),
        Resource::new(&admin, format!("/api/v1/patients/{}", ann.id), "phone", phones()),
        Resource {
            given_up: None,
            ..Resource::new(&admin, format!("/api/v1/users/{}", ann.id), "active", [true, false, true].map(Value::from))
        },
        Resource { given_up: Some(json!({ "password": PASSWORD })), ..myself },
    ]
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn what_was_read_before_is_not_sent_again(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    for resource in resources(&clinic).await {
        let tag = resource.tag().await;
        for known in [tag.clone(), format!("W/{tag}"), format!("{OTHER}, {tag}"), "*".to_owned()] {
            let answer = resource.read("if-none-match", &known).await.expect(304);
            assert_eq!(
                (answer.headers[header::ETAG].to_str().unwrap(), &*answer.text),
                (&*tag, ""),
                "{}",
                resource.path
            );
            assert!(!answer.headers.contains_key(header::CONTENT_TYPE));
        }
        resource.read("if-none-match", OTHER).await.expect(200);
        resource.read("if-match", &tag).await.expect(200);
        resource.read("if-match", OTHER).await.expect_problem(412, "precondition_failed");
        let head = resource.who.with_body(Method::HEAD, &resource.path, "application/json", "").await.expect(200);
        assert_eq!(head.headers[header::ETAG], tag);
    }
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn only_what_was_read_is_changed(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    for resource in resources(&clinic).await {
        let first = resource.tag().await;
        for unknown in [OTHER.to_owned(), format!("W/{first}"), format!("{OTHER}, W/{first}")] {
            resource.change(&unknown, 1).await.expect_problem(412, "precondition_failed");
        }
        let body = resource.changes[1].clone();
        let unless = resource.who.with_header(resource.method.clone(), &resource.path, "if-none-match", "*", body);
        unless.await.expect_problem(412, "precondition_failed");
        assert_eq!(resource.tag().await, first, "{}", resource.path);
        let changed = resource.change(&format!("{OTHER}, {first}"), 1).await.expect(200);
        let second = resource.tag().await;
        assert_ne!(first, second, "{}", resource.path);
        if resource.method == Method::PATCH {
            assert_eq!(tag(&changed), second, "{}", resource.path);
        } else {
            assert!(!changed.headers.contains_key(header::ETAG));
        }
        resource.change(&first, 2).await.expect_problem(412, "precondition_failed");
        // Who names no tag changes what there is, and is noticed by who does.
        resource
            .who
            .with_body(resource.method.clone(), &resource.path, "application/json", resource.changes[2].to_string())
            .await
            .expect(200);
        resource.change(&second, 1).await.expect_problem(412, "precondition_failed");
        resource.change("*", 1).await.expect(200);
    }
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn only_what_was_read_is_given_up(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    for resource in resources(&clinic).await {
        let Some(body) = &resource.given_up else { continue };
        let give_up = async |expected: &str| {
            resource.who.with_header(Method::DELETE, &resource.path, "if-match", expected, body.clone()).await
        };
        give_up(OTHER).await.expect_problem(412, "precondition_failed");
        let tag = resource.tag().await;
        give_up(&tag).await.expect(204);
    }
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn of_two_who_read_the_same_one_changes_it(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    for resource in resources(&clinic).await {
        for _ in 0..3 {
            // What they write is different each time, or nothing would be lost.
            let (a, b) = if resource.path.contains("/users/0") { (1, 1) } else { (1, 2) };
            resource
                .who
                .with_body(resource.method.clone(), &resource.path, "application/json", resource.changes[0].to_string())
                .await
                .expect(200);
            let tag = resource.tag().await;
            let (one, other) = tokio::join!(resource.change(&tag, a), resource.change(&tag, b));
            let mut statuses = [one.status.as_u16(), other.status.as_u16()];
            statuses.sort_unstable();
            assert_eq!(statuses, [200, 412], "{}: {} {}", resource.path, one.text, other.text);
        }
    }
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn an_appointment_is_moved_and_cancelled_as_it_was_read(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    let (doctor, ann) = (clinic.doctor("Amara Osei").await, clinic.patient("Ann Lee").await);
    doctor.open("2026-03-03T10:00", "2026-03-03T12:00").await.expect(201);
    let booked = ann.book(&doctor, "2026-03-03T10:00", "2026-03-03T10:30").await.expect(201);
    let (path, tag) = (booked.location().to_owned(), tag(&booked));
    let hours = ["11:00", "11:30"].map(|hour| json!({ "start_time": format!("2026-03-03T{hour}") }));
    let [one, other] = hours.map(|body| ann.with_header(Method::PATCH, &path, "if-match", &tag, body));
    let cancelled = doctor.with_header(Method::DELETE, &path, "if-match", &tag, json!({}));
    let (one, other, cancelled) = tokio::join!(one, other, cancelled);
    let won = [one, other, cancelled].into_iter().filter(|answer| answer.status.is_success()).count();
    assert_eq!(won, 1);
    // Of what is over, whoever asks learns that first.
    ann.delete(&path).await;
    ann.with_header(Method::DELETE, &path, "if-match", &tag, json!({})).await.expect_problem(409, "not_cancellable");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn what_was_made_is_known_by_its_tag(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    let (admin, ann, busy) =
        (clinic.admin("Sam Keller").await, clinic.patient("Ann Lee").await, clinic.doctor("Ben Okri").await);
    busy.open("2026-03-03T10:00", "2026-03-03T12:00").await.expect(201);
    let person =
        |name: &str| json!({ "full_name": name, "email": format!("{name}@example.com"), "password": PASSWORD });
    let made = [
        admin.post("/api/v1/specialties", json!({ "name": "Optics" })).await,
        admin.post("/api/v1/departments", json!({ "name": "Ward", "location_id": clinic.location })).await,
        admin.post("/api/v1/doctors", person("Kofi")).await,
        admin.post("/api/v1/patients", person("Lena")).await,
        busy.post("/api/v1/visit-types", json!({ "name": "Talk" })).await,
        ann.book(&busy, "2026-03-03T10:00", "2026-03-03T10:30").await,
    ];
    for answer in made {
        let answer = answer.expect(201);
        let read = admin.get(answer.location()).await.expect(200);
        assert_eq!(tag(&answer), tag(&read), "{}: {} {}", answer.location(), answer.text, read.text);
    }
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn what_no_header_can_say_is_malformed_and_what_has_no_tag_is_not_known(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    let ann = clinic.patient("Ann Lee").await;
    for (name, wrong) in [("if-match", "abc"), ("if-match", "\"a\" \"b\""), ("if-none-match", "\"a")] {
        let answer = ann.with_header(Method::PATCH, "/api/v1/users/me", name, wrong, json!({})).await;
        let answer = answer.expect_problem(400, "malformed");
        assert!(answer.text.contains(name), "{}", answer.text);
    }
    let waiting = "/api/v1/waitlist/019d0000-0000-7000-8000-000000000000";
    let answer = ann.with_header(Method::DELETE, waiting, "if-match", OTHER, json!({})).await;
    answer.expect_problem(412, "precondition_failed");
    ann.with_header(Method::DELETE, waiting, "if-match", "*", json!({})).await.expect_problem(404, "not_found");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_strong_tag_stands_for_the_same_bytes_however_they_are_asked_for(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    let ann = clinic.patient("Ann Lee").await;
    let tag = tag(&ann.get("/api/v1/users/me").await.expect(200));
    let answer = ann.with_header(Method::GET, "/api/v1/users/me", "accept-encoding", "gzip, br", json!({})).await;
    assert!(!answer.headers.contains_key(header::CONTENT_ENCODING));
    assert_eq!(answer.headers[header::ETAG], tag);
}
