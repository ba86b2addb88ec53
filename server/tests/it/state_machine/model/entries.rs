//! Kinds of visits, what is booked of them, and what is wished for.

use uuid::Uuid;

use super::{DAY, Span};

/// One kind of visit, in minutes.
pub struct Kind {
    pub minutes: i64,
    pub before: i64,
    pub after: i64,
    /// From one start time to the next; none: it names its own length and starts on any five minutes.
    pub step: Option<i64>,
    pub notice: i64,
    pub horizon: i64,
    pub per_day: Option<usize>,
    /// How many can come to the same visit.
    pub seats: usize,
    pub new_patients: bool,
    pub needs_confirmation: bool,
}

const PLAIN: Kind = Kind {
    minutes: 30,
    before: 0,
    after: 0,
    step: Some(30),
    notice: 0,
    horizon: 180 * DAY,
    per_day: None,
    seats: 1,
    new_patients: true,
    needs_confirmation: false,
};

/// What every doctor offers, and a visit of no type.
pub const KINDS: [Kind; 4] = [
    PLAIN,
    Kind {
        minutes: 20,
        before: 5,
        after: 10,
        step: Some(15),
        notice: 120,
        horizon: 3 * DAY,
        per_day: Some(2),
        seats: 2,
        needs_confirmation: true,
        ..PLAIN
    },
    Kind { minutes: 45, after: 15, step: Some(45), new_patients: false, ..PLAIN },
    Kind { minutes: 25, step: None, ..PLAIN },
];

/// An appointment, or a time that is kept: held, or offered to somebody who waits.
#[derive(Debug, Clone)]
pub struct Entry {
    pub id: Uuid,
    pub doctor: usize,
    pub patient: usize,
    pub place: usize,
    pub kind: usize,
    pub start: i64,
    pub status: &'static str,
    pub overbooked: bool,
    pub booked: i64,
    /// One id for all that were booked in one go.
    pub series: Option<Uuid>,
    /// When what is kept runs out.
    pub expires: i64,
    pub extended: bool,
}

impl Entry {
    pub fn during(&self) -> Span {
        (self.start, self.start + KINDS[self.kind].minutes)
    }

    pub fn blocked(&self) -> Span {
        with_buffers(self.kind, self.during())
    }

    /// Whether both are, or would be, seats of one visit.
    pub fn is_same_visit(&self, kind: usize, start: i64) -> bool {
        KINDS[kind].seats > 1 && (self.kind, self.start) == (kind, start)
    }

    pub fn is_kept(&self) -> bool {
        matches!(self.status, "held" | "offered")
    }
}

fn with_buffers(kind: usize, during: Span) -> Span {
    (during.0 - KINDS[kind].before, during.1 + KINDS[kind].after)
}

/// Somebody's wish for a visit.
#[derive(Debug, Clone, Copy)]
pub struct Wish {
    pub doctor: usize,
    pub patient: usize,
    pub kind: usize,
    pub start: i64,
    pub by_staff: bool,
}

impl Wish {
    pub fn during(&self) -> Span {
        (self.start, self.start + KINDS[self.kind].minutes)
    }

    pub fn blocked(&self) -> Span {
        with_buffers(self.kind, self.during())
    }
}
