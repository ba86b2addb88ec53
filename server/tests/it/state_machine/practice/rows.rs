//! What is stored and offered is what the model has.

use std::fmt::Debug;

use chrono::{DateTime, Utc};
use domain::appointment::SlotQuery;
use sqlx::FromRow;
use uuid::Uuid;

use super::{Practice, Scene, instant, written};
use crate::{
    race::overlaps,
    state_machine::model::{DAY, Entry, Waiting, Wish},
};

/// An appointment, or what is kept, as it is stored and as the model has it.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord, FromRow)]
struct Row {
    id: Uuid,
    doctor_id: Uuid,
    patient_id: Uuid,
    location_id: Uuid,
    visit_type_id: Option<Uuid>,
    starts: DateTime<Utc>,
    ends: DateTime<Utc>,
    blocked_from: DateTime<Utc>,
    blocked_to: DateTime<Utc>,
    status: String,
    overbooked: bool,
    series_id: Option<Uuid>,
    expires_at: Option<DateTime<Utc>>,
}

/// Somebody on a list, likewise.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord, FromRow)]
struct WaitingRow {
    id: Uuid,
    doctor_id: Uuid,
    patient_id: Uuid,
    appointment_id: Option<Uuid>,
    visit_type_id: Option<Uuid>,
    created_at: DateTime<Utc>,
    offered: Vec<DateTime<Utc>>,
}

/// In any order.
fn compare<T: Ord + Debug>(mut stored: Vec<T>, mut expected: Vec<T>) -> Result<(), String> {
    stored.sort();
    expected.sort();
    if stored == expected {
        return Ok(());
    }
    let more: Vec<_> = stored.iter().filter(|row| !expected.contains(row)).collect();
    let less: Vec<_> = expected.iter().filter(|row| !stored.contains(row)).collect();
    Err(format!("stored, but not expected: {more:#?}; expected, but not stored: {less:#?}"))
}

impl Practice {
    fn row(&self, entry: &Entry) -> Row {
        let (during, blocked) = (entry.during(), entry.blocked());
        Row {
            id: entry.id,
            doctor_id: self.colleagues.doctors[entry.doctor].user_id.0,
            patient_id: self.colleagues.patients[entry.patient].user_id.0,
            location_id: self.colleagues.places[entry.place].0,
            visit_type_id: self.visit_types[entry.doctor].get(entry.kind).map(|id| id.0),
            starts: instant(during.0),
            ends: instant(during.1),
            blocked_from: instant(blocked.0),
            blocked_to: instant(blocked.1),
            status: entry.status.to_owned(),
            overbooked: entry.overbooked,
            series_id: entry.series,
            expires_at: entry.is_kept().then(|| instant(entry.expires)),
        }
    }

    fn waiting_row(&self, waiting: &Waiting) -> WaitingRow {
        let named = waiting.appointment.is_none();
        WaitingRow {
            id: waiting.id,
            doctor_id: self.colleagues.doctors[waiting.doctor].user_id.0,
            patient_id: self.colleagues.patients[waiting.patient].user_id.0,
            appointment_id: waiting.appointment,
            visit_type_id: named.then(|| self.visit_types[waiting.doctor][waiting.kind].0),
            created_at: instant(waiting.since),
            offered: waiting.offered.iter().copied().map(instant).collect(),
        }
    }
}

impl Scene<'_> {
    /// The same appointments, holds, offers and waiting lists on both sides, and nothing twice.
    pub(super) async fn compare_rows(&self) -> Result<(), String> {
        let (practice, model) = (self.practice, &self.model);
        let pool = &practice.colleagues.clinic.pool;
        let sql = "
            select id, doctor_id, patient_id, location_id, visit_type_id, lower(during) as starts, upper(during) as ends,
                   lower(blocked) as blocked_from, upper(blocked) as blocked_to, status, overbooked, series_id, expires_at
            from appointments
            where expires_at is null or expires_at > $1";
        let stored: Vec<Row> = sqlx::query_as(sql).bind(instant(model.now)).fetch_all(pool).await.unwrap();
        compare(stored, model.current().map(|entry| practice.row(entry)).collect())?;
        let sql = "
            select id, doctor_id, patient_id, appointment_id, visit_type_id, created_at,
                   array(
                       select start_time from waitlist_offers
                       where waitlist_offers.doctor_id = entries.doctor_id and entry_id = entries.id
                       order by id
                   ) as offered
            from waitlist_entries as entries";
        let stored: Vec<WaitingRow> = sqlx::query_as(sql).fetch_all(pool).await.unwrap();
        compare(stored, model.waiting.iter().map(|waiting| practice.waiting_row(waiting)).collect())?;
        if overlaps(pool).await == 0 { Ok(()) } else { Err("something is booked twice".to_owned()) }
    }

    /// What is offered in the week to come is what can be booked, for one kind of visit and one patient of each doctor.
    pub async fn compare_slots(&self, round: usize) -> Result<(), String> {
        let Practice { colleagues, visit_types, .. } = self.practice;
        let (now, patient) = (self.model.now, round % colleagues.patients.len());
        for (doctor, actor) in colleagues.doctors.iter().enumerate() {
            let kind = (round + doctor) % visit_types[doctor].len();
            let week = (now - DAY, now + 7 * DAY);
            let query = SlotQuery {
                doctor_id: actor.user_id.to_string(),
                visit_type_id: Some(visit_types[doctor][kind].to_string()),
                from: Some(written(week.0)),
                to: Some(written(week.1)),
            };
            let slots = self.practice.services().slots(Some(&colleagues.patients[patient]), &query).await;
            let slots = slots.map_err(|error| error.to_string())?;
            let offered: Vec<_> = slots.iter().map(|slot| (slot.start_time, slot.location_id)).collect();
            let wish = Wish { doctor, patient, kind, start: now, by_staff: false };
            let place = |(start, place)| (instant(start), colleagues.places[place]);
            let expected: Vec<_> = self.model.starts(wish, week).map(place).collect();
            if offered != expected {
                let missing: Vec<_> = expected.iter().filter(|slot| !offered.contains(slot)).collect();
                let wrong: Vec<_> = offered.iter().filter(|slot| !expected.contains(slot)).collect();
                return Err(format!("{wish:?}: not offered {missing:?}, wrongly offered {wrong:?}"));
            }
        }
        Ok(())
    }
}
