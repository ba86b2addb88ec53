//! What a doctor publishes: weekly hours and one-off windows.

use chrono::{NaiveDate, TimeDelta, Weekday};
use domain::{
    actor::Actor,
    appointment::Appointment,
    availability::{AvailabilityWindow, Hit, MAX_WINDOW_HOURS, ScheduleForm, WeeklyRange, WeeklySchedule, WindowForm},
    directory::Doctor,
    error::{ClinicError, FieldError, Problems},
    ids::{AppointmentId, LocationId, UserId, WindowId},
    local_time::{parse_instant, parse_zone},
    schedule::{self, Calendar, TimeRange, WallMinute, WeeklyHours, Weeks},
};
use sqlx::PgConnection;

use super::{Answer, Required, Services, bookable::around, commit};
use crate::{
    db::{self, calendars::AskedBy, doctors::Visible},
    precondition,
};

/// How far ahead a doctor sees their one-off windows.
const WINDOWS_AHEAD_DAYS: i64 = 366;

impl Services {
    /// Opens a stretch of time once. It merges with windows of the same location it overlaps or touches.
    ///
    /// # Errors
    /// [`ClinicError::Forbidden`], [`ClinicError::Invalid`], [`ClinicError::Rule`] with `in_the_past`,
    /// [`ClinicError::Conflict`] `open_elsewhere`, or `appointments_outside_hours` where somebody is booked elsewhere.
    pub async fn open_window(&self, actor: &Actor, form: &WindowForm) -> Answer<AvailabilityWindow> {
        actor.can_publish_hours()?;
        let mut tx = self.begin().await?;
        let doctor = own_profile(&mut tx, actor).await?;
        let (location_id, zone) = location_of(&doctor, form.location_id.as_deref())?;
        let during = read_window(form, zone)?;
        if during.end() <= self.now() {
            return Err(ClinicError::rule(
                "end_time",
                "in_the_past",
                "This time is over; open one that is still to come.",
            ));
        }
        db::calendars::edit(&mut tx, doctor.id).await?;
        let near = db::availability::windows(&mut tx, doctor.id, during).await?;
        if near.iter().any(|window| window.location_id != location_id && window.during.overlaps(&during)) {
            return Err(ClinicError::conflict(
                "open_elsewhere",
                "You are already open at another location at that time.",
            ));
        }
        let outside_before = self.stranded(&mut tx, doctor.id).await?;
        let merged: Vec<_> = near.into_iter().filter(|window| window.location_id == location_id).collect();
        let during = merged.iter().fold(during, |all, window| hull(all, window.during));
        let ids: Vec<_> = merged.iter().map(|window| window.id.0).collect();
        db::availability::delete_windows(&mut tx, doctor.id, &ids).await?;
        let window = AvailabilityWindow { id: WindowId(self.new_id()), location_id, during };
        db::availability::insert_window(&mut tx, doctor.id, &window).await?;
        // A doctor who is open here is not there, where somebody may be booked.
        let outside = self.stranded(&mut tx, doctor.id).await?;
        refuse_stranding(outside.iter().filter(|id| !outside_before.contains(id)).count())?;
        commit(tx).await?;
        self.changes.note(doctor.id);
        Ok(window)
    }

    /// The doctor's one-off windows that are not over.
    ///
    /// # Errors
    /// [`ClinicError::Forbidden`].
    pub async fn windows(&self, actor: &Actor) -> Answer<Vec<AvailabilityWindow>> {
        actor.can_publish_hours()?;
        let now = self.now();
        let ahead = TimeRange::new(now, now + TimeDelta::days(WINDOWS_AHEAD_DAYS)).required("window")?;
        Ok(db::availability::windows(&mut *self.connect().await?, actor.user_id, ahead).await?)
    }

