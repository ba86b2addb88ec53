//! Patients who are signed in, and what they wish for.

use std::sync::Arc;

use serde_json::{Value, json};
use sqlx::{AssertSqlSafe, PgConnection, Row};
use uuid::Uuid;

use crate::{
    Outcome,
    load::{Ask, Client},
};

const PASSWORD: &str = "correct horse battery";

/// What is left to be booked, and by whom.
pub struct Wishes {
    people: Arc<Vec<Patient>>,
    bodies: Arc<Vec<String>>,
    next: usize,
}

struct Patient {
    /// What Praxis knows them by.
    token: String,
    /// What the reference knows them by: the id of their session.
    session: String,
}

impl Patient {
    fn token(&self, side: Side) -> &str {
        if side == Side::Praxis { &self.token } else { &self.session }
    }
}

/// An appointment that was booked.
pub struct Booked {
    id: Uuid,
    /// Whose: the place among those who are signed in.
    patient: usize,
    /// How many of theirs are before it.
    rank: usize,
}

impl Booked {
    fn path(&self) -> String {
        format!("/api/v1/appointments/{}", self.id)
    }

    /// All that are to come: first one of each patient, then the second of each.
    ///
    /// # Errors
    /// When `PostgreSQL` refuses.
    pub async fn all(db: &mut PgConnection, patients: i32) -> Outcome<Vec<Self>> {
        let booked = "select id, number - 1 as patient, row_number() over (partition by number order by id) - 1 as rank
                      from generate_series(1, $1) as number join appointments on patient_id = bench_id(3, number)
                      where status = 'confirmed' order by rank, number";
        let rows = sqlx::query(booked).bind(patients).fetch_all(db).await?;
        let read = |row: &sqlx::postgres::PgRow| {
            let (patient, rank): (i32, i64) = (row.try_get("patient")?, row.try_get("rank")?);
            Ok(Self { id: row.try_get("id")?, patient: usize::try_from(patient)?, rank: usize::try_from(rank)? })
        };
        rows.iter().map(read).collect()
    }
}

/// Whose API is spoken: they differ in what a token is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Side {
    Praxis,
    Reference,
}

impl Side {
    pub fn name(self) -> &'static str {
        match self {
            Self::Praxis => "Praxis",
            Self::Reference => "FastAPI",
        }
    }
}

impl Wishes {
    /// Signs everybody in.
    ///
    /// # Errors
    /// When Praxis or PostgreSQL refuses.
    pub async fn gather(address: &str, db: &mut PgConnection, patients: i32) -> Outcome<Self> {
        let people = Arc::new(sign_in(address, db, patients).await?);
        Ok(Self { people, bodies: Arc::new(bodies(db).await?), next: 0 })
    }

    /// Puts so many wishes aside, and tells the number of the first.
    ///
    /// # Errors
    /// When all are used up.
    pub fn take(&mut self, count: usize) -> Outcome<usize> {
        let first = self.next;
        self.next += count;
        if self.next <= self.bodies.len() { Ok(first) } else { Err("all wishes are used up".into()) }
    }

    /// Makes the request for the wish `first` + n.
    pub fn asks(&self, side: Side, first: usize) -> impl Fn(usize) -> Ask + Send + Sync + use<> {
        let (people, bodies) = (Arc::clone(&self.people), Arc::clone(&self.bodies));
        move |number| {
            let number = first + number;
            let patient = &people[number % people.len()];
            Ask::post("/api/v1/appointments", &bodies[number]).by(patient.token(side))
        }
    }

    /// Makes a request of one after another: the n-th asks for the same thing as themselves.
    pub fn each_asks(&self, side: Side, path: &'static str) -> impl Fn(usize) -> Ask + Send + Sync + use<> {
        let people = Arc::clone(&self.people);
        move |number| Ask::get(path).by(people[number % people.len()].token(side))
    }

    /// One after another signs in; both sides know the same passwords.
    pub fn sign_ins(&self) -> impl Fn(usize) -> Ask + Send + Sync + use<> {
        let people = self.people.len();
        move |number| Ask::post("/api/v1/auth/login", &credentials(1 + number % people).to_string())
    }

