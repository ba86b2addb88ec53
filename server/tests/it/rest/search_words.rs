//! Doctors found by words.

use serde_json::json;
use server::db::MIGRATOR;
use sqlx::PgPool;

use crate::helpers::{Client, Clinic, PASSWORD};

impl Clinic {
    /// A cardiologist with a text about herself, signed in.
    async fn cardiologist(&self, name: &str, email: &str, bio: &str) -> Client {
        let body = json!({
            "name": name, "email": email, "password": PASSWORD, "role": "doctor", "bio": bio,
            "specialty_id": self.specialty.to_string(),
        });
        self.anonymous().post("/api/v1/auth/register", body).await.expect(201);
        self.sign_in(email).await
    }
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn words_may_be_of_the_name_the_specialty_the_place_or_the_text(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    clinic.cardiologist("Dr Zoë Laurent", "zoe@example.com", "Speaks French. Loves pacemakers.").await;
    clinic.doctor("Amara Osei").await;
    for both in ["riverside", "London", "LON"] {
        assert_eq!(clinic.found(&format!("q={both}")).await, ["Amara Osei", "Dr Zoë Laurent"], "{both}");
    }
    for laurent in ["laurent", "cardio", "french", "pacemakers", "Zoe+riverside+cardiology", "++dr.++zoë,+"] {
        assert_eq!(clinic.found(&format!("q={laurent}")).await, ["Dr Zoë Laurent"], "{laurent}");
    }
    // All of them, and each from its start.
    assert_eq!(clinic.found("q=laurent+osei").await, [""; 0]);
    assert_eq!(clinic.found("q=ei").await, [""; 0]);
    assert_eq!(clinic.found("q=++").await, ["Amara Osei", "Dr Zoë Laurent"]);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn accents_umlauts_and_apostrophes_may_be_left_out(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    clinic.cardiologist("Jürgen Müller", "mueller@example.com", "").await;
    clinic.cardiologist("Łucja O’Brien-Ångström", "lucja@example.com", "Élève de médecine à Besançon").await;
    for mueller in ["Müller", "muller", "MUELLER", "Mu\u{308}ller", "jurgen", "juergen+müller"] {
        assert_eq!(clinic.found(&format!("q={mueller}")).await, ["Jürgen Müller"], "{mueller}");
    }
    for lucja in ["lucja", "ŁUCJA", "obrien", "o'brien", "brien-angstrom", "eleve", "ÉLÈVE", "besancon", "medecine"]
    {
        assert_eq!(clinic.found(&format!("q={lucja}")).await.len(), 1, "{lucja}");
    }
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn typing_errors_are_forgiven_where_nobody_has_the_word(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    clinic.cardiologist("Dr Zoë Laurent", "zoe@example.com", "Speaks Arabic").await;
    clinic.doctor("Amara Osei").await;
    for laurent in ["cardiolgy", "cardoilogy", "lorent", "laurant", "zoe+cardiologie"] {
        assert_eq!(clinic.found(&format!("q={laurent}")).await, ["Dr Zoë Laurent"], "{laurent}");
    }
    for osei in ["oseyi", "osai", "ammara+osei"] {
        assert_eq!(clinic.found(&format!("q={osei}")).await, ["Amara Osei"], "{osei}");
    }
    assert_eq!(clinic.found("q=lonbon").await.len(), 2);
    // Not of the text about somebody, and not of what is like nothing.
    assert_eq!(clinic.found("q=arabik").await, [""; 0]);
    assert_eq!(clinic.found("q=alchemy").await, [""; 0]);
    // Who has the very word is found alone.
    clinic.doctor("Amara Oseyi").await;
    assert_eq!(clinic.found("q=oseyi").await, ["Amara Oseyi"]);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_change_of_what_is_said_about_a_doctor_is_found_at_once(pool: PgPool) {
    let clinic = Clinic::open(pool.clone()).await;
    let zoe = clinic.cardiologist("Zoë Laurent", "zoe@example.com", "Speaks French").await;
    zoe.patch("/api/v1/users/me", json!({ "full_name": "Zoë Marchand", "bio": "Speaks Arabic" })).await.expect(200);
    assert_eq!(clinic.found("q=marchand+arabic").await, ["Zoë Marchand"]);
    assert_eq!(clinic.found("q=french").await, [""; 0]);
    for (change, word) in [
        ("update specialties set name = 'Heart medicine'", "heart"),
        ("update locations set name = 'Hafen', city = 'Tromsø'", "hafen+tromso"),
        ("update doctors set specialty_id = null", "marchand"),
    ] {
        sqlx::query(change).execute(&pool).await.unwrap();
        assert_eq!(clinic.found(&format!("q={word}")).await, ["Zoë Marchand"], "{change}");
    }
    assert_eq!(clinic.found("q=heart").await, [""; 0]);
    sqlx::query("delete from doctor_locations").execute(&pool).await.unwrap();
    assert_eq!(clinic.found("q=hafen").await, [""; 0]);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn whatever_is_typed_is_read_as_words_or_refused_with_a_reason(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    clinic.doctor("Amara Osei").await;
    // Letters with a meaning in a pattern are none of a word.
    for signs in ["%25", "_", "%5C", "'", "%25%25%25%25", "..."] {
        assert_eq!(clinic.found(&format!("q={signs}")).await, [""; 0], "{signs}");
    }
    assert_eq!(clinic.found("q=%25osei%25").await, ["Amara Osei"]);
    let visitor = clinic.anonymous();
    visitor.get("/api/v1/doctors?q=%00").await.expect_problem(400, "malformed");
    for wrong in ["%07".to_owned(), "x".repeat(101)] {
        let refused = visitor.get(&format!("/api/v1/doctors?q={wrong}")).await.expect_problem(422, "invalid");
        assert_eq!(refused.pointers(), ["/q"]);
    }
    visitor.get(&format!("/api/v1/doctors?q={}", "a+".repeat(50))).await.expect(200);
}
