//! The practice in numbers, for administrators. Each answer takes a fixed number of SQL statements.

use std::collections::HashMap;

use domain::{
    actor::Actor,
    directory::Page,
    error::ClinicError,
    ids::{LocationId, UserId},
    schedule::{OpenTime, TimeRange, zone::day_bounds},
    statistics::{Overview, Period, Span, StatisticsForm, Utilisation},
};
use sqlx::PgConnection;
use uuid::Uuid;

use super::{
    Answer, Services,
    bookable::around,
    paging::{Place, one_more, page},
};
use crate::db::{
    self,
    calendars::{AskedBy, Bookable},
    statistics::VisitsAt,
};

/// Open minutes by doctor and place.
type Open = HashMap<(UserId, LocationId), i64>;

impl Services {
    /// The practice at this moment.
    ///
    /// # Errors
    /// [`ClinicError::Forbidden`].
    pub async fn overview(&self, actor: &Actor) -> Answer<Overview> {
        actor.can_administer()?;
        Ok(db::statistics::overview(&mut *self.connect().await?, self.now()).await?)
    }

    /// What became of the visits, day by day or week by week.
    ///
    /// # Errors
    /// [`ClinicError::Forbidden`], [`ClinicError::Invalid`].
    pub async fn periods(&self, actor: &Actor, form: &StatisticsForm) -> Answer<Vec<Period>> {
        actor.can_administer()?;
        let span = form.parse(self.now().date_naive())?;
        Ok(db::statistics::periods(&mut *self.connect().await?, span).await?)
    }

    /// How much of their open time was taken, of each doctor, by name.
    ///
    /// # Errors
    /// [`ClinicError::Forbidden`], [`ClinicError::Invalid`], also for a cursor that is not one of ours.
    pub async fn utilisation_of_doctors(
        &self,
        actor: &Actor,
        form: &StatisticsForm,
        cursor: Option<&str>,
        limit: u16,
    ) -> Answer<Page<Utilisation>> {
        actor.can_administer()?;
        let span = form.parse(self.now().date_naive())?;
        let after = Place::read(cursor)?.map(|Place { id, by }| (by.replace('\0', ""), id));
        let after = after.as_ref().map(|(name, id)| (name.as_str(), *id));
        let mut db = self.connect().await?;
        let doctors = db::statistics::doctors(&mut db, span, after, Some(one_more(limit))).await?;
        let ids: Vec<UserId> = doctors.iter().map(|(id, _)| *id).collect();
        let raw: Vec<Uuid> = ids.iter().map(|id| id.0).collect();
        let visits = db::statistics::visits(&mut db, Some(&raw), span).await?;
        let open = self.open_minutes(&mut db, &ids, span).await?;
        let rows = doctors.into_iter().map(|(id, name)| (id.0, name)).collect();
        let used = put_together(rows, visits, open, |doctor, _| doctor.0);
        Ok(page(used, limit, |one| Place { id: one.id, by: one.name.clone() }))
    }

    /// How much of the open time at each location was taken.
    ///
    /// # Errors
    /// [`ClinicError::Forbidden`], [`ClinicError::Invalid`].
    pub async fn utilisation_of_locations(&self, actor: &Actor, form: &StatisticsForm) -> Answer<Vec<Utilisation>> {
        actor.can_administer()?;
        let span = form.parse(self.now().date_naive())?;
        let mut db = self.connect().await?;
        let locations = db::locations::all(&mut db).await?;
        let doctors = db::statistics::doctors(&mut db, span, None, None).await?;
        let ids: Vec<UserId> = doctors.into_iter().map(|(id, _)| id).collect();
        let visits = db::statistics::visits(&mut db, None, span).await?;
        let open = self.open_minutes(&mut db, &ids, span).await?;
        let rows = locations.into_iter().map(|location| (location.id.0, location.name)).collect();
        Ok(put_together(rows, visits, open, |_, location| location.0))
    }

    async fn open_minutes(&self, db: &mut PgConnection, doctors: &[UserId], span: Span) -> Answer<Open> {
        let utc = |date| day_bounds(domain::Tz::UTC, date).map(|day: TimeRange| day.start());
        let within = utc(span.from).zip(utc(span.to)).and_then(|(from, to)| TimeRange::new(from, to));
        let within = around(within.ok_or(ClinicError::Internal)?);
        let by = AskedBy { attendee: None, now: self.now() };
        let mut open = Open::new();
        for bookable in db::calendars::of_doctors(db, doctors, within, by).await? {
            for stretch in bookable.calendar.working_time(within) {
                let minutes = minutes_of(&bookable, stretch, span);
                *open.entry((bookable.doctor_id, stretch.location_id)).or_default() += minutes;
            }
        }
        Ok(open)
    }
}

/// As much of it as lies on days of the span, on the clock of its place.
fn minutes_of(bookable: &Bookable, open: OpenTime, span: Span) -> i64 {
    let zone = bookable.calendar.zone_of(open.location_id);
    let start = |date| day_bounds(zone, date).map(|day: TimeRange| day.start());
    let days = start(span.from).zip(start(span.to)).and_then(|(from, to)| TimeRange::new(from, to));
    days.and_then(|days| open.during.intersect(&days)).map_or(0, |open| open.duration().num_minutes())
}

/// Rows by id, in the order given, with the visits and the open time that are theirs.
fn put_together(
    rows: Vec<(Uuid, String)>,
    visits: Vec<VisitsAt>,
    mut open: Open,
    whose: impl Fn(UserId, LocationId) -> Uuid,
) -> Vec<Utilisation> {
    let places: HashMap<Uuid, usize> = rows.iter().enumerate().map(|(place, (id, _))| (*id, place)).collect();
    let mut all: Vec<Utilisation> = rows.into_iter().map(|(id, name)| Utilisation::of(id, name)).collect();
    for VisitsAt { doctor_id, location_id, visits, booked_minutes } in visits {
        let open_minutes = open.remove(&(doctor_id, location_id)).unwrap_or_default();
        if let Some(place) = places.get(&whose(doctor_id, location_id)) {
            all[*place].add(visits, booked_minutes, open_minutes);
        }
    }
    for ((doctor, location), open_minutes) in open {
        if let Some(place) = places.get(&whose(doctor, location)) {
            all[*place].add(domain::statistics::Visits::default(), 0, open_minutes);
        }
    }
    all
}
