//! A wish as a request, and the answer as an outcome.

use std::time::Duration;

use chrono::{DateTime, Utc};
use reqwest::{Method, StatusCode};
use serde::Deserialize;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::{
    history::{Appointment, Outcome, Span, Wish},
    people::{People, weekly},
};

/// Longer than a server takes to give up on a request.
pub const PATIENCE: Duration = Duration::from_secs(40);

/// As the API writes an appointment; of it, what the checks are about.
#[derive(Deserialize)]
struct Body {
    id: Uuid,
    doctor: Person,
    patient: Person,
    start_time: DateTime<Utc>,
    end_time: DateTime<Utc>,
    status: String,
}

#[derive(Deserialize)]
struct Person {
    id: Uuid,
}

impl From<Body> for Appointment {
    fn from(body: Body) -> Self {
        Self {
            id: body.id,
            doctor: body.doctor.id,
            patient: body.patient.id,
            during: Span { start: body.start_time, end: body.end_time },
            status: body.status,
        }
    }
}

/// Asks a server, and waits for its answer as long as there is `patience`.
pub async fn send(http: &reqwest::Client, address: &str, people: &People, wish: &Wish, patience: Duration) -> Outcome {
    let (method, path, person, body) = request(wish);
    let mut request = http.request(method, format!("{address}/api/v1{path}")).bearer_auth(people.token(person));
    if let Some(body) = body {
        request = request.json(&body);
    }
    let answer = match request.timeout(patience).send().await {
        Ok(answer) => answer,
        Err(error) if error.is_connect() => return Outcome::Unsent,
        Err(error) => return Outcome::Unknown(in_full(&error)),
    };
    let status = answer.status();
    match answer.text().await {
        Ok(body) => outcome(wish, status, body),
        Err(error) => Outcome::Unknown(in_full(&error)),
    }
}

type Request = (Method, String, Uuid, Option<Value>);

fn request(wish: &Wish) -> Request {
    match wish {
        Wish::Hold { patient, doctor, during } => {
            let body = json!({ "doctor_id": doctor, "start_time": during.start });
            (Method::POST, "/appointments/holds".to_owned(), *patient, Some(body))
        }
        Wish::Book { patient, doctor, during, own_length, hold } => {
            let mut body = json!({ "doctor_id": doctor, "start_time": during.start });
            if *own_length {
                body["end_time"] = json!(during.end);
            }
            if let Some(hold) = hold {
                body["hold_id"] = json!(hold);
            }
            (Method::POST, "/appointments".to_owned(), *patient, Some(body))
        }
        Wish::Move { appointment, to } => {
            let body = json!({ "start_time": to.start });
            (Method::PATCH, format!("/appointments/{}", appointment.id), appointment.patient, Some(body))
        }
        Wish::Cancel { appointment } => {
            (Method::DELETE, format!("/appointments/{}", appointment.id), appointment.patient, None)
        }
        Wish::Ask { patient } => (Method::GET, "/appointments?limit=200".to_owned(), *patient, None),
        Wish::Hours { doctor, start, end } => {
            (Method::PUT, "/doctors/me/schedule".to_owned(), *doctor, Some(weekly(start, end)))
        }
        Wish::Window { doctor, during } => {
            let body = json!({ "start_time": during.start, "end_time": during.end });
            (Method::POST, "/doctors/availability".to_owned(), *doctor, Some(body))
        }
    }
}

fn outcome(wish: &Wish, status: StatusCode, body: String) -> Outcome {
    // A server that cannot reach its database may have lost it in the middle of a commit.
    if status == StatusCode::SERVICE_UNAVAILABLE {
        return Outcome::Unknown(format!("503 {body}"));
    }
    let json: Value = serde_json::from_str(&body).unwrap_or_default();
    if !status.is_success() {
        let code = json["code"].as_str().unwrap_or_default().to_owned();
        return Outcome::Refused { status: status.as_u16(), code, body };
    }
    match told(wish, json) {
        Ok((told, hold)) => Outcome::Done { told, hold },
        Err(error) => {
            let code = format!("unreadable: {error}");
            Outcome::Refused { status: status.as_u16(), code, body }
        }
    }
}

fn told(wish: &Wish, mut json: Value) -> serde_json::Result<(Vec<Appointment>, Option<Uuid>)> {
    let appointments: Vec<Body> = match wish {
        Wish::Book { .. } | Wish::Move { .. } => vec![serde_json::from_value(json)?],
        Wish::Ask { .. } => serde_json::from_value(json["items"].take())?,
        Wish::Hold { .. } => return Ok((Vec::new(), Some(serde_json::from_value(json["id"].take())?))),
        Wish::Cancel { .. } | Wish::Hours { .. } | Wish::Window { .. } => Vec::new(),
    };
    Ok((appointments.into_iter().map(Appointment::from).collect(), None))
}

/// With its causes, which the error alone does not tell.
fn in_full(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text = format!("{text}: {error}");
        cause = error.source();
    }
    text
}
