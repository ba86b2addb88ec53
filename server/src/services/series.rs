//! Booking the same visit for several weeks: all of them, or none and a list of what stands in the way.

use domain::{
    actor::Actor,
    appointment::{Appointment, BookForm, NotBooked, Repetition, Series, SeriesForm},
    error::ClinicError,
    ids::SeriesId,
    local_time::parse_instant,
};
use sqlx::PgConnection;

use super::{
    Answer, Required, Services,
    bookable::around_instant,
    booking::{Attempt, TRIES, Tried, keep_others_out, named_hold, whom},
    commit,
};
use crate::db;

impl Services {
    /// Books a visit and its repetitions, in one step.
    ///
    /// # Errors
    /// Those of [`Self::book`] for what is wrong with all of them; [`ClinicError::SeriesNotBookable`] with a list of those
    /// that cannot be booked. Nothing is booked then.
    pub async fn book_series(&self, actor: &Actor, form: &SeriesForm) -> Answer<Series> {
        let whom = whom(actor, &form.first)?;
        let (repetition, patient) = (Repetition::read(form)?, whom.attendee().required("patient")?.patient);
        let mut hold = named_hold(&form.first)?;
        let mut tx = self.begin().await?;
        let rough = form.first.rough_start()?;
        let bookable = self.bookable(&mut tx, &form.first.doctor_id, around_instant(rough), whom).await?;
        // As for a move, in the same order: nobody who books at the same time waits for this and is waited for.
        keep_others_out(&mut tx, bookable.doctor_id, &form.first).await?;
        db::users::lock(&mut tx, patient).await?;
        let first = parse_instant("start_time", &form.first.start_time, bookable.zone())?;
        let end =
            form.first.end_time.as_deref().map(|end| parse_instant("end_time", end, bookable.zone())).transpose()?;
        let zone = bookable.zone_at(first);
        let mut series = Series { id: SeriesId(self.new_id()), appointments: Vec::new(), not_booked: Vec::new() };
        for start in repetition.starts(first, zone) {
            let (start, end_time) = match start {
                // All are as long as the first.
                Ok(start) => (start.to_rfc3339(), end.map(|end| (start + (end - first)).to_rfc3339())),
                Err(local) => {
                    let detail = format!("The clocks in {zone} skip this time.");
                    let start_time = local.format("%Y-%m-%dT%H:%M:%S").to_string();
                    series.not_booked.push(NotBooked { start_time, code: "nonexistent_local_time".to_owned(), detail });
                    continue;
                }
            };
            let one = BookForm { start_time: start.clone(), end_time, ..form.first.clone() };
            let attempt = Attempt { actor, form: &one, whom, hold: hold.take(), series: Some(series.id) };
            match self.book_one_of(&mut tx, &attempt).await {
                Ok(appointment) => series.appointments.push(appointment),
                Err(error) if is_about_the_time(&error) => series.not_booked.push(NotBooked {
                    start_time: start,
                    code: error.code().to_owned(),
                    detail: error.to_string(),
                }),
                Err(error) => return Err(error),
            }
        }
        if series.appointments.is_empty() || !(form.book_rest || series.not_booked.is_empty()) {
            return Err(ClinicError::SeriesNotBookable { not_booked: series.not_booked });
        }
        commit(tx).await?;
        self.changes.note(bookable.doctor_id);
        Ok(series)
    }

    async fn book_one_of(&self, tx: &mut PgConnection, attempt: &Attempt<'_>) -> Answer<Appointment> {
        for _ in 0..TRIES {
            if let Tried::Booked(appointment) = self.try_to_book(tx, attempt, true).await? {
                return Ok(*appointment);
            }
        }
        Err(ClinicError::SlotTaken { alternatives: Vec::new() })
    }
}

/// Whether another time might do.
fn is_about_the_time(error: &ClinicError) -> bool {
    match error {
        ClinicError::SlotTaken { .. } | ClinicError::PatientBusy => true,
        ClinicError::Rule { rule } => rule.field == "start_time",
        _ => false,
    }
}
