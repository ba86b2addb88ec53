//! The administrator's pages of patients, as a browser without JavaScript uses them.

use server::db::MIGRATOR;
use sqlx::PgPool;

use crate::helpers::{Browser, Clinic};

const PATIENTS: &str = "/admin/patients";

#[sqlx::test(migrator = "MIGRATOR")]
async fn patients_are_found_by_a_name_that_is_in_no_address(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    let (mut browser, _) = Browser::of_admin(&clinic, "Sam Keller").await;
    for name in ["Ann Lee", "Bo Lind"] {
        clinic.patient(name).await;
    }
    let page = browser.get(PATIENTS).await.expect(200).text;
    assert!(page.contains("Ann Lee") && page.contains("Bo Lind"), "{page}");
    assert_eq!(browser.post("/fn/find-patients", &[("q", "lin")]).await.location(), PATIENTS);
    let page = browser.get(PATIENTS).await.expect(200).text;
    assert!(page.contains("Bo Lind") && !page.contains("Ann Lee") && page.contains("value=\"lin\""), "{page}");
    browser.post("/fn/find-patients", &[("q", "nobody")]).await;
    assert!(browser.get(PATIENTS).await.expect(200).text.contains("There is no such patient."));
    let long = "x".repeat(101);
    browser.post("/fn/find-patients", &[("q", &long)]).await;
    let page = browser.get(PATIENTS).await.expect(422).text;
    assert!(page.contains("There is a problem") && page.contains(&long), "{page}");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_longer_list_goes_on_with_a_form(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    let (mut browser, _) = Browser::of_admin(&clinic, "Sam Keller").await;
    let sql = "
        insert into users (id, email, full_name, role, password_hash, created_at, updated_at)
        select gen_random_uuid(), 'lee' || n || '@example.com', 'Lee ' || to_char(n, 'FM00'), 'patient', '!', now(), now()
        from generate_series(1, 51) as n";
    sqlx::query(sql).execute(&clinic.pool).await.unwrap();
    browser.post("/fn/find-patients", &[("q", "lee")]).await;
    let page = browser.get(PATIENTS).await.expect(200).text;
    assert!(page.contains("Lee 50") && !page.contains("Lee 51") && page.contains("More patients"), "{page}");
    let cursor = page.split("name=\"cursor\" value=\"").nth(1).unwrap().split('"').next().unwrap();
    let answer = browser.post("/fn/find-patients", &[("q", "lee"), ("cursor", cursor)]).await;
    assert_eq!(answer.location(), PATIENTS);
    let page = browser.get(PATIENTS).await.expect(200).text;
    assert!(page.contains("Lee 51") && !page.contains("Lee 50") && !page.contains("More patients"), "{page}");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn somebody_at_the_desk_gets_an_account_and_a_refused_form_keeps_what_was_typed(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    let (mut browser, _) = Browser::of_admin(&clinic, "Sam Keller").await;
    let new = format!("{PATIENTS}/new");
    assert!(browser.get(&new).await.expect(200).text.contains("Add this patient"));
    let with = |phone: &'static str| [("full_name", "Ann Lee"), ("email", "ann@example.com"), ("phone", phone)];
    assert_eq!(browser.post("/fn/admit-patient", &with("call me")).await.location(), new);
    let page = browser.get(&new).await.expect(200).text;
    assert!(page.contains("Enter a telephone number like") && page.contains("value=\"call me\""), "{page}");
    assert!(page.contains("value=\"Ann Lee\"") && page.contains("value=\"ann@example.com\""), "{page}");
    let answer = browser.post("/fn/admit-patient", &with("")).await;
    let path = answer.location().to_owned();
    assert!(path.starts_with("/admin/patients/") && !path.contains("ann"), "{path}");
    assert!(browser.get(&path).await.expect(200).text.contains("Ann Lee has an account."));
    clinic.mailed_token("ann@example.com", "reset-password").await;
    browser.post("/fn/admit-patient", &with("")).await;
    assert!(browser.get(&new).await.expect(200).text.contains("There is already an account with this e-mail address."));
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_patient_is_read_changed_disabled_and_enabled_and_all_of_it_is_written_down(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    let (mut browser, admin) = Browser::of_admin(&clinic, "Sam Keller").await;
    let ann = clinic.patient("Ann Lee").await;
    let path = format!("{PATIENTS}/{}", ann.id);
    let page = browser.get(&path).await.expect(200).text;
    assert!(page.contains("value=\"Ann Lee\"") && page.contains("Disable account of Ann Lee"), "{page}");

    let fields = [("id", ann.id.as_str()), ("full_name", ""), ("phone", "+44 20 7946 0000")];
    assert_eq!(browser.post("/fn/change-patient", &fields).await.location(), path);
    let page = browser.get(&path).await.expect(200).text;
    assert!(page.contains("There is a problem") && page.contains("value=\"+44 20 7946 0000\""), "{page}");
    let fields = [("id", ann.id.as_str()), ("full_name", "Ann Leeds"), ("phone", "")];
    browser.post("/fn/change-patient", &fields).await;
    assert!(browser.get(&path).await.expect(200).text.contains("The details of Ann Leeds are saved."));

    let fields = [("id", ann.id.as_str()), ("active", "false"), ("next", path.as_str())];
    browser.post("/fn/change-user", &fields).await;
    let page = browser.get(&path).await.expect(200).text;
    assert!(page.contains("The account of Ann Leeds is disabled") && page.contains("Enable account of Ann"), "{page}");
    ann.get("/api/v1/auth/me").await.expect_problem(401, "invalid_token");
    let fields = [("id", ann.id.as_str()), ("active", "true"), ("next", path.as_str())];
    browser.post("/fn/change-user", &fields).await;
    assert!(browser.get(&path).await.expect(200).text.contains("Ann Leeds can sign in again."));

    let actions: Vec<String> = sqlx::query_scalar(
        "select distinct action from audit_log where actor_id = $1::uuid and person_id = $2::uuid order by action",
    )
    .bind(&admin.id)
    .bind(&ann.id)
    .fetch_all(&clinic.pool)
    .await
    .unwrap();
    assert_eq!(actions, ["account_disabled", "account_enabled", "account_read", "profile_changed"]);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn who_is_no_patient_is_not_on_these_pages(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    let (mut browser, _) = Browser::of_admin(&clinic, "Sam Keller").await;
    let doctor = clinic.doctor("Amara Osei").await;
    for path in [format!("{PATIENTS}/{}", doctor.id), format!("{PATIENTS}/nonsense")] {
        browser.get(&path).await.expect(404);
    }
    let fields = [("id", doctor.id.as_str()), ("full_name", "Amara"), ("phone", "")];
    let back = browser.post("/fn/change-patient", &fields).await.location().to_owned();
    browser.get(&back).await.expect(404);
    assert_eq!(clinic.found("").await, ["Amara Osei"]);
}