    /// The weekly hours at one location that hold today or will.
    ///
    /// # Errors
    /// [`ClinicError::Forbidden`], [`ClinicError::NotFound`] for a location the doctor does not work at.
    pub async fn schedule(&self, actor: &Actor, location: Option<LocationId>) -> Answer<WeeklySchedule> {
        actor.can_publish_hours()?;
        let mut db = self.connect().await?;
        let doctor = own_profile(&mut db, actor).await?;
        let key = location.map(|id| id.to_string());
        let (location_id, zone) = location_of(&doctor, key.as_deref())?;
        self.hours_at(&mut db, doctor.id, location_id, zone).await
    }

    async fn hours_at(
        &self,
        db: &mut PgConnection,
        doctor: UserId,
        location_id: LocationId,
        zone: domain::Tz,
    ) -> Answer<WeeklySchedule> {
        let today = self.now().with_timezone(&zone).date_naive();
        let hours = self.weekly_hours(db, doctor).await?;
        let holding = |hours: &&WeeklyHours| {
            hours.location_id == location_id && hours.effective_until.is_none_or(|until| until >= today)
        };
        // Hours replaced from a later day on end before it: the newest are the ones without an end.
        let newest: Vec<_> = hours.iter().filter(holding).filter(|hours| hours.effective_until.is_none()).collect();
        Ok(WeeklySchedule {
            location_id,
            effective_from: newest.iter().filter_map(|hours| hours.effective_from).max(),
            weekly: newest.iter().map(|hours| written(hours)).collect(),
        })
    }

    /// Replaces the weekly hours of one location, from `effective_from` on.
    ///
    /// Appointments that would fall outside the new hours are moved or cancelled as the form says. Where it does not say
    /// so for each of them, nothing is changed at all.
    ///
    /// # Errors
    /// [`ClinicError::Forbidden`], [`ClinicError::Invalid`], [`ClinicError::Conflict`] with `appointments_outside_hours`;
    /// those of moving and cancelling.
    pub async fn set_schedule(&self, actor: &Actor, form: &ScheduleForm) -> Answer<WeeklySchedule> {
        let mut tx = self.begin().await?;
        let (location_id, hit) = self.edit_schedule(&mut tx, actor, form).await?;
        let left = self.resolve(&mut tx, actor, hit, &form.resolutions).await?;
        refuse_stranding(left.len())?;
        commit(tx).await?;
        self.changes.note(actor.user_id);
        self.schedule(actor, Some(location_id)).await
    }

    /// Which appointments new weekly hours would hit, each with another time it could have. Changes nothing.
    ///
    /// # Errors
    /// [`ClinicError::Forbidden`], [`ClinicError::Invalid`].
    pub async fn preview_schedule(&self, actor: &Actor, form: &ScheduleForm) -> Answer<Vec<Hit>> {
        let mut tx = self.begin().await?;
        let (_, hit) = self.edit_schedule(&mut tx, actor, form).await?;
        // Given up with the transaction.
        self.propose(&mut tx, actor, hit).await
    }

    /// Whose hours they are now, and which appointments that leaves outside.
    async fn edit_schedule(
        &self,
        tx: &mut PgConnection,
        actor: &Actor,
        form: &ScheduleForm,
    ) -> Answer<(LocationId, Vec<Appointment>)> {
        actor.can_publish_hours()?;
        let doctor = own_profile(tx, actor).await?;
        let (location_id, zone) = location_of(&doctor, form.location_id.as_deref())?;
        let (effective_from, new) = read_schedule(form, location_id)?;
        db::calendars::edit(tx, doctor.id).await?;
        if !precondition::is_met() {
            precondition::check(&self.hours_at(tx, doctor.id, location_id, zone).await?)?;
        }
        let before = self.weekly_hours(tx, doctor.id).await?;
        refuse_overlap(&before, &new, location_id, effective_from)?;
        let outside_before = self.stranded(tx, doctor.id).await?;
        db::availability::end_weekly(tx, doctor.id, location_id, effective_from).await?;
        for hours in &new {
            db::availability::insert_weekly(tx, doctor.id, self.new_id(), hours).await?;
        }
        let mut hit = self.stranded(tx, doctor.id).await?;
        hit.retain(|id| !outside_before.contains(id));
        Ok((location_id, db::appointments::find_all(tx, &hit).await?))
    }