    /// Moves booked appointments, each to a time of its doctor that nobody has.
    ///
    /// # Errors
    /// When all wishes are used up.
    pub fn moves(&mut self, side: Side, booked: &[Booked]) -> Outcome<impl Fn(usize) -> Ask + Send + Sync + use<>> {
        let people = self.people.len();
        let rounds = booked.iter().map(|it| it.rank + 1).max().unwrap_or(0);
        let lowest = booked.iter().map(|it| it.rank).min().unwrap_or(0);
        self.next = self.next.next_multiple_of(people);
        let first = self.take((rounds - lowest) * people)?;
        let mut asks = Vec::new();
        for it in booked {
            let wish: Value = serde_json::from_str(&self.bodies[first + (it.rank - lowest) * people + it.patient])?;
            let body = json!({ "start_time": wish["start_time"] }).to_string();
            asks.push(Ask::patch(&it.path(), &body).by(self.people[it.patient].token(side)));
        }
        Ok(move |number: usize| asks[number].clone())
    }

    /// Cancels booked appointments.
    pub fn cancellations(&self, side: Side, booked: &[Booked]) -> impl Fn(usize) -> Ask + Send + Sync + use<> {
        let ask = |it: &Booked| Ask::delete(&it.path()).by(self.people[it.patient].token(side));
        let asks: Vec<Ask> = booked.iter().map(ask).collect();
        move |number| asks[number].clone()
    }

    /// How many are signed in.
    pub fn people(&self) -> usize {
        self.people.len()
    }

    /// The requests of so many people for one and the same time of one doctor, at which nobody has anything else.
    ///
    /// # Errors
    /// When all are used up.
    pub fn same_asks(&mut self, people: usize) -> Outcome<Vec<Ask>> {
        self.next = self.next.next_multiple_of(self.people.len());
        let wish = self.take(self.people.len())?;
        let ask = |patient: &Patient| Ask::post("/api/v1/appointments", &self.bodies[wish]).by(&patient.token);
        Ok(self.people.iter().take(people).map(ask).collect())
    }
}

/// Signs patients in: the n-th in the answer is the n-th of the data, counted from 1 there.
async fn sign_in(address: &str, db: &mut PgConnection, count: i32) -> Outcome<Vec<Patient>> {
    let mut client = Client::connect(address).await?;
    let first = json!({ "full_name": "First", "email": "first@example.com", "password": PASSWORD, "role": "patient" });
    post(&mut client, "/api/v1/auth/register", &first, 201).await?;
    // Everybody has the password of the first one.
    let share = "update users set password_hash = (select password_hash from users where email = 'first@example.com')
                 where role = 'patient'";
    sqlx::raw_sql(share).execute(&mut *db).await?;
    let mut patients = Vec::new();
    for number in 1..=count {
        let form = credentials(usize::try_from(number)?);
        let body = post(&mut client, "/api/v1/auth/login", &form, 200).await?;
        let token = body["access_token"].as_str().ok_or("no token in the answer to a sign-in")?.to_owned();
        let session: Uuid = sqlx::query_scalar("select id from sessions where user_id = bench_id(3, $1)")
            .bind(number)
            .fetch_one(&mut *db)
            .await?;
        patients.push(Patient { token, session: session.to_string() });
    }
    Ok(patients)
}

/// Those of the n-th patient of the data, counted from 1.
fn credentials(number: usize) -> Value {
    json!({ "email": format!("patient{number}@example.com"), "password": PASSWORD })
}

async fn post(client: &mut Client, path: &str, body: &Value, status: u16) -> Outcome<Value> {
    let answer = client.send(Ask::post(path, &body.to_string())).await?;
    if answer.status != status {
        return Err(format!("{path}: {}", String::from_utf8_lossy(&answer.body)).into());
    }
    Ok(serde_json::from_slice(&answer.body)?)
}

/// The bodies of all bookings that are wished for, by number.
async fn bodies(db: &mut PgConnection) -> Outcome<Vec<String>> {
    let body = "select json_build_object('doctor_id', doctor_id, 'visit_type_id', visit_type, 'reason', 'Check-up',
                    'start_time', to_char(starts_at at time zone 'utc', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"'))::text
                from wishes order by number";
    let rows = sqlx::query(AssertSqlSafe(body)).fetch_all(db).await?;
    rows.iter().map(|row| Ok(row.try_get(0)?)).collect()
}
