//! Who takes part: doctors and patients with accounts, signed in.

use std::{collections::HashMap, error::Error};

use serde_json::{Value, json};
use sqlx::PgPool;
use uuid::Uuid;

use crate::times::{HOURS, ZONE};

const DOCTORS: usize = 4;
/// As many as one network may register at once, less the doctors.
const PATIENTS: usize = 48;
const PASSWORD: &str = "correct horse battery";

pub struct People {
    pub doctors: Vec<Uuid>,
    pub patients: Vec<Uuid>,
    tokens: HashMap<Uuid, String>,
}

impl People {
    /// Everybody registers, and the doctors publish their hours.
    ///
    /// # Errors
    /// When a server or the database refuses.
    pub async fn gather(address: &str, db: &PgPool) -> Result<Self, Box<dyn Error>> {
        sqlx::query(
            "insert into locations (id, slug, name, address, city, postal_code, time_zone, position)
             values ($1, 'race', 'Race', '1 Race Street', 'London', 'SE1 9PX', $2, 0)",
        )
        .bind(Uuid::from_u128(1))
        .bind(ZONE)
        .execute(db)
        .await?;
        let http = reqwest::Client::new();
        let mut people = Self { doctors: Vec::new(), patients: Vec::new(), tokens: HashMap::new() };
        for number in 0..DOCTORS {
            let doctor = people.register(&http, address, "doctor", number).await?;
            people.doctors.push(doctor);
            let request = http.put(format!("{address}/api/v1/doctors/me/schedule")).bearer_auth(people.token(doctor));
            request.json(&weekly(HOURS[0].0, HOURS[0].1)).send().await?.error_for_status()?;
        }
        for number in 0..PATIENTS {
            let patient = people.register(&http, address, "patient", number).await?;
            people.patients.push(patient);
        }
        // One doctor needs time around each visit, so that neighbours are in each other's way.
        sqlx::query("update visit_types set buffer_before_minutes = 5, buffer_after_minutes = 10 where doctor_id = $1")
            .bind(people.doctors[1])
            .execute(db)
            .await?;
        // Another sees two at a time.
        sqlx::query("update visit_types set seats = 2 where doctor_id = $1")
            .bind(people.doctors[2])
            .execute(db)
            .await?;
        Ok(people)
    }

    /// # Panics
    /// Never: everybody is signed in.
    pub fn token(&self, person: Uuid) -> &str {
        &self.tokens[&person]
    }

    async fn register(
        &mut self,
        http: &reqwest::Client,
        address: &str,
        role: &str,
        number: usize,
    ) -> Result<Uuid, Box<dyn Error>> {
        let email = format!("{role}{number}@example.com");
        let form = json!({ "full_name": "Racer", "email": email, "password": PASSWORD, "role": role });
        let request = http.post(format!("{address}/api/v1/auth/register")).json(&form);
        request.send().await?.error_for_status()?;
        let request = http.post(format!("{address}/api/v1/auth/login"));
        let answer = request.json(&json!({ "email": email, "password": PASSWORD })).send().await?.error_for_status()?;
        let body: Value = answer.json().await?;
        let id = body["user"]["id"].as_str().ok_or("no id in the answer to a sign-in")?.parse()?;
        let token = body["access_token"].as_str().ok_or("no token in the answer to a sign-in")?;
        self.tokens.insert(id, token.to_owned());
        Ok(id)
    }
}

/// The same hours on every day of the week, as the API takes them.
pub fn weekly(start: &str, end: &str) -> Value {
    let days: Vec<Value> = (1..=7).map(|weekday| json!({ "weekday": weekday, "start": start, "end": end })).collect();
    json!({ "weekly": days })
}