    async fn weekly_hours(&self, db: &mut PgConnection, doctor: UserId) -> Answer<Vec<WeeklyHours>> {
        let now = self.now();
        let today = TimeRange::new(now, now + TimeDelta::days(1)).required("doctor")?;
        Ok(self.own_calendar(db, doctor, today).await?.weekly)
    }

    async fn own_calendar(&self, db: &mut PgConnection, doctor: UserId, within: TimeRange) -> Answer<Calendar> {
        let by = AskedBy { attendee: None, now: self.now() };
        let found = db::calendars::of_doctors(db, &[doctor], within, by).await?.pop();
        Ok(found.required("doctor")?.calendar)
    }

    /// The appointments to come that lie outside working time.
    pub(super) async fn stranded(&self, tx: &mut PgConnection, doctor: UserId) -> Answer<Vec<AppointmentId>> {
        let booked = db::appointments::booked_after(&mut *tx, doctor, self.now()).await?;
        let (Some(first), Some(last)) = (booked.first(), booked.last()) else { return Ok(Vec::new()) };
        let within = around(hull(first.during, last.during));
        let working = self.own_calendar(tx, doctor, within).await?.working_time(within);
        let outside = booked.iter().filter(|visit| {
            !working.iter().any(|open| open.location_id == visit.location_id && open.during.encloses(&visit.during))
        });
        Ok(outside.map(|visit| visit.id).collect())
    }
}

/// Availability never changes under a booking: the edit is undone when it would leave an appointment outside.
pub(super) fn refuse_stranding(count: usize) -> Answer<()> {
    if count == 0 {
        return Ok(());
    }
    let appointments = if count == 1 { "appointment" } else { "appointments" };
    let detail = format!(
        "{count} booked {appointments} would fall outside these hours. Nothing was changed; move, cancel or keep them covered first."
    );
    Err(ClinicError::conflict("appointments_outside_hours", detail))
}

pub(super) async fn own_profile(db: &mut PgConnection, actor: &Actor) -> Answer<Doctor> {
    db::doctors::find(db, &actor.user_id.to_string(), Visible::All).await?.required("doctor")
}

/// One of the doctor's locations, by id or slug, with its zone; the first one where none is named.
pub(super) fn location_of(doctor: &Doctor, key: Option<&str>) -> Answer<(LocationId, domain::Tz)> {
    let location = match key.filter(|key| !key.is_empty()) {
        None => doctor.locations.first(),
        Some(key) => doctor.locations.iter().find(|location| location.slug == key || location.id.to_string() == key),
    }
    .ok_or_else(|| ClinicError::invalid("location_id", "unknown_location", "You do not work at this location."))?;
    let zone = parse_zone("location_id", &location.time_zone)?;
    Ok((location.id, zone))
}

fn read_window(form: &WindowForm, zone: domain::Tz) -> Answer<TimeRange> {
    let mut problems = Problems::default();
    let start = problems.keep(parse_instant("start_time", &form.start_time, zone));
    let end = problems.keep(parse_instant("end_time", &form.end_time, zone));
    problems.check()?;
    let (Some(start), Some(end)) = (start, end) else { return Err(ClinicError::Internal) };
    let during = TimeRange::new(start, end)
        .ok_or_else(|| ClinicError::invalid("end_time", "end_before_start", "The end must come after the start."))?;
    if during.duration() > TimeDelta::hours(MAX_WINDOW_HOURS) {
        return Err(ClinicError::invalid(
            "end_time",
            "too_long",
            format!("One window can be at most {MAX_WINDOW_HOURS} hours long."),
        ));
    }
    Ok(during)
}

