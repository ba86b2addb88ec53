//! What was asked and what was answered: all that the checks know besides the database.

use std::{
    fmt,
    sync::{Mutex, PoisonError},
    time::Duration,
};

use chrono::{DateTime, Utc};
use uuid::Uuid;

/// From an instant to another, which is not part of it. Our own type: the checks trust nothing of what they check.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Span {
    pub start: DateTime<Utc>,
    pub end: DateTime<Utc>,
}

/// An appointment, as an answer or the database tells it.
#[derive(Debug, Clone, PartialEq)]
pub struct Appointment {
    pub id: Uuid,
    pub doctor: Uuid,
    pub patient: Uuid,
    pub during: Span,
    pub status: String,
}

impl Appointment {
    pub fn is_cancelled(&self) -> bool {
        self.status == "cancelled"
    }
}

/// What somebody asks of a server.
#[derive(Debug, Clone)]
pub enum Wish {
    Hold {
        patient: Uuid,
        doctor: Uuid,
        during: Span,
    },
    Book {
        patient: Uuid,
        doctor: Uuid,
        during: Span,
        own_length: bool,
        hold: Option<Uuid>,
    },
    Move {
        appointment: Appointment,
        to: Span,
    },
    Cancel {
        appointment: Appointment,
    },
    /// All of a patient's appointments.
    Ask {
        patient: Uuid,
    },
    Hours {
        doctor: Uuid,
        start: &'static str,
        end: &'static str,
    },
    Window {
        doctor: Uuid,
        during: Span,
    },
}

/// What came of it.
#[derive(Debug, Clone)]
pub enum Outcome {
    /// With the appointments, or the id of the hold, that the answer tells.
    Done {
        told: Vec<Appointment>,
        hold: Option<Uuid>,
    },
    Refused {
        status: u16,
        code: String,
        body: String,
    },
    /// No answer, or 503: it may have taken effect, may yet, or never.
    Unknown(String),
    /// There was nobody to ask: it cannot have taken effect.
    Unsent,
}

/// What the figures are told apart by; a swap is two moves that are asked for together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    Book,
    Hold,
    BookHeld,
    Move,
    Swap,
    Cancel,
    Hours,
    Window,
    Ask,
}

impl Kind {
    pub const ALL: [Self; 9] = [
        Self::Book,
        Self::Hold,
        Self::BookHeld,
        Self::Move,
        Self::Swap,
        Self::Cancel,
        Self::Hours,
        Self::Window,
        Self::Ask,
    ];

    pub fn name(self) -> &'static str {
        match self {
            Self::Book => "book",
            Self::Hold => "hold",
            Self::BookHeld => "book what is held",
            Self::Move => "move",
            Self::Swap => "swap",
            Self::Cancel => "cancel",
            Self::Hours => "change hours",
            Self::Window => "open a window",
            Self::Ask => "ask",
        }
    }
}

/// One request and its answer. Times are since the race began.
#[derive(Debug, Clone)]
pub struct Event {
    pub client: usize,
    pub server: usize,
    pub kind: Kind,
    pub wish: Wish,
    pub begin: Duration,
    pub end: Duration,
    pub outcome: Outcome,
}

impl Event {
    pub fn is_done(&self) -> bool {
        matches!(self.outcome, Outcome::Done { .. })
    }

    pub fn is_unknown(&self) -> bool {
        matches!(self.outcome, Outcome::Unknown(_))
    }

    /// Whether it has to do with this appointment.
    pub fn concerns(&self, id: Uuid) -> bool {
        let asked = match &self.wish {
            Wish::Move { appointment, .. } | Wish::Cancel { appointment } => appointment.id == id,
            _ => false,
        };
        asked || matches!(&self.outcome, Outcome::Done { told, .. } if told.iter().any(|it| it.id == id))
    }
}

/// What all clients write into.
#[derive(Default)]
pub struct History(Mutex<Vec<Event>>);

impl History {
    pub fn add(&self, event: Event) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(event);
    }

    /// In the order of their beginnings.
    pub fn take(&self) -> Vec<Event> {
        let mut events = std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner));
        events.sort_by_key(|event| event.begin);
        events
    }
}

impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}–{}", self.start.format("%m-%d %H:%M"), self.end.format("%H:%M"))
    }
}

impl fmt::Display for Appointment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} {}", self.id, self.during, self.status)
    }
}

impl fmt::Display for Wish {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Hold { patient, doctor, during } => write!(f, "hold {during} of {doctor} for {patient}"),
            Self::Book { patient, doctor, during, hold, .. } => {
                write!(f, "book {during} of {doctor} for {patient}")?;
                hold.map_or(Ok(()), |hold| write!(f, ", held as {hold}"))
            }
            Self::Move { appointment, to } => write!(f, "move {} to {to}", appointment.id),
            Self::Cancel { appointment } => write!(f, "cancel {}", appointment.id),
            Self::Ask { patient } => write!(f, "ask for the appointments of {patient}"),
            Self::Hours { doctor, start, end } => write!(f, "hours of {doctor} from {start} to {end}"),
            Self::Window { doctor, during } => write!(f, "window {during} of {doctor}"),
        }
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Done { told, hold } => {
                f.write_str("done")?;
                hold.iter().try_for_each(|hold| write!(f, ", held as {hold}"))?;
                told.iter().try_for_each(|appointment| write!(f, "; {appointment}"))
            }
            Self::Refused { status, code, .. } => write!(f, "{status} {code}"),
            Self::Unknown(why) => write!(f, "unknown: {why}"),
            Self::Unsent => f.write_str("nobody there"),
        }
    }
}

impl fmt::Display for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { client, server, wish, begin, end, outcome, .. } = self;
        let (begin, end) = (begin.as_secs_f64(), end.as_secs_f64());
        write!(f, "{begin:.3}–{end:.3} s, client {client} at server {server}: {wish} → {outcome}")
    }
}
