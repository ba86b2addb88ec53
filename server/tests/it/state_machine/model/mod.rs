//! What the services are expected to do, said again in the plainest way: lists, looked through from end to end, and
//! time in minutes since 1970.

mod bookings;
mod diary;
mod entries;
mod holds;
mod rules;
mod series;
mod waiting;

use chrono::{DateTime, NaiveDate, NaiveDateTime, TimeDelta, Utc};
use domain::Tz;
use uuid::Uuid;

use self::diary::Diary;
pub use self::{
    entries::{Entry, KINDS, Wish},
    waiting::{PARTS, Suits, Waiting},
};

/// What people are told: the code of the refusal, if it is one.
pub type Told<T> = Result<T, &'static str>;

pub const DAY: i64 = 24 * 60;
/// How long the modelled time is, and how much of it is before the scene begins.
const MINUTES: i64 = 28 * DAY;
const BEFORE: i64 = 4 * DAY;

/// From a minute up to, not including, another.
pub type Span = (i64, i64);

fn overlap(a: Span, b: Span) -> bool {
    a.0 < b.1 && b.0 < a.1
}

pub struct Model {
    pub now: i64,
    pub entries: Vec<Entry>,
    pub waiting: Vec<Waiting>,
    /// Place, first and last day.
    pub closures: Vec<(Uuid, usize, NaiveDate, NaiveDate)>,
    diaries: Vec<Diary>,
    begin: i64,
    /// What the clock of each place shows at each minute from `begin`.
    clocks: Vec<Vec<NaiveDateTime>>,
}

impl Model {
    /// At the beginning of a scene.
    pub fn new(base: DateTime<Utc>, zones: &[Tz], works_at: &[&[usize]]) -> Self {
        let begin = base.timestamp() / 60 - BEFORE;
        let instant = |minute: i64| base + TimeDelta::minutes(minute - BEFORE);
        let shown = |zone: &Tz| (0..MINUTES).map(|minute| instant(minute).with_timezone(zone).naive_local()).collect();
        Self {
            now: begin + BEFORE,
            entries: Vec::new(),
            waiting: Vec::new(),
            closures: Vec::new(),
            diaries: works_at.iter().map(|places| Diary { places: places.to_vec(), ..Diary::default() }).collect(),
            begin,
            clocks: zones.iter().map(shown).collect(),
        }
    }

    /// What did not run out.
    pub fn current(&self) -> impl Iterator<Item = &Entry> {
        self.entries.iter().filter(|entry| !entry.is_kept() || entry.expires > self.now)
    }

    /// What takes up its time.
    fn live(&self) -> impl Iterator<Item = &Entry> {
        self.current().filter(|entry| !matches!(entry.status, "cancelled" | "no_show"))
    }

    fn shown(&self, place: usize, minute: i64) -> NaiveDateTime {
        self.clocks[place][usize::try_from(minute - self.begin).unwrap()]
    }
}
