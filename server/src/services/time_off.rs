//! A doctor's time off.

use chrono::TimeDelta;
use domain::{
    Tz,
    actor::Actor,
    appointment::Appointment,
    availability::{Hit, MAX_ABSENCE_REASON_CHARS, MAX_TIME_OFF_DAYS, TakenTimeOff, TimeOff, TimeOffForm},
    error::{ClinicError, Problems},
    ids::TimeOffId,
    local_time::parse_instant_or_date,
    schedule::TimeRange,
    text,
};
use sqlx::PgConnection;

use super::{
    Answer, Required, Services,
    availability::{location_of, own_profile},
    commit,
};
use crate::db;

impl Services {
    /// The doctor's own time off that is not over, in order, with what is still to be moved or cancelled in each.
    ///
    /// # Errors
    /// [`ClinicError::Forbidden`].
    pub async fn time_off(&self, actor: &Actor) -> Answer<Vec<TakenTimeOff>> {
        actor.can_publish_hours()?;
        let (mut db, now) = (self.connect().await?, self.now());
        let time_off = db::time_off::of_doctor(&mut db, actor.user_id, now).await?;
        let during: Vec<_> = time_off.iter().filter_map(|off| TimeRange::new(off.start_time, off.end_time)).collect();
        let mut booked = db::appointments::live_during(&mut db, actor.user_id, &during).await?;
        booked.retain(|appointment| appointment.can_be_changed(now));
        self.note_listed(&mut db, actor, &booked).await?;
        let with_appointments = |time_off: TimeOff| {
            let hit = |it: &&Appointment| it.start_time < time_off.end_time && time_off.start_time < it.end_time;
            TakenTimeOff { appointments: booked.iter().filter(hit).cloned().collect(), time_off }
        };
        Ok(time_off.into_iter().map(with_appointments).collect())
    }

    /// Takes time off: nothing can be booked in it any more. What is booked already is moved or cancelled as the form
    /// says; the rest stays, and is listed: somebody who falls ill at seven cannot first move the visit of eight.
    ///
    /// # Errors
    /// [`ClinicError::Forbidden`], [`ClinicError::Invalid`], [`ClinicError::Rule`] with `in_the_past`; those of moving and
    /// cancelling. Nothing is changed then.
    pub async fn take_time_off(&self, actor: &Actor, form: &TimeOffForm) -> Answer<TakenTimeOff> {
        let mut tx = self.begin().await?;
        let (time_off, hit) = self.insert_time_off(&mut tx, actor, form).await?;
        let appointments = self.resolve(&mut tx, actor, hit, &form.resolutions).await?;
        self.note_listed(&mut tx, actor, &appointments).await?;
        commit(tx).await?;
        self.changes.note(actor.user_id);
        Ok(TakenTimeOff { time_off, appointments })
    }

    /// Which appointments time off would hit, each with another time it could have. Changes nothing.
    ///
    /// # Errors
    /// [`ClinicError::Forbidden`], [`ClinicError::Invalid`], [`ClinicError::Rule`] with `in_the_past`.
    pub async fn preview_time_off(&self, actor: &Actor, form: &TimeOffForm) -> Answer<Vec<Hit>> {
        let mut tx = self.begin().await?;
        let (_, hit) = self.insert_time_off(&mut tx, actor, form).await?;
        // Given up with the transaction.
        self.propose(&mut tx, actor, hit).await
    }

    /// The time off, and what is booked in it.
    async fn insert_time_off(
        &self,
        tx: &mut PgConnection,
        actor: &Actor,
        form: &TimeOffForm,
    ) -> Answer<(TimeOff, Vec<Appointment>)> {
        actor.can_publish_hours()?;
        let doctor = own_profile(tx, actor).await?;
        let zone = location_of(&doctor, None).map_or(Tz::UTC, |(_, zone)| zone);
        let (during, reason) = self.read_time_off(form, zone)?;
        db::calendars::edit(tx, doctor.id).await?;
        let id = TimeOffId(self.new_id());
        db::time_off::insert(tx, doctor.id, id, during, reason.as_deref()).await?;
        let mut hit = db::appointments::live_during(tx, doctor.id, &[during]).await?;
        hit.retain(|appointment| appointment.can_be_changed(self.now()));
        Ok((TimeOff { id, start_time: during.start(), end_time: during.end(), reason }, hit))
    }

    /// Takes time off back.
    ///
    /// # Errors
    /// [`ClinicError::Forbidden`], [`ClinicError::NotFound`].
    pub async fn give_back_time_off(&self, actor: &Actor, id: TimeOffId) -> Answer<()> {
        actor.can_publish_hours()?;
        let mut tx = self.begin().await?;
        db::calendars::edit(&mut tx, actor.user_id).await?;
        db::time_off::delete(&mut tx, actor.user_id, id).await?.then_some(()).required("time off")?;
        commit(tx).await?;
        self.changes.note(actor.user_id);
        Ok(())
    }

    fn read_time_off(&self, form: &TimeOffForm, zone: Tz) -> Answer<(TimeRange, Option<String>)> {
        let mut problems = Problems::default();
        let start = problems.keep(parse_instant_or_date("start_time", &form.start_time, zone));
        let end = problems.keep(parse_instant_or_date("end_time", &form.end_time, zone));
        let reason = form.reason.as_deref();
        let reason = problems.keep(text::optional("reason", "The reason", reason, MAX_ABSENCE_REASON_CHARS));
        problems.check()?;
        // `check` has answered for whatever is missing.
        let (Some(start), Some(end), Some(reason)) = (start, end, reason) else { return Err(ClinicError::Internal) };
        let during = TimeRange::new(start, end).ok_or_else(|| {
            ClinicError::invalid("end_time", "end_before_start", "The end must come after the start.")
        })?;
        if during.duration() > TimeDelta::days(MAX_TIME_OFF_DAYS) {
            let detail = format!("Time off can be at most {MAX_TIME_OFF_DAYS} days long.");
            return Err(ClinicError::invalid("end_time", "too_long", detail));
        }
        if during.end() <= self.now() {
            return Err(ClinicError::rule("end_time", "in_the_past", "This time is over."));
        }
        Ok((during, reason))
    }
}
