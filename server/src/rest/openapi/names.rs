//! What names mean wherever they stand: the form of what is written under them, and an example.
//!
//! `Schema.name` is found before `name`; parameters are `call?name` or `?name`.

use std::{collections::HashMap, sync::LazyLock};

use domain::{
    api_token::TokenScope, appointment::MAX_REASON_CHARS, audit::Action, availability::MAX_ABSENCE_REASON_CHARS,
    password, patient::MAX_WORDS_CHARS, profile::MAX_BIO_CHARS, webhook::Event,
};
use serde_json::{Value, json};

use super::examples::{DEPARTMENT, DOCTOR, LOCATION, PATIENT, SPECIALTY, VISIT_TYPE};
use crate::rest::list::{DEFAULT_LIMIT, MAX_LIMIT};

/// What is added to the schema of such a field, and an example.
type Meaning = (Value, Value);

static NAMES: LazyLock<HashMap<&str, Meaning>> = LazyLock::new(|| {
    let all = people()
        .into_iter()
        .chain(places())
        .chain(times())
        .chain(visits())
        .chain(secrets())
        .chain(systems())
        .chain(parameters());
    all.map(|(name, form, example)| (name, (form, example))).collect()
});

/// The meaning of a field of a schema, or of a parameter of a call.
pub fn meaning(of: &str, name: &str) -> Option<&'static Meaning> {
    NAMES.get(format!("{of}{name}").as_str()).or_else(|| NAMES.get(name.trim_start_matches('.')))
}

/// The meaning of a field that is of this schema alone.
pub fn own_meaning(of: &str, name: &str) -> Option<&'static Meaning> {
    NAMES.get(format!("{of}.{name}").as_str())
}

