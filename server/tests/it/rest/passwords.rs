//! What a password may be (NIST SP 800-63B-4), and how it is kept.

use argon2::{Algorithm, Argon2, Params, Version, password_hash::PasswordHasher};
use serde_json::json;
use server::db::MIGRATOR;
use sqlx::PgPool;

use crate::helpers::{Answer, Clinic, PASSWORD};

async fn register(clinic: &Clinic, name: &str, email: &str, password: &str) -> Answer {
    let body = json!({ "full_name": name, "email": email, "password": password });
    clinic.anonymous().post("/api/v1/auth/register", body).await
}

async fn sign_in(clinic: &Clinic, email: &str, password: &str) -> Answer {
    clinic.anonymous().post("/api/v1/auth/login", json!({ "email": email, "password": password })).await
}

async fn stored_hash(clinic: &Clinic) -> String {
    sqlx::query_scalar("select password_hash from users").fetch_one(&clinic.pool).await.unwrap()
}

/// Ann's password as it would have been hashed with less memory than today.
async fn store_cheaper_hash(clinic: &Clinic) -> String {
    let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, Params::new(8 * 1024, 1, 1, None).unwrap());
    let hash = argon2.hash_password(PASSWORD.as_bytes()).unwrap().to_string();
    sqlx::query("update users set password_hash = $1").bind(&hash).execute(&clinic.pool).await.unwrap();
    hash
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn any_characters_make_a_password_and_all_of_them_count(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    let beginning = "the same seventy-two bytes at the start, and then another end than this: ";
    assert!(beginning.len() >= 72);
    let passwords = [
        "lower case only".to_owned(),
        "  spaces around  ".to_owned(),
        "🦊 schläft im Gebüsch 🌧️".to_owned(),
        "пароль из трёх слов".to_owned(),
        ('!'..).take(128).collect(),
        format!("{beginning}one"),
    ];
    for (number, password) in passwords.iter().enumerate() {
        let email = format!("somebody{number}@example.com");
        register(&clinic, "Some Body", &email, password).await.expect(201);
        sign_in(&clinic, &email, password).await.expect(200);
    }
    let other_end = format!("{beginning}two");
    sign_in(&clinic, "somebody5@example.com", &other_end).await.expect_problem(401, "invalid_credentials");
    sign_in(&clinic, "somebody1@example.com", "spaces around").await.expect_problem(401, "invalid_credentials");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn an_accent_is_the_same_however_the_keyboard_writes_it(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    let (composed, apart) = ("caf\u{e9} cr\u{e8}me br\u{fb}l\u{e9}e", "cafe\u{301} cre\u{300}me bru\u{302}le\u{301}e");
    register(&clinic, "Ann Lee", "ann@example.com", apart).await.expect(201);
    sign_in(&clinic, "ann@example.com", composed).await.expect(200);
    let session = sign_in(&clinic, "ann@example.com", apart).await.expect(200).json();
    let mut ann = clinic.anonymous();
    ann.token = session["access_token"].as_str().map(str::to_owned);
    let body = json!({ "current_password": composed, "new_password": "tarte tatin \u{e0} la cr\u{e8}me" });
    ann.post("/api/v1/auth/change-password", body).await.expect(204);
    sign_in(&clinic, "ann@example.com", "tarte tatin a\u{300} la cre\u{300}me").await.expect(200);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn weak_passwords_are_refused_with_the_reason_and_the_field(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    let ann = clinic.patient("Annika Leeward").await;
    let too_long: String = ('!'..).take(129).collect();
    for (password, reason) in [
        ("elevenchars", "at least 12 characters"),
        (too_long.as_str(), "at most 128 characters"),
        ("abcabcabcabc", "repeats itself"),
        ("QWERTY123456", "Many people"),
        ("unbelievable", "Many people"),
        ("AnnikaLeeward1", "besides your name"),
        ("annika.leeward@example.com", "besides your name"),
        ("Praxis-123456", "besides your name"),
    ] {
        let answer = register(&clinic, "Annika Leeward", "annika.leeward@example.com", password).await;
        let answer = answer.expect_problem(422, "invalid");
        assert_eq!(answer.pointers(), ["/password"], "{password}");
        assert_eq!(answer.json()["errors"][0]["code"], "weak_password");
        assert!(answer.text.contains(reason), "{password}: {}", answer.text);
        assert!(!answer.text.contains(password), "never shown");

        let body = json!({ "current_password": PASSWORD, "new_password": password });
        let answer = ann.post("/api/v1/auth/change-password", body).await.expect_problem(422, "invalid");
        assert_eq!(answer.pointers(), ["/new_password"], "{password}");
        assert!(answer.text.contains(reason), "{password}: {}", answer.text);
    }
    sign_in(&clinic, "annika.leeward@example.com", PASSWORD).await.expect(200);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_cheaper_hash_is_renewed_by_the_right_password_alone(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    clinic.patient("Ann Lee").await;
    let current = stored_hash(&clinic).await;
    sign_in(&clinic, "ann.lee@example.com", PASSWORD).await.expect(200);
    assert_eq!(stored_hash(&clinic).await, current, "a current hash stays");

    let cheaper = store_cheaper_hash(&clinic).await;
    sign_in(&clinic, "ann.lee@example.com", "not her password").await.expect_problem(401, "invalid_credentials");
    assert_eq!(stored_hash(&clinic).await, cheaper);
    sign_in(&clinic, "ann.lee@example.com", PASSWORD).await.expect(200);
    let renewed = stored_hash(&clinic).await;
    assert!(renewed.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{renewed}");
    sign_in(&clinic, "ann.lee@example.com", PASSWORD).await.expect(200);
    assert_eq!(stored_hash(&clinic).await, renewed);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_hash_that_cannot_be_renewed_keeps_nobody_out(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    clinic.patient("Ann Lee").await;
    let cheaper = store_cheaper_hash(&clinic).await;
    for statement in [
        "create function refuse() returns trigger language plpgsql as $$ begin raise 'read only'; end $$",
        "create trigger refuse before update on users execute function refuse()",
    ] {
        sqlx::query(statement).execute(&clinic.pool).await.unwrap();
    }
    sign_in(&clinic, "ann.lee@example.com", PASSWORD).await.expect(200);
    assert_eq!(stored_hash(&clinic).await, cheaper);
}
