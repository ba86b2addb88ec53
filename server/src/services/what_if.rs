//! What an edit of hours or time off does to what is booked: other times are proposed, and one confirmation moves or
//! cancels all of it.

use chrono::TimeDelta;
use domain::{
    actor::Actor,
    appointment::Appointment,
    availability::{Hit, Resolution},
    error::ClinicError,
    ids::UserId,
    schedule::{self, Slot, TimeRange},
};
use sqlx::PgConnection;

use super::{
    Answer, Required, Services,
    bookable::{For, around},
    moves::visit_of,
};
use crate::db;

/// How far from its own time another one is looked for.
const WITHIN_DAYS: i64 = 31;
/// How many near times are tried for one that suits the patient as well.
const TRIED: usize = 12;

impl Services {
    /// Another time for each of a doctor's appointments: the nearest that is free after the edit, and no two the same.
    pub(super) async fn propose(
        &self,
        tx: &mut PgConnection,
        actor: &Actor,
        hit: Vec<Appointment>,
    ) -> Answer<Vec<Hit>> {
        let (Some(last), now) = (hit.iter().map(|it| it.start_time).max(), self.now()) else { return Ok(Vec::new()) };
        let days = TimeDelta::days(WITHIN_DAYS);
        let all = TimeRange::new(now, last.max(now) + days).required("time")?;
        let mut bookable = self.bookable(tx, &actor.user_id.to_string(), around(all), For::Anybody).await?;
        let mut hits = Vec::new();
        for appointment in hit {
            let visit = visit_of(&appointment, &bookable);
            let asker = For::ByStaff(appointment.attendee()).asker(&bookable, now);
            let start = appointment.start_time;
            let within = TimeRange::new((start - days).max(now), start.max(now) + days).required("time")?;
            let mut near = schedule::nearest(&bookable.calendar, &visit, &asker, start, within, TRIED);
            near.sort_by_key(|slot| (slot.start_time - start).abs());
            let proposed = first_free_for(tx, &appointment, near).await?;
            if let Some(slot) = &proposed {
                bookable.calendar.take(&visit, slot.during());
            }
            hits.push(Hit { appointment, proposed });
        }
        Ok(hits)
    }

    /// Moves and cancels as it was said, and tells the patients; which are left. The doctor's calendar is locked.
    pub(super) async fn resolve(
        &self,
        tx: &mut PgConnection,
        actor: &Actor,
        mut hit: Vec<Appointment>,
        resolutions: &[Resolution],
    ) -> Answer<Vec<Appointment>> {
        if resolutions.is_empty() {
            return Ok(hit);
        }
        // In one order, as everybody does who locks several.
        let mut patients: Vec<UserId> = hit.iter().map(|appointment| appointment.patient.id).collect();
        patients.sort_unstable();
        patients.dedup();
        for patient in patients {
            db::users::lock(tx, patient).await?;
        }
        for (index, resolution) in resolutions.iter().enumerate() {
            let place = hit.iter().position(|appointment| appointment.id.to_string() == resolution.id);
            let appointment = hit.remove(place.ok_or_else(|| not_hit(index))?);
            match &resolution.start_time {
                None => self.cancel_within(tx, actor, &appointment).await?,
                Some(start) => self.move_locked(tx, actor, appointment.id, start).await?,
            }
        }
        Ok(hit)
    }
}

fn not_hit(index: usize) -> ClinicError {
    let detail = "This appointment is not among those the edit hits, or is named twice.";
    ClinicError::invalid(format!("appointments/{index}/id"), "not_hit", detail)
}

/// The first time at which the patient is not somewhere else.
async fn first_free_for(db: &mut PgConnection, appointment: &Appointment, near: Vec<Slot>) -> Answer<Option<Slot>> {
    for slot in near {
        let attendee = appointment.attendee();
        if !db::appointments::attendee_is_busy(db, attendee, slot.during(), Some(appointment.id)).await? {
            return Ok(Some(slot));
        }
    }
    Ok(None)
}
