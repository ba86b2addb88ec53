//! Who can be seen, and when.
//!
//! Whether somebody has a free time is known once their calendar has been read. So a search for a time asks the database
//! who works then, reads the calendars of a number of them, and leaves out who is booked out. It goes on until the page
//! is full, or [`CANDIDATES`] are used up: then the page ends with the last one looked at, and the next page goes on
//! there. A page takes four SQL statements for each of them, whatever the number of doctors.

use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveTime, TimeDelta, Utc};
use domain::{
    Tz,
    directory::{Doctor, DoctorSearch, Page, VisitKind},
    error::Problems,
    ids::UserId,
    local_time::{parse_date, parse_instant_or_date},
    schedule::{self, PartOfDay, Slot, TimeRange, Wish},
    text,
};
use sqlx::PgConnection;

use super::{
    Answer, Services,
    bookable::{For, around},
    paging::{Place, one_more, page},
};
use crate::db::{
    self,
    calendars::{AskedBy, Bookable},
    search::{After, Filter, Working},
};

/// How far ahead a list of doctors looks for their next free time.
const LOOK_AHEAD_DAYS: i64 = 14;
/// How many days of a range are looked at.
const MOST_DAYS: i64 = 62;
/// No visit can be booked further ahead.
const LONGEST_HORIZON_DAYS: i64 = 730;
/// How many free times a doctor shows in a list.
const SLOTS_SHOWN: usize = 3;
/// How many of the doctors who work then a page looks at: most pages are full after the first ones.
const CANDIDATES: [i64; 3] = [64, 256, 1024];
const MAX_WORDS_CHARS: usize = 100;
/// How many visit types the search offers to choose from.
const KINDS_OFFERED: i64 = 12;
/// No clock is further from UTC.
const MAX_OFFSET: TimeDelta = TimeDelta::days(1);

/// A search that has been read.
struct Wanted<'a> {
    search: &'a DoctorSearch,
    q: Option<String>,
    wish: Wish,
    /// Where to look for free times; none: that time is over, or never comes.
    within: Option<TimeRange>,
    /// Whether who has no free time is left out.
    free_only: bool,
}

impl Services {
    /// Approved doctors by name, each with their first free times of those that are searched for. Where a time is
    /// searched for, only who has one.
    ///
    /// # Errors
    /// [`ClinicError::Invalid`] for what cannot be read, and for a cursor that is not one of ours.
    pub async fn search_doctors(
        &self,
        search: &DoctorSearch,
        cursor: Option<&str>,
        limit: u16,
    ) -> Answer<Page<Doctor>> {
        let wanted = Wanted::read(search, self.now())?;
        let mut after = Place::read(cursor)?.map(|Place { id, by }| After { id, full_name: by.replace('\0', "") });
        if wanted.free_only && wanted.within.is_none() {
            return Ok(Page { items: Vec::new(), next_cursor: None });
        }
        let (everybody, filter) = ([one_more(limit)], wanted.filter());
        let mut db = self.connect().await?;
        let mut items = Vec::new();
        for &candidates in if wanted.free_only { &CANDIDATES[..] } else { &everybody } {
            let mut found = db::search::doctors(&mut db, &filter, after.as_ref(), candidates).await?;
            let nobody_follows = i64::try_from(found.len()).is_ok_and(|found| found < candidates);
            after = found.last().map(|last| After { id: last.id.0, full_name: last.full_name.clone() });
            self.add_next_slots(&mut db, &wanted, &mut found).await?;
            items.extend(found.into_iter().filter(|doctor| !wanted.free_only || doctor.next_available.is_some()));
            if nobody_follows || items.len() > limit.into() {
                return Ok(page(items, limit, |doctor| Place { id: doctor.id.0, by: doctor.full_name.clone() }));
            }
        }
        let next_cursor = after.map(|After { id, full_name }| Place { id, by: full_name }.cursor());
        Ok(Page { items, next_cursor })
    }

    /// The visit types to choose from in a search.
    ///
    /// # Errors
    /// [`ClinicError::Overloaded`] when the database does not answer.
    pub async fn visit_kinds(&self) -> Answer<Vec<VisitKind>> {
        Ok(db::visit_types::kinds(&mut *self.connect().await?, KINDS_OFFERED).await?)
    }

    /// Adds the next free times, of whatever kind.
    pub(super) async fn add_next_free(&self, db: &mut PgConnection, doctor: &mut Doctor) -> Answer<()> {
        let any = DoctorSearch::default();
        self.add_next_slots(db, &Wanted::read(&any, self.now())?, std::slice::from_mut(doctor)).await
    }

