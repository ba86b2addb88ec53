//! Who may do what: every route, page and server function × everybody who could ask for it. The lists come from the program
//! itself, so that a new one without a row fails.

mod rest;
mod tokens;
mod web;

use sqlx::PgPool;

use crate::helpers::{Answer, Client, Clinic};

/// Nobody, the patient of the appointment, another patient, its doctor, another doctor, the receptionist of its location,
/// an administrator.
const CALLERS: [&str; 7] = ["anonymous", "patient A", "patient B", "doctor X", "doctor Y", "receptionist", "admin"];

/// The status each of [`CALLERS`] gets.
type Statuses = [u16; 7];

const ANYONE: Statuses = [200; 7];
/// What is asked of oneself.
const SIGNED_IN: Statuses = [401, 200, 200, 200, 200, 200, 200];

struct Everybody {
    clinic: Clinic,
    /// In the order of [`CALLERS`].
    callers: Vec<Client>,
    appointments: u32,
}

impl Everybody {
    async fn meet(pool: PgPool) -> Self {
        let clinic = Clinic::open(pool).await;
        let (x, y) = (clinic.doctor("Xenia Holt").await, clinic.doctor("Yusuf Aydin").await);
        x.open("2026-03-03T00:00", "2026-03-03T23:00").await.expect(201);
        x.open("2026-03-04T00:00", "2026-03-04T23:00").await.expect(201);
        let (a, b) = (clinic.patient("Ann Lee").await, clinic.patient("Bo Lind").await);
        let (reception, admin) = (clinic.receptionist("Robin Reyes").await, clinic.admin("Sam Keller").await);
        let callers = vec![clinic.anonymous(), a, b, x, y, reception, admin];
        Self { clinic, callers, appointments: 0 }
    }

    fn patient(&self) -> &Client {
        &self.callers[1]
    }

    fn doctor(&self) -> &Client {
        &self.callers[3]
    }

    /// A new appointment of patient A with doctor X.
    async fn appointment(&mut self) -> String {
        let (day, hour) = (3 + self.appointments / 20, self.appointments % 20);
        self.appointments += 1;
        let [start, end] = [0, 30].map(|minute| format!("2026-03-{day:02}T{hour:02}:{minute:02}:00"));
        let booked = self.patient().book(self.doctor(), &start, &end).await.expect(201).json();
        booked["id"].as_str().unwrap().to_owned()
    }
}

/// What was answered otherwise than its table says.
#[derive(Default)]
struct Complaints(Vec<String>);

impl Complaints {
    fn compare(&mut self, what: &str, caller: usize, answer: &Answer, expected: &Statuses) {
        if answer.status.as_u16() != expected[caller] {
            let (who, expected) = (CALLERS[caller], expected[caller]);
            self.0.push(format!("{what} as {who}: {}, not {expected}: {:.300}", answer.status, answer.text));
        }
    }

    fn check(&self) {
        assert!(self.0.is_empty(), "{}", self.0.join("\n"));
    }
}
