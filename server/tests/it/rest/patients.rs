use serde_json::{Value, json};
use server::db::MIGRATOR;
use sqlx::PgPool;

use crate::helpers::{Client, Clinic, PASSWORD};

const PATIENTS: &str = "/api/v1/patients";

async fn names(who: &Client, query: &str) -> Vec<String> {
    let page = who.get(&format!("{PATIENTS}{query}")).await.expect(200).json();
    let items = page["items"].as_array().unwrap().iter();
    items.map(|patient| patient["full_name"].as_str().unwrap().to_owned()).collect()
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn everybody_sees_the_patients_of_their_appointments_and_no_others(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    let (ann, bo) = (clinic.patient("Ann Lee").await, clinic.patient("Bo Lind").await);
    let (doctor, other) = (clinic.doctor("Amara Osei").await, clinic.doctor("Jonas Weber").await);
    let (reception, admin) = (clinic.receptionist("Robin Reyes").await, clinic.admin("Sam Keller").await);
    doctor.open("2026-03-03T09:00", "2026-03-03T12:00").await.expect(201);
    // A time that is held is no appointment.
    bo.hold(&doctor, "2026-03-03T10:00").await.expect(201);
    assert_eq!(names(&doctor, "").await, [""; 0]);
    let booked = ann.book(&doctor, "2026-03-03T09:00", "2026-03-03T09:30").await.expect(201);
    for (who, seen) in [
        (&ann, vec!["Ann Lee"]),
        (&bo, vec!["Bo Lind"]),
        (&doctor, vec!["Ann Lee"]),
        (&other, vec![]),
        (&reception, vec!["Ann Lee"]),
        (&admin, vec!["Ann Lee", "Bo Lind"]),
    ] {
        assert_eq!(names(who, "").await, seen);
        for (patient, name) in [(&ann, "Ann Lee"), (&bo, "Bo Lind")] {
            let answer = who.get(&format!("{PATIENTS}/{}", patient.id)).await;
            if seen.contains(&name) {
                assert_eq!(answer.expect(200).json()["full_name"], name);
            } else {
                answer.expect_problem(404, "not_found");
            }
        }
    }
    let expected = json!({
        "id": ann.id, "full_name": "Ann Lee", "email": "ann.lee@example.com", "phone": null, "active": true,
        "created_at": "2026-03-02T08:00:00Z", "updated_at": "2026-03-02T08:00:00Z",
    });
    assert_eq!(doctor.get(&format!("{PATIENTS}/{}", ann.id)).await.expect(200).json(), expected);
    // Who has been a patient is known for good.
    ann.delete(booked.location()).await.expect(204);
    assert_eq!(names(&doctor, "").await, ["Ann Lee"]);
    clinic.anonymous().get(PATIENTS).await.expect_problem(401, "unauthenticated");
    // Doctors are no patients, even to administrators.
    admin.get(&format!("{PATIENTS}/{}", doctor.id)).await.expect_problem(404, "not_found");
    admin.get(&format!("{PATIENTS}/nonsense")).await.expect_problem(404, "not_found");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn patients_are_found_by_words_of_names_and_addresses_and_listed_page_by_page(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    let admin = clinic.admin("Sam Keller").await;
    for (name, email) in
        [("Zoë Müller", "zm@one.example"), ("Ann Lee", "ann@two.example"), ("Ann Lee", "al@one.example")]
    {
        admin.post(PATIENTS, json!({ "full_name": name, "email": email })).await.expect(201);
    }
    for (query, found) in [
        ("?q=muller", vec!["Zoë Müller"]),
        ("?q=ZO%C3%8B", vec!["Zoë Müller"]),
        ("?q=mueller", vec!["Zoë Müller"]),
        ("?q=ann%40two.example", vec!["Ann Lee"]),
        ("?q=one.example", vec!["Ann Lee", "Zoë Müller"]),
        ("?q=a%20l", vec!["Ann Lee", "Ann Lee"]),
        ("?q=%25_", vec!["Ann Lee", "Ann Lee", "Zoë Müller"]),
        ("?q=nobody", vec![]),
        ("?q=lee%20zo", vec![]),
    ] {
        assert_eq!(names(&admin, query).await, found, "{query}");
    }
    let (mut path, mut ids) = (format!("{PATIENTS}?limit=1"), Vec::new());
    loop {
        let page = admin.get(&path).await.expect(200).json();
        ids.extend(page["items"].as_array().unwrap().iter().map(|patient| patient["id"].to_string()));
        let Some(cursor) = page["next_cursor"].as_str() else { break };
        path = format!("{PATIENTS}?limit=1&cursor={cursor}");
    }
    let all = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!((all, ids.len()), (3, 3));
    for query in ["?limit=0", "?limit=201", "?cursor=nonsense", &format!("?q={}", "x".repeat(101))] {
        admin.get(&format!("{PATIENTS}{query}")).await.expect_problem(422, "invalid");
    }
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn somebody_at_the_desk_gets_an_account_and_chooses_a_password(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    let (reception, doctor) = (clinic.receptionist("Robin Reyes").await, clinic.doctor("Amara Osei").await);
    let body =
        json!({ "full_name": "Ann Lee", "email": "ann@example.com", "phone": "+44 20 7946 0000", "role": "admin" });
    let ann = reception.post(PATIENTS, body.clone()).await.expect(201).json();
    assert_eq!((&ann["active"], &ann["phone"]), (&json!(true), &json!("+44 20 7946 0000")));
    reception.post(PATIENTS, body).await.expect_problem(409, "email_taken");
    // They can be booked for at once, and seen from then on.
    let path = format!("{PATIENTS}/{}", ann["id"].as_str().unwrap());
    reception.get(&path).await.expect_problem(404, "not_found");
    doctor.open("2026-03-03T09:00", "2026-03-03T12:00").await.expect(201);
    let visit = json!({ "doctor_id": doctor.id, "patient_id": ann["id"], "start_time": "2026-03-03T09:00" });
    reception.post("/api/v1/appointments", visit).await.expect(201);
    assert_eq!(reception.get(&path).await.expect(200).json(), ann);

    let token = clinic.mailed_token("ann@example.com", "reset-password").await;
    let chosen = json!({ "token": token, "new_password": PASSWORD });
    clinic.anonymous().post("/api/v1/auth/reset-password", chosen).await.expect(204);
    let me = clinic.sign_in("ann@example.com").await.get("/api/v1/users/me").await.expect(200).json();
    assert_eq!((&me["id"], &me["role"]), (&ann["id"], &json!("patient")));

    let wrong = json!({ "full_name": "", "email": "x", "password": "weak", "phone": "?" });
    let refused = reception.post(PATIENTS, wrong).await.expect_problem(422, "invalid");
    assert_eq!(refused.pointers(), ["/full_name", "/email", "/password", "/phone"]);
    let bo = json!({ "full_name": "Bo Lind", "email": "bo@example.com", "password": PASSWORD });
    for who in [&doctor, &clinic.sign_in("ann@example.com").await] {
        who.post(PATIENTS, bo.clone()).await.expect_problem(403, "forbidden");
    }
    clinic.admin("Sam Keller").await.post(PATIENTS, bo).await.expect(201);
    clinic.sign_in("bo@example.com").await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn patients_and_administrators_change_a_name_and_a_number(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    let (ann, admin) = (clinic.patient("Ann Lee").await, clinic.admin("Sam Keller").await);
    let (doctor, reception) = (clinic.doctor("Amara Osei").await, clinic.receptionist("Robin Reyes").await);
    doctor.open("2026-03-03T09:00", "2026-03-03T12:00").await.expect(201);
    ann.book(&doctor, "2026-03-03T09:00", "2026-03-03T09:30").await.expect(201);
    let path = format!("{PATIENTS}/{}", ann.id);
    let body = json!({ "phone": "+44 20 7946 0000", "email": "mine@example.com", "active": false, "role": "admin" });
    let changed = ann.patch(&path, body).await.expect(200).json();
    assert_eq!((&changed["phone"], &changed["email"]), (&json!("+44 20 7946 0000"), &json!("ann.lee@example.com")));
    assert_eq!(changed["active"], true);
    let changed = admin.patch(&path, json!({ "full_name": "Ann Leeds", "phone": null })).await.expect(200).json();
    assert_eq!((&changed["full_name"], &changed["phone"]), (&json!("Ann Leeds"), &Value::Null));
    let refused = ann.patch(&path, json!({ "full_name": "", "phone": "?" })).await.expect_problem(422, "invalid");
    assert_eq!(refused.pointers(), ["/full_name", "/phone"]);
    // Who may only look is told so; to anybody else there is no such patient.
    for (who, status, code) in [
        (clinic.anonymous(), 401, "unauthenticated"),
        (doctor, 403, "forbidden"),
        (reception, 403, "forbidden"),
        (clinic.patient("Bo Lind").await, 404, "not_found"),
        (clinic.doctor("Jonas Weber").await, 404, "not_found"),
    ] {
        who.patch(&path, json!({ "full_name": "Mine" })).await.expect_problem(status, code);
    }
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn an_administrator_disables_a_patient_and_nobody_else_does(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    let (ann, admin) = (clinic.patient("Ann Lee").await, clinic.admin("Sam Keller").await);
    let (doctor, reception) = (clinic.doctor("Amara Osei").await, clinic.receptionist("Robin Reyes").await);
    let path = format!("{PATIENTS}/{}", ann.id);
    for who in [&ann, &doctor, &reception] {
        who.delete(&path).await.expect_problem(403, "forbidden");
    }
    clinic.anonymous().delete(&path).await.expect_problem(401, "unauthenticated");
    admin.delete(&path).await.expect(204);
    admin.delete(&path).await.expect(204);
    ann.get("/api/v1/auth/me").await.expect_problem(401, "invalid_token");
    assert_eq!(admin.get(&path).await.expect(200).json()["active"], false);
    admin.delete(&format!("{PATIENTS}/{}", doctor.id)).await.expect_problem(404, "not_found");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn who_looked_at_which_patients_is_written_down(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    let (ann, admin) = (clinic.patient("Ann Lee").await, clinic.admin("Sam Keller").await);
    let path = format!("{PATIENTS}/{}", ann.id);
    names(&admin, "?q=ann").await;
    names(&ann, "").await;
    admin.get(&path).await.expect(200);
    ann.get(&path).await.expect(200);
    ann.patch(&path, json!({ "phone": "+44 20 7946 0000" })).await.expect(200);
    let entries: Vec<(String, String, Option<String>, String)> = sqlx::query_as(
        "
        select action, actor_id::text, person_id::text, details::text from audit_log
        where action in ('account_read', 'accounts_listed', 'profile_changed') order by id
        ",
    )
    .fetch_all(&clinic.pool)
    .await
    .unwrap();
    let person = Some(ann.id.clone());
    assert_eq!(
        entries,
        [
            (
                "accounts_listed".into(),
                admin.id.clone(),
                None,
                json!({ "accounts": [ann.id] }).to_string().replace(':', ": ")
            ),
            ("account_read".into(), admin.id.clone(), person.clone(), "{}".to_owned()),
            ("profile_changed".into(), ann.id.clone(), person, "{}".to_owned()),
        ]
    );
}
