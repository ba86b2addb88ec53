//! Bookings that meet an account on its way out: they wait for it, and then know.

use std::time::Duration;

use server::db::MIGRATOR;
use sqlx::{AssertSqlSafe, PgPool, Postgres, Transaction};
use tokio::task::JoinHandle;

use crate::helpers::{Answer, Client, Clinic};

/// A clinic with a doctor who is open, and a patient.
async fn open(pool: PgPool) -> (Clinic, Client, Client) {
    let clinic = Clinic::open(pool).await;
    let (doctor, ann) = (clinic.doctor("Amara Osei").await, clinic.patient("Ann Lee").await);
    doctor.open("2026-03-03T10:00", "2026-03-03T12:00").await.expect(201);
    (clinic, doctor, ann)
}

/// Books meanwhile, and ends the transaction once the booking waits for it.
async fn book_during(tx: Transaction<'_, Postgres>, clinic: &Clinic, doctor: &Client, patient: &Client) -> Answer {
    let (doctor, patient) = (doctor.clone(), patient.clone());
    let booking: JoinHandle<Answer> =
        tokio::spawn(async move { patient.book(&doctor, "2026-03-03T10:00", "2026-03-03T10:30").await });
    let waiting =
        "select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'";
    while sqlx::query_scalar::<_, i64>(waiting).fetch_one(&clinic.pool).await.unwrap() == 0 {
        assert!(!booking.is_finished(), "the booking did not wait");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    tx.commit().await.unwrap();
    booking.await.unwrap()
}

async fn begin<'a>(clinic: &'a Clinic, statements: &[String]) -> Transaction<'a, Postgres> {
    let mut tx = clinic.pool.begin().await.unwrap();
    for statement in statements {
        sqlx::query(AssertSqlSafe(statement.clone())).execute(&mut *tx).await.unwrap();
    }
    tx
}

async fn appointments(clinic: &Clinic) -> i64 {
    sqlx::query_scalar("select count(*) from appointments").fetch_one(&clinic.pool).await.unwrap()
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_patient_who_is_deleting_their_account_books_nothing_any_more(pool: PgPool) {
    let (clinic, doctor, ann) = open(pool).await;
    let lock = format!("select id from users where id = '{}' for update", ann.id);
    let erase = format!("update users set erased_at = now() where id = '{}'", ann.id);
    let tx = begin(&clinic, &[lock, erase]).await;
    book_during(tx, &clinic, &doctor, &ann).await.expect_problem(401, "unauthenticated");
    assert_eq!(appointments(&clinic).await, 0);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_doctor_whose_account_is_being_closed_is_booked_no_more(pool: PgPool) {
    let (clinic, doctor, ann) = open(pool).await;
    let lock = format!("update doctors set calendar_version = calendar_version + 1 where doctor_id = '{}'", doctor.id);
    let close = format!("update users set disabled_at = now() where id = '{}'", doctor.id);
    let tx = begin(&clinic, &[lock, close]).await;
    book_during(tx, &clinic, &doctor, &ann).await.expect_problem(404, "not_found");
    assert_eq!(appointments(&clinic).await, 0);
}