    async fn add_next_slots(&self, db: &mut PgConnection, wanted: &Wanted<'_>, doctors: &mut [Doctor]) -> Answer<()> {
        let Some(within) = wanted.within else { return Ok(()) };
        let ids: Vec<UserId> = doctors.iter().map(|doctor| doctor.id).collect();
        let now = self.now();
        let by = AskedBy { attendee: None, now };
        let found = db::calendars::of_doctors(db, &ids, around(within), by).await?;
        for doctor in doctors {
            let Some(bookable) = found.iter().find(|bookable| bookable.doctor_id == doctor.id) else { continue };
            doctor.next_slots = wanted.times_of(doctor, bookable, within, now);
            doctor.next_available = doctor.next_slots.first().map(|slot| slot.start_time);
        }
        Ok(())
    }
}

impl<'a> Wanted<'a> {
    fn read(search: &'a DoctorSearch, now: DateTime<Utc>) -> Answer<Self> {
        let mut problems = Problems::default();
        let q = problems.keep(text::optional("q", "The text", search.q.as_deref(), MAX_WORDS_CHARS)).flatten();
        let date = search.date.as_deref().and_then(|date| problems.keep(parse_date("date", date)));
        let part = search.part_of_day.as_deref();
        let part_of_day = part.and_then(|part| problems.keep(PartOfDay::parse("part_of_day", part)));
        let mut instant = |field: &str, text: &Option<String>| {
            let text = text.as_deref()?;
            problems.keep(parse_instant_or_date(field, text, Tz::UTC))
        };
        let from = instant("available_from", &search.available_from);
        let to = instant("available_to", &search.available_to);
        problems.check()?;
        let wish = Wish { date, part_of_day };
        Ok(Self {
            search,
            q,
            wish,
            within: within(wish, from, to, now),
            free_only: wish != Wish::default() || from.is_some() || to.is_some(),
        })
    }

    fn filter(&self) -> Filter<'_> {
        Filter {
            specialty: self.search.specialty.as_deref(),
            location: self.search.location.as_deref(),
            visit_type: self.search.visit_type.as_deref(),
            q: self.q.as_deref(),
            working: self.within.filter(|_| self.free_only).map(|within| working(self.wish, within)),
        }
    }

    /// The first free times of a doctor among those that are wanted.
    fn times_of(&self, doctor: &Doctor, bookable: &Bookable, within: TimeRange, now: DateTime<Utc>) -> Vec<Slot> {
        let Some(visit_type) = doctor.visit_type(self.search.visit_type.as_deref()) else { return Vec::new() };
        let at_place = |slot: &Slot| match &self.search.location {
            None => true,
            Some(key) => doctor.location(slot.location_id).is_some_and(|location| location.is_called(key)),
        };
        let zone_of = |slot: &Slot| bookable.calendar.zone_of(slot.location_id);
        let asker = For::Anybody.asker(bookable, now);
        schedule::slots(&bookable.calendar, &visit_type.visit(), &asker, within)
            .into_iter()
            .filter(|slot| at_place(slot) && self.wish.is_fulfilled_by(slot.start_time, zone_of(slot)))
            .take(SLOTS_SHOWN)
            .collect()
    }
}

/// The instants among which to look: from now on, and for a day those of that day in any zone.
fn within(wish: Wish, from: Option<DateTime<Utc>>, to: Option<DateTime<Utc>>, now: DateTime<Utc>) -> Option<TimeRange> {
    let latest = now + TimeDelta::days(LONGEST_HORIZON_DAYS);
    let from = from.unwrap_or(now);
    let to = to.map(|to| to.min(from.max(now) + TimeDelta::days(MOST_DAYS)));
    let to = to.or_else(|| wish.date.is_none().then_some(from.max(now) + TimeDelta::days(LOOK_AHEAD_DAYS)));
    let asked = TimeRange::new(from.max(now), to.unwrap_or(latest).min(latest))?;
    match wish.date {
        None => Some(asked),
        Some(date) => asked.intersect(&anywhere(date)?),
    }
}

/// All instants that are that day somewhere.
fn anywhere(date: NaiveDate) -> Option<TimeRange> {
    let day = TimeRange::new(midnight(date), midnight(date.checked_add_days(Days::new(1))?))?;
    Some(day.widened(MAX_OFFSET, MAX_OFFSET))
}

fn midnight(date: NaiveDate) -> DateTime<Utc> {
    date.and_time(NaiveTime::MIN).and_utc()
}

/// Who has free times must have weekly hours or a window then.
fn working(wish: Wish, within: TimeRange) -> Working {
    let around = within.widened(MAX_OFFSET, MAX_OFFSET);
    let days = wish.date.map_or((around.start().date_naive(), around.end().date_naive()), |date| (date, date));
    let weekdays = days.0.iter_days().take_while(|date| *date <= days.1).take(7).map(|date| date.weekday()).collect();
    Working { weekdays, days, part_of_day: wish.part_of_day, within }
}