fn read_schedule(form: &ScheduleForm, location_id: LocationId) -> Answer<(Option<NaiveDate>, Vec<WeeklyHours>)> {
    let mut problems = Problems::default();
    let effective_from = match form.effective_from.as_deref().map(str::trim).filter(|text| !text.is_empty()) {
        None => None,
        Some(text) => problems.keep(
            text.parse::<NaiveDate>()
                .map_err(|_| FieldError::new("effective_from", "invalid_date", "Write the date as 2026-03-02.")),
        ),
    };
    let needed = "Give the weekly hours as a list; an empty one means none.";
    let weekly = problems.keep(form.weekly.as_deref().ok_or_else(|| FieldError::new("weekly", "required", needed)));
    let mut hours = Vec::new();
    for (index, range) in weekly.unwrap_or_default().iter().enumerate() {
        if let Some(range) = problems.keep(read_range(index, range, location_id, effective_from)) {
            hours.push(range);
        }
    }
    if effective_from.is_none() && hours.iter().any(|hours| hours.weeks.every() > 1) {
        let detail = "Give the first day: weeks are counted from the week it is in.";
        problems.push(FieldError::new("effective_from", "required", detail));
    }
    problems.check()?;
    Ok((effective_from, hours))
}

fn read_range(
    index: usize,
    range: &WeeklyRange,
    location_id: LocationId,
    effective_from: Option<NaiveDate>,
) -> Result<WeeklyHours, FieldError> {
    let field = |name: &str| format!("weekly/{index}/{name}");
    let weekday =
        range.weekday.checked_sub(1).and_then(|from_monday| Weekday::try_from(from_monday).ok()).ok_or_else(|| {
            FieldError::new(field("weekday"), "invalid_weekday", "The weekday is 1 (Monday) to 7 (Sunday).")
        })?;
    let start = WallMinute::parse(&field("start"), &range.start)?;
    let end = WallMinute::parse(&field("end"), &range.end)?;
    if end <= start {
        return Err(FieldError::new(field("end"), "end_before_start", "The end must come after the start."));
    }
    let weeks = Weeks::new(range.every_weeks, range.week).ok_or_else(|| {
        let detail = format!("Hours hold in one of every 1 to {} weeks; `week` counts from 1.", Weeks::LONGEST);
        FieldError::new(field("week"), "invalid_week", detail)
    })?;
    Ok(WeeklyHours { location_id, weekday, start, end, effective_from, effective_until: None, weeks })
}

/// A doctor is at one place at a time: new hours may overlap neither each other nor those at other locations.
fn refuse_overlap(
    before: &[WeeklyHours],
    new: &[WeeklyHours],
    location_id: LocationId,
    effective_from: Option<NaiveDate>,
) -> Answer<()> {
    let elsewhere = before.iter().filter(|hours| hours.location_id != location_id);
    let future = elsewhere.filter(|hours| match (hours.effective_until, effective_from) {
        (Some(until), Some(from)) => until >= from,
        _ => true,
    });
    let all: Vec<WeeklyHours> = new.iter().chain(future).cloned().collect();
    match schedule::overlapping(&all) {
        Some((first, second)) if first < new.len() || second < new.len() => {
            let index = if second < new.len() { second } else { first };
            Err(ClinicError::invalid(
                format!("weekly/{index}/start"),
                "overlapping_hours",
                "These hours overlap other hours of the same day.",
            ))
        }
        _ => Ok(()),
    }
}

fn hull(a: TimeRange, b: TimeRange) -> TimeRange {
    TimeRange::new(a.start().min(b.start()), a.end().max(b.end())).unwrap_or(a)
}

fn written(hours: &WeeklyHours) -> WeeklyRange {
    WeeklyRange {
        weekday: u8::try_from(hours.weekday.number_from_monday()).unwrap_or(0),
        start: hours.start.to_string(),
        end: hours.end.to_string(),
        every_weeks: hours.weeks.every(),
        week: hours.weeks.which(),
    }
}
