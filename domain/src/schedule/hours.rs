//! Weekly hours, as a doctor states them: on the wall clock of a location.

use std::fmt;

use chrono::{Datelike, Days, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Weekday};
use chrono_tz::Tz;

use super::{ranges::TimeRange, zone::Clock};
use crate::{error::FieldError, ids::LocationId};

/// Minutes after midnight on the wall clock, 0 to 1440. 1440 is the end of the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct WallMinute(u16);

impl WallMinute {
    /// None beyond 1440.
    pub fn new(minutes: u16) -> Option<Self> {
        (minutes <= 24 * 60).then_some(Self(minutes))
    }

    /// Reads `09:00`, up to `24:00`.
    ///
    /// # Errors
    /// `invalid_time`, for `field`.
    pub fn parse(field: &str, text: &str) -> Result<Self, FieldError> {
        let two_digits = |part: &str| match part.as_bytes() {
            [b'0'..=b'9', b'0'..=b'9'] => part.parse::<u16>().ok(),
            _ => None,
        };
        text.trim()
            .split_once(':')
            .and_then(|(hours, minutes)| {
                Some((two_digits(hours)?, two_digits(minutes).filter(|minutes| *minutes < 60)?))
            })
            .and_then(|(hours, minutes)| Self::new(hours * 60 + minutes))
            .ok_or_else(|| {
                FieldError::new(field, "invalid_time", "Write the time of day as 09:00; it goes from 00:00 to 24:00.")
            })
    }

    pub fn minutes(self) -> u16 {
        self.0
    }

    /// This time of a date; 24:00 is the midnight that ends it.
    fn on(self, date: NaiveDate) -> Option<NaiveDateTime> {
        date.and_time(NaiveTime::MIN).checked_add_signed(TimeDelta::minutes(self.0.into()))
    }
}

impl fmt::Display for WallMinute {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}:{:02}", self.0 / 60, self.0 % 60)
    }
}

/// One range of a week. Where `end` does not come after `start` it states no time at all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WeeklyHours {
    pub location_id: LocationId,
    pub weekday: Weekday,
    pub start: WallMinute,
    pub end: WallMinute,
    /// The first day it holds, in the location's zone; none: always has.
    pub effective_from: Option<NaiveDate>,
    /// The last day it holds, itself included; none: without end.
    pub effective_until: Option<NaiveDate>,
    pub weeks: Weeks,
}

/// In which weeks hours hold: one of every so many, counted from the week of `effective_from` (RFC 5545 calls the first
/// number the interval). Weeks begin on Monday.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Weeks {
    every: u8,
    which: u8,
}

impl Default for Weeks {
    /// Every week.
    fn default() -> Self {
        Self { every: 1, which: 1 }
    }
}

impl Weeks {
    /// The longest rhythm, in weeks.
    pub const LONGEST: u8 = 4;

    /// Week `which` (from 1) of every `every`. None where there is no such week.
    pub fn new(every: u8, which: u8) -> Option<Self> {
        ((1..=Self::LONGEST).contains(&every) && (1..=every).contains(&which)).then_some(Self { every, which })
    }

    pub fn every(self) -> u8 {
        self.every
    }

    pub fn which(self) -> u8 {
        self.which
    }

    /// Whether the week of `date` is one of them, counted from the week of `first`.
    fn hold(self, first: Option<NaiveDate>, date: NaiveDate) -> bool {
        let monday =
            |date: NaiveDate| i64::from(date.num_days_from_ce()) - i64::from(date.weekday().num_days_from_monday());
        let weeks = first.map_or(0, |first| (monday(date) - monday(first)) / 7);
        weeks.rem_euclid(self.every.into()) == i64::from(self.which) - 1
    }
}

impl WeeklyHours {
    /// Hours of every week, always.
    pub fn every_week(location_id: LocationId, weekday: Weekday, start: WallMinute, end: WallMinute) -> Self {
        Self { location_id, weekday, start, end, effective_from: None, effective_until: None, weeks: Weeks::default() }
    }

    /// The stretches of time that overlap `within`, each of them whole, also where it reaches over the ends of `within`.
    ///
    /// These are exactly the instants at which the clocks in `zone` show one of the stated times: nothing where they
    /// skip it, both times where it happens twice. One day can therefore yield two stretches.
    pub fn expand(&self, zone: Tz, within: TimeRange) -> Vec<TimeRange> {
        self.expand_on(&Clock::new(zone, within), within)
    }

    /// As [`Self::expand`], for a clock made for `within`.
    pub(super) fn expand_on(&self, clock: &Clock, within: TimeRange) -> Vec<TimeRange> {
        let (first, last) = clock.dates();
        let first = self.effective_from.map_or(first, |from| from.max(first));
        let last = self.effective_until.map_or(last, |until| until.min(last));
        let mut stretches = Vec::new();
        let mut day = next_weekday(first, self.weekday);
        while let Some(date) = day.filter(|date| *date <= last) {
            if let (true, Some(start), Some(end)) =
                (self.holds_in_week_of(date), self.start.on(date), self.end.on(date))
            {
                stretches.extend(clock.instants(start, end).into_iter().filter(|stretch| stretch.overlaps(&within)));
            }
            day = date.checked_add_days(Days::new(7));
        }
        stretches
    }

    fn holds_in_week_of(&self, date: NaiveDate) -> bool {
        self.weeks.hold(self.effective_from, date)
    }

    /// Whether there is a date on which both hold and share a minute.
    fn clashes(&self, other: &Self) -> bool {
        let from = self.effective_from.max(other.effective_from).unwrap_or(NaiveDate::MIN);
        let until = [self.effective_until, other.effective_until].into_iter().flatten().min().unwrap_or(NaiveDate::MAX);
        let dates = std::iter::successors(next_weekday(from, self.weekday), |date| date.checked_add_days(Days::new(7)));
        // After that many weeks both rhythms repeat.
        let weeks = usize::from(self.weeks.every) * usize::from(other.weeks.every);
        self.weekday == other.weekday
            && self.start.max(other.start) < self.end.min(other.end)
            && dates
                .take(weeks)
                .take_while(|date| *date <= until)
                .any(|date| self.holds_in_week_of(date) && other.holds_in_week_of(date))
    }
}

/// The first such weekday from `date` on.
fn next_weekday(date: NaiveDate, weekday: Weekday) -> Option<NaiveDate> {
    date.checked_add_days(Days::new(weekday.days_since(date.weekday()).into()))
}

/// Two ranges of one week that overlap, whatever their locations: a doctor is at one place at a time.
///
/// Effective periods count: hours that end before others begin do not overlap them. Of several pairs it is one that
/// comes early in the week; its smaller index is named first.
pub fn overlapping(hours: &[WeeklyHours]) -> Option<(usize, usize)> {
    let mut order: Vec<usize> = (0..hours.len()).collect();
    order.sort_by_key(|&index| (hours[index].weekday.num_days_from_monday(), hours[index].start));
    order.iter().enumerate().find_map(|(position, &one)| {
        order[position + 1..]
            .iter()
            // Only those that start before this one ends can overlap it.
            .take_while(|&&other| hours[other].weekday == hours[one].weekday && hours[other].start < hours[one].end)
            .find(|&&other| hours[one].clashes(&hours[other]))
            .map(|&other| (one.min(other), one.max(other)))
    })
}
