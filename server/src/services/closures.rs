//! Days on which a location is closed for everybody: public holidays, a works outing.

use chrono::NaiveDate;
use domain::{
    actor::Actor,
    availability::{ClosureForm, LocationClosure, MAX_ABSENCE_REASON_CHARS, MAX_TIME_OFF_DAYS},
    directory::Location,
    error::{ClinicError, FieldError, Problems},
    ids::{ClosureId, LocationId},
    local_time::parse_zone,
    text,
};
use sqlx::PgConnection;

use super::{Answer, Required, Services, commit};
use crate::db;

impl Services {
    /// A location's closures that are not over, in order.
    ///
    /// # Errors
    /// [`ClinicError::NotFound`].
    pub async fn closures(&self, location: LocationId) -> Answer<Vec<LocationClosure>> {
        let mut db = self.connect().await?;
        let location = find_location(&mut db, location).await?;
        let zone = parse_zone("location_id", &location.time_zone)?;
        let today = self.now().with_timezone(&zone).date_naive();
        Ok(db::closures::of_location(&mut db, location.id, today).await?)
    }

    /// Closes a location for some days. What is booked already stays.
    ///
    /// # Errors
    /// [`ClinicError::Forbidden`], [`ClinicError::NotFound`], [`ClinicError::Invalid`].
    pub async fn close(&self, actor: &Actor, location: LocationId, form: &ClosureForm) -> Answer<LocationClosure> {
        actor.can_administer()?;
        let (first_day, last_day, reason) = read_closure(form)?;
        let mut tx = self.begin().await?;
        let location = find_location(&mut tx, location).await?;
        let closure =
            LocationClosure { id: ClosureId(self.new_id()), location_id: location.id, first_day, last_day, reason };
        let doctors = db::calendars::edit_at(&mut tx, location.id).await?;
        db::closures::insert(&mut tx, &closure).await?;
        commit(tx).await?;
        self.changes.note_all(doctors);
        Ok(closure)
    }

    /// Opens a location again.
    ///
    /// # Errors
    /// [`ClinicError::Forbidden`], [`ClinicError::NotFound`].
    pub async fn reopen(&self, actor: &Actor, location: LocationId, id: ClosureId) -> Answer<()> {
        actor.can_administer()?;
        let mut tx = self.begin().await?;
        let doctors = db::calendars::edit_at(&mut tx, location).await?;
        db::closures::delete(&mut tx, location, id).await?.then_some(()).required("closure")?;
        commit(tx).await?;
        self.changes.note_all(doctors);
        Ok(())
    }
}

async fn find_location(db: &mut PgConnection, id: LocationId) -> Answer<Location> {
    db::locations::all(db).await?.into_iter().find(|location| location.id == id).required("location")
}

fn read_closure(form: &ClosureForm) -> Answer<(NaiveDate, NaiveDate, Option<String>)> {
    let date = |field: &str, text: &str| {
        text.trim()
            .parse::<NaiveDate>()
            .map_err(|_| FieldError::new(field, "invalid_date", "Write the date as 2026-12-25."))
    };
    let mut problems = Problems::default();
    let first = problems.keep(date("first_day", &form.first_day));
    let last = problems.keep(date("last_day", form.last_day.as_deref().unwrap_or(&form.first_day)));
    let reason = form.reason.as_deref();
    let reason = problems.keep(text::optional("reason", "The reason", reason, MAX_ABSENCE_REASON_CHARS));
    problems.check()?;
    // `check` has answered for whatever is missing.
    let (Some(first), Some(last), Some(reason)) = (first, last, reason) else { return Err(ClinicError::Internal) };
    if last < first || (last - first).num_days() >= MAX_TIME_OFF_DAYS {
        let detail = format!("The last day is the first or a later one, at most {MAX_TIME_OFF_DAYS} days in all.");
        return Err(ClinicError::invalid("last_day", "end_before_start", detail));
    }
    Ok((first, last, reason))
}
