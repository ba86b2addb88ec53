//! When doctors work and patients want to come: narrow enough that everybody is in everybody's way.
//!
//! The practice is in UTC, where the wall clock and the instant are the same; the rules of zones have their own tests.

use chrono::{DateTime, TimeDelta, Utc};
use rand::{Rng, rngs::StdRng, seq::IndexedRandom};

use crate::history::Span;

pub const ZONE: &str = "UTC";
/// The two sets of weekly hours that doctors change between. An appointment at the edge of one forbids the other.
pub const HOURS: [(&str, &str); 2] = [("09:00", "12:00"), ("10:00", "13:00")];

/// A consultation's length.
const LENGTH: i64 = 30;
/// Minutes after midnight; everybody wants these most.
const HOT: [i64; 3] = [600, 630, 660];
const FIRST_START: i64 = 540;
const LAST_START: i64 = 750;
/// The afternoon is open only where a doctor has opened a window.
const AFTERNOON: i64 = 900;
const DAYS: i64 = 2;

/// The days of the race; the first moment of the first.
#[derive(Clone, Copy)]
pub struct Days(DateTime<Utc>);

impl Days {
    /// Soon, but far enough away that nothing of it is over during the race.
    pub fn after(now: DateTime<Utc>) -> Self {
        let midnight = now.date_naive().and_time(chrono::NaiveTime::MIN).and_utc();
        Self(midnight + TimeDelta::days(2))
    }

    fn span(self, day: i64, minute: i64, length: i64) -> Span {
        let start = self.0 + TimeDelta::days(day) + TimeDelta::minutes(minute);
        Span { start, end: start + TimeDelta::minutes(length) }
    }

    /// A time for a consultation.
    pub fn consultation(self, rng: &mut StdRng) -> Span {
        match rng.random_range(0..10) {
            0..6 => self.span(0, *HOT.choose(rng).unwrap_or(&HOT[0]), LENGTH),
            6..9 => {
                let step = rng.random_range(0..=(LAST_START - FIRST_START) / LENGTH);
                self.span(rng.random_range(0..DAYS), FIRST_START + step * LENGTH, LENGTH)
            }
            _ => self.span(rng.random_range(0..DAYS), AFTERNOON + rng.random_range(0..3) * LENGTH, LENGTH),
        }
    }

    /// A time of a length that is no visit type's, which overlaps others in part.
    pub fn odd_length(self, rng: &mut StdRng) -> Span {
        let (start, length) = (HOT[0] + rng.random_range(0..20) * 5, rng.random_range(3..=12) * 5);
        self.span(rng.random_range(0..DAYS), start, length)
    }

    /// Some of an afternoon.
    pub fn window(self, rng: &mut StdRng) -> Span {
        let (first, halves) = (rng.random_range(0..2), rng.random_range(1..=2));
        self.span(rng.random_range(0..DAYS), AFTERNOON + first * LENGTH, halves * LENGTH)
    }
}

/// A time of the same length that begins with another.
pub fn moved(during: Span, to: DateTime<Utc>) -> Span {
    Span { start: to, end: to + (during.end - during.start) }
}