type Row = (&'static str, Value, Value);

fn row(name: &'static str, form: Value, example: impl Into<Value>) -> Row {
    (name, form, example.into())
}

fn text(name: &'static str, max: usize, example: &str) -> Row {
    (name, json!({ "maxLength": max }), json!(example))
}

fn number(name: &'static str, min: u32, max: u32, example: u32) -> Row {
    (name, json!({ "minimum": min, "maximum": max }), json!(example))
}

/// A name or a word that the server gives.
fn word(name: &'static str, example: &str) -> Row {
    (name, json!({}), json!(example))
}

fn one_of(name: &'static str, words: &[&str]) -> Row {
    (name, json!({ "enum": words }), json!(words[0]))
}

fn id(name: &'static str, example: &str) -> Row {
    (name, json!({ "format": "uuid" }), json!(example))
}

fn people() -> Vec<Row> {
    let number = json!({ "maxLength": 40, "pattern": "^[0-9 +().\\/-]*$" });
    vec![
        row("email", json!({ "format": "email", "maxLength": 254 }), "ann.lee@example.com"),
        row("full_name", json!({ "minLength": 1, "maxLength": 200 }), "Ann Lee"),
        row("Doctor.full_name", json!({}), "Xenia Holt"),
        row("AppointmentDoctor.full_name", json!({}), "Xenia Holt"),
        row("Dependant.full_name", json!({}), "Mia Lee"),
        row("AppointmentDependant.full_name", json!({}), "Mia Lee"),
        row("phone", number, "+44 20 7946 0000"),
        text("bio", MAX_BIO_CHARS, "Heart and circulation, since 2009."),
        row("User.bio", json!({}), Value::Null),
        row("User.specialty", json!({}), Value::Null),
        row("AppointmentRecord.dependant", json!({}), Value::Null),
        row("AppointmentRecord.status", json!({}), "confirmed"),
        row("User.id", json!({}), PATIENT),
        row("Patient.id", json!({}), PATIENT),
        row("AppointmentPatient.id", json!({}), PATIENT),
        row("Doctor.id", json!({}), DOCTOR),
        row("AppointmentDoctor.id", json!({}), DOCTOR),
        word("user_agent", "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0"),
        word("Session.address", "203.0.113.7"),
        word("AuditEntry.address", "203.0.113.7"),
        id("patient_id", PATIENT),
        id("dependant_id", "019d0000-0000-7000-8000-000000000009"),
        row("Registration.role", json!({ "enum": ["patient", "doctor", null] }), "patient"),
        row("UserChanges.role", json!({ "enum": ["patient", "doctor", "receptionist", "admin", null] }), "doctor"),
        word("actor_role", "patient"),
        row("born_on", json!({ "format": "date" }), "2019-05-04"),
    ]
}

fn places() -> Vec<Row> {
    vec![
        word("slug", "xenia-holt"),
        word("Specialty.slug", "cardiology"),
        word("Location.slug", "praxis-riverside"),
        word("Department.slug", "heart-and-circulation"),
        word("VisitType.slug", "follow-up"),
        text("name", 120, "Praxis Riverside"),
        text("Specialty.name", 80, "Cardiology"),
        text("SpecialtyChanges.name", 80, "Cardiology"),
        text("Department.name", 120, "Heart and circulation"),
        text("VisitType.name", 80, "Follow-up"),
        text("VisitTypeChanges.name", 80, "Follow-up"),
        word("AppointmentVisitType.name", "Follow-up"),
        text("Passkey.name", 60, "Telephone"),
        text("PasskeyAnswer.name", 60, "Telephone"),
        word("Utilisation.name", "Xenia Holt"),
        text("address", 200, "14 Wharf Street"),
        text("city", 200, "London"),
        text("postal_code", 20, "SE1 9PX"),
        word("time_zone", "Europe/London"),
        id("location_id", LOCATION),
        row("User.location_id", json!({}), Value::Null),
        id("specialty_id", SPECIALTY),
        id("department_id", DEPARTMENT),
        row("DoctorChanges.specialty_id", json!({ "description": "None if empty." }), SPECIALTY),
        row("DoctorChanges.department_id", json!({ "description": "None if empty." }), DEPARTMENT),
        row("location_ids", json!({ "items": { "type": "string", "format": "uuid" } }), json!([LOCATION])),
    ]
}

fn times() -> Vec<Row> {
    let instant = || json!({ "format": "date-time" });
    let date = || json!({ "format": "date" });
    vec![
        row("start_time", instant(), "2026-12-02T10:30:00Z"),
        row("end_time", instant(), "2026-12-02T11:00:00Z"),
        row("NewTimeOff.start_time", json!({}), "2026-12-21"),
        row("NewTimeOff.end_time", json!({}), "2027-01-04"),
        row("NotBooked.start_time", json!({}), "2026-12-09T10:30:00+00:00"),
        row("first_day", date(), "2026-12-25"),
        row("last_day", date(), "2026-12-26"),
        row("effective_from", date(), "2026-12-01"),
        row("Period.start", json!({}), "2026-11-23"),
        row("created_at", json!({}), "2026-11-20T08:15:00Z"),
        row("updated_at", json!({}), "2026-11-20T08:15:00Z"),
        row("at", instant(), "2026-11-20T08:15:00Z"),
        number("weekday", 1, 7, 1),
        word("WeeklyRange.start", "09:00"),
        word("WeeklyRange.end", "12:30"),
        number("every_weeks", 1, 4, 1),
        number("week", 1, 4, 1),
        number("NewSeries.every_weeks", 1, 8, 1),
        number("count", 2, 26, 6),
        row(
            "weekdays",
            json!({ "minItems": 1, "items": { "type": "integer", "minimum": 1, "maximum": 7 } }),
            json!([1, 2]),
        ),
        row("parts_of_day", json!({ "minItems": 1 }), json!(["morning"])),
        number("notice_minutes", 0, 28 * 24 * 60, 1440),
    ]
}

fn visits() -> Vec<Row> {
    vec![
        text("reason", MAX_REASON_CHARS, "Cough for two weeks"),
        text("NewClosure.reason", MAX_ABSENCE_REASON_CHARS, "Christmas"),
        text("NewTimeOff.reason", MAX_ABSENCE_REASON_CHARS, "Holiday"),
        word("LocationClosure.reason", "Christmas"),
        word("TimeOff.reason", "Holiday"),
        one_of("NewStatus.status", &["checked_in", "completed", "no_show", "confirmed"]),
        word("Health.status", "ok"),
        id("hold_id", "019d0000-0000-7000-8000-000000000006"),
        id("appointment_id", "019d0000-0000-7000-8000-000000000005"),
        id("Resolution.id", "019d0000-0000-7000-8000-000000000005"),
        word("doctor_id", DOCTOR),
        word("visit_type_id", VISIT_TYPE),
        row("NewAppointment.visit_type_id", visit_type(), VISIT_TYPE),
        row("NewHold.visit_type_id", visit_type(), VISIT_TYPE),
        row("series_id", json!({}), Value::Null),
        number("duration_minutes", 5, 480, 20),
        number("buffer_before_minutes", 0, 120, 0),
        number("buffer_after_minutes", 0, 120, 5),
        number("slot_step_minutes", 0, 480, 10),
        number("minimum_notice_minutes", 0, 20160, 120),
        number("horizon_days", 1, 730, 180),
        number("cancellation_notice_minutes", 0, 20160, 1440),
        number("no_show_after_minutes", 0, 1440, 15),
        number("per_day_limit", 0, 500, 8),
        number("seats", 1, 200, 1),
        row("new_patients", json!({}), true),
        row("known_patients", json!({}), true),
        row("bookable", json!({}), false),
        row("extendable", json!({}), true),
        row("active", json!({}), true),
        row("verified", json!({}), true),
        row("current", json!({}), true),
        row("median_lead_days", json!({}), 4.5),
        row("utilisation", json!({}), 0.72),
        row("Utilisation.booked_minutes", json!({}), 1730),
        row("Utilisation.open_minutes", json!({}), 2400),
        row("booked", json!({}), 58),
        row("completed", json!({}), 49),
        row("cancelled", json!({}), 6),
        row("no_shows", json!({}), 3),
    ]
}

fn visit_type() -> Value {
    json!({ "description": "Id or slug. Absent: `end_time` says how long it takes; both absent: the doctor's first visit type." })
}

fn secrets() -> Vec<Row> {
    let chosen = json!({ "format": "password", "minLength": password::MIN_CHARS, "maxLength": password::MAX_CHARS });
    vec![
        row("password", json!({ "format": "password" }), "correct horse battery"),
        row("Registration.password", chosen.clone(), "correct horse battery"),
        row("NewDoctor.password", chosen.clone(), "correct horse battery"),
        row("NewPatient.password", chosen.clone(), "correct horse battery"),
        row("current_password", json!({ "format": "password" }), "correct horse battery"),
        row("new_password", chosen, "staple under the old oak"),
        word("token", "u3nB0s1vJ0Zk8wq2mXyQ5rT7eHcLdFgA"),
        word("access_token", "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIwMTlkIn0.c2lnbmF0dXJl"),
        row("token_type", json!({ "enum": ["bearer"] }), "bearer"),
        row("expires_in", json!({}), 900),
        word("code", "492039"),
        word("NotBooked.code", "slot_taken"),
        word("Reason.code", "outside_availability"),
        word("detail", "The doctor does not work then."),
        word("secret", "JBSWY3DPEHPK3PXP"),
        word("otpauth_uri", "otpauth://totp/Praxis:ann.lee@example.com?secret=JBSWY3DPEHPK3PXP&issuer=Praxis"),
        row("recovery_codes", json!({}), json!(["ABCD-EFGH-2345-WXYZ", "BCDE-FGHJ-3456-XYZA"])),
        row("recovery_codes_left", json!({}), 10),
        row("challenge_id", json!({ "format": "uuid" }), "019d0000-0000-7000-8000-000000000012"),
        row("credential", json!({}), json!({ "id": "4oxTxJKGBhyk", "type": "public-key" })),
        row("options", json!({}), json!({ "publicKey": { "challenge": "3q2-7w" } })),
        word("action", "appointment_booked"),
        word("request_id", "0b8f9a3e-7d41-4f6e-8a52-5f3c1d2e4b60"),
        row("details", json!({}), json!({ "from": "confirmed", "to": "checked_in" })),
        row("next_cursor", json!({}), Value::Null),
    ]
}

fn systems() -> Vec<Row> {
    let scopes: Vec<&str> = TokenScope::ALL.iter().map(|scope| scope.as_str()).collect();
    let events: Vec<&str> = Event::OF_APPOINTMENTS.iter().map(|event| event.as_str()).collect();
    let words = |words: Vec<&str>| json!({ "minItems": 1, "items": { "type": "string", "enum": words } });
    vec![
        text("NewApiToken.name", 120, "Website"),
        row("NewApiToken.scopes", words(scopes), json!(["directory:read", "slots:read"])),
        row("NewApiToken.location_id", json!({ "description": "Everywhere if empty." }), LOCATION),
        row(
            "NewApiToken.expires_at",
            json!({ "description": "An instant, or a date: as it begins in UTC. At most 366 days from now; 90 unless said." }),
            "2027-02-20T08:15:00Z",
        ),
        row("expires_at", json!({}), "2027-02-20T08:15:00Z"),
        row("revoked_at", json!({}), Value::Null),
        word("MadeApiToken.token", "praxis_qT8yLr0vJ2mXw5sZcN1bK7hF4dG6pA3uEoIiRtYzVxQ"),
        row("url", json!({ "format": "uri" }), "https://example.com/hooks"),
        row("NewWebhook.url", webhook_url(), "https://example.com/hooks"),
        row("WebhookChanges.url", webhook_url(), "https://example.com/hooks"),
        row("NewWebhook.events", words(events.clone()), json!(["appointment.booked", "appointment.cancelled"])),
        row("WebhookChanges.events", words(events), json!(["appointment.booked", "appointment.cancelled"])),
        row("disabled_reason", json!({}), Value::Null),
        row("failing_since", json!({}), Value::Null),
        row("previous_secret_until", json!({}), Value::Null),
        row("next_attempt_at", json!({}), Value::Null),
        row("Delivery.status", json!({}), "delivered"),
        row("attempts", json!({}), 1),
        word("description", "The practice's website"),
        word("WebhookWithSecret.secret", "whsec_c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0"),
        row("last_status", json!({}), 204),
        row("last_error", json!({}), Value::Null),
    ]
}

fn webhook_url() -> Value {
    json!({
        "format": "uri",
        "description": "Of the public Internet, beginning with `https://`; where private networks are allowed, `http://` too."
    })
}

fn parameters() -> Vec<Row> {
    let statuses = ["requested", "confirmed", "checked_in", "completed", "cancelled", "no_show"];
    let page = json!({
        "type": "integer", "minimum": 1, "maximum": MAX_LIMIT, "default": DEFAULT_LIMIT,
        "description": "How many at most."
    });
    let day = |description: &str| json!({ "description": description });
    vec![
        row("?limit", page, 20),
        row("?cursor", json!({ "description": "The `next_cursor` of the part before." }), Value::Null),
        row("?from", day("The first day or moment that counts: a date, or an instant (RFC 3339)."), "2026-12-01"),
        row("?to", day("The first day or moment that does not count any more."), "2026-12-08"),
        row("?at", json!({ "description": "The time that is asked about." }), "2026-12-02T10:30:00Z"),
        one_of("?action", &Action::ALL.map(Action::as_str)),
        row("?by", json!({ "enum": ["day", "week"], "default": "day" }), "week"),
        row("?q", json!({ "maxLength": MAX_WORDS_CHARS, "description": "Words of a name and the like." }), "holt"),
        row("?doctor_id", json!({ "description": "A doctor, by id or slug." }), DOCTOR),
        row(
            "?visit_type_id",
            json!({ "description": "The same as `visit_type`, and meant where both are given." }),
            VISIT_TYPE,
        ),
        row(
            "explain_slot?visit_type_id",
            json!({ "description": "A kind of visit, by id or slug; the doctor's first." }),
            VISIT_TYPE,
        ),
        row("?visit_type", json!({ "description": "A kind of visit, by id or slug." }), "follow-up"),
        row("?specialty", json!({ "description": "What the doctor knows about, by id or slug." }), "cardiology"),
        row("?location", json!({ "description": "Where, by id or slug." }), "praxis-riverside"),
        row(
            "?location_id",
            json!({ "format": "uuid", "description": "Where; the doctor's first location." }),
            LOCATION,
        ),
        one_of("?sort", &["start_time", "-start_time"]),
        one_of("list_users?sort", &["created_at", "-created_at"]),
        row("?date", json!({ "format": "date" }), "2026-12-02"),
        one_of("?part_of_day", &["morning", "afternoon", "evening"]),
        row("?available_from", day("Free at some time from here on: a date, or an instant."), "2026-12-01"),
        row("?available_to", day("Free at some time before this: a date, or an instant."), "2026-12-08"),
        one_of("?status", &statuses),
        one_of("?role", &["patient", "doctor", "receptionist", "admin"]),
        one_of("register?role", &["patient", "doctor"]),
        row("?verified", json!({ "type": "boolean" }), true),
        row("?active", json!({ "type": "boolean" }), true),
        id("?actor_id", PATIENT),
        id("?person_id", PATIENT),
        id("?patient_id", PATIENT),
        id("list_appointments?doctor_id", DOCTOR),
        id("list_my_patients_appointments?doctor_id", DOCTOR),
    ]
}
