//! What happens at a practice, at random.

use domain::appointment::Status;
use proptest::{collection::vec, option, prelude::*, sample::Index, sample::select};

use super::{
    DOCTORS, PATIENTS, PLACES,
    model::{DAY, PARTS, Span, Suits},
};

/// How long a scene is that people make plans for.
const PLANNED: i64 = 6 * DAY;
/// Doctors and the places where they work.
const AT_WORK: [(usize, usize); 3] = [(0, 0), (1, 1), (1, 0)];

/// A start time, in minutes from the beginning of the scene.
#[derive(Debug, Clone, Copy)]
pub enum When {
    At(i64),
    /// One of those offered on a day, where there are any.
    Offered {
        day: i64,
        nth: Index,
    },
    /// So many minutes after the start of something booked or held.
    Near {
        which: Index,
        minutes: i64,
    },
    /// So many minutes from now.
    In {
        minutes: i64,
    },
}

#[derive(Debug, Clone, Copy)]
pub struct Visit {
    pub patient: usize,
    pub doctor: usize,
    pub kind: usize,
    pub start: When,
}

#[derive(Debug, Clone, Copy)]
pub enum Answer {
    Accept,
    Decline,
    Leave,
}

#[derive(Debug, Clone)]
pub enum Action {
    Book(Visit),
    BookByStaff {
        visit: Visit,
        overbook: bool,
    },
    Hold(Visit),
    /// What the patient held last, by its name.
    BookHeld {
        patient: usize,
    },
    ExtendHold {
        patient: usize,
    },
    ReleaseHold {
        patient: usize,
    },
    /// The same visit, week after week: all of them, or the rest if some cannot be had.
    BookSeries {
        visit: Visit,
        by_staff: bool,
        count: u8,
        rest: bool,
    },
    /// By a patient, or by the practice.
    Cancel {
        by: Option<usize>,
        which: Index,
    },
    Move {
        by: Option<usize>,
        which: Index,
        start: When,
    },
    SetStatus {
        which: Index,
        to: Status,
    },
    /// For an earlier time than that of an appointment.
    WaitForEarlier {
        patient: usize,
        which: Index,
        suits: Suits,
    },
    /// For a visit.
    WaitForVisit {
        patient: usize,
        doctor: usize,
        kind: usize,
        suits: Suits,
    },
    /// What is free with the doctor of one who waits is offered to all who wait for that doctor.
    OfferTimes {
        which: Index,
    },
    /// Somebody on a list, or somebody else who says they were.
    Answer {
        which: Index,
        somebody_else: Option<usize>,
        answer: Answer,
    },
    Pass {
        minutes: i64,
    },
    /// What ran out is swept away.
    Tidy,
    SetHours {
        doctor: usize,
        place: usize,
        from_day: Option<i64>,
        week: Vec<(u32, Span)>,
    },
    OpenWindow {
        doctor: usize,
        place: usize,
        start: i64,
        minutes: i64,
    },
    TakeTimeOff {
        doctor: usize,
        start: i64,
        minutes: i64,
    },
    GiveBackTimeOff {
        doctor: usize,
        which: Index,
    },
    Close {
        place: usize,
        day: i64,
        more_days: i64,
    },
    Reopen {
        which: Index,
    },
}

/// On the quarter hour most of the time, so that things touch.
fn minute() -> impl Strategy<Value = i64> {
    prop_oneof![4 => (0..PLANNED / 15).prop_map(|quarter| quarter * 15), 1 => 0..PLANNED]
}

fn when() -> impl Strategy<Value = When> {
    prop_oneof![
        1 => minute().prop_map(When::At),
        5 => (select(vec![1, 2, 2, 3, 3, 3, 4]), any::<Index>()).prop_map(|(day, nth)| When::Offered { day, nth }),
        // So that people want the same.
        5 => (any::<Index>(), select(vec![0, 0, 0, 15, -15, 30, 10])).prop_map(|(which, minutes)| When::Near { which, minutes }),
        1 => (0..12_i64).prop_map(|quarter| When::In { minutes: quarter * 15 }),
    ]
}

fn visit() -> impl Strategy<Value = Visit> {
    (0..PATIENTS, 0..DOCTORS, select(vec![0, 1, 1, 1, 2, 3]), when()).prop_map(|(patient, doctor, kind, start)| Visit {
        patient,
        doctor,
        kind,
        start,
    })
}

/// Hours of a day, those among them in which clocks change.
fn range() -> impl Strategy<Value = (u32, Span)> {
    let weekday = prop_oneof![1 => Just(7_u32), 2 => 1..=7_u32];
    let start = select(vec![0, 60, 90, 120, 150, 480, 540, 600, 810, 1320]);
    let length = select(vec![45, 60, 120, 195, 240, 480]);
    (weekday, start, length).prop_map(|(weekday, start, length)| (weekday, (start, (start + length).min(DAY))))
}

/// Anything, more often than not.
fn suits() -> impl Strategy<Value = Suits> {
    let all: Vec<u32> = (1..=7).collect();
    let weekdays = select(vec![all.clone(), all.clone(), all, vec![1, 3, 5], vec![2, 6, 7], vec![4]]);
    let parts = select(vec![vec![0, 1, 2], (0..PARTS.len()).collect(), vec![0], vec![1, 2]]);
    let notice = select(vec![0, 0, 90, DAY]);
    (weekdays, parts, notice).prop_map(|(weekdays, parts, notice)| Suits { weekdays, parts, notice })
}

fn waiting() -> impl Strategy<Value = Action> {
    let which = any::<Index>;
    let answer = prop_oneof![6 => Just(Answer::Accept), 3 => Just(Answer::Decline), 1 => Just(Answer::Leave)];
    prop_oneof![
        5 => (0..PATIENTS, which(), suits())
            .prop_map(|(patient, which, suits)| Action::WaitForEarlier { patient, which, suits }),
        4 => (0..PATIENTS, 0..DOCTORS, 0..3_usize, suits())
            .prop_map(|(patient, doctor, kind, suits)| Action::WaitForVisit { patient, doctor, kind, suits }),
        7 => which().prop_map(|which| Action::OfferTimes { which }),
        6 => (which(), option::weighted(0.1, 0..PATIENTS), answer)
            .prop_map(|(which, somebody_else, answer)| Action::Answer { which, somebody_else, answer }),
    ]
}

fn by() -> impl Strategy<Value = Option<usize>> {
    option::of(0..PATIENTS)
}

pub fn action() -> impl Strategy<Value = Action> {
    let status = select(vec![Status::Confirmed, Status::CheckedIn, Status::Completed, Status::NoShow]);
    let minutes = select(vec![1_i64, 1, 1, 4, 5, 6, 30, 60, 120, 600]);
    let length = || select(vec![15_i64, 30, 60, 150, 600, DAY]);
    let which = any::<Index>;
    let patient = || 0..PATIENTS;
    let (doctor, at_work) = (|| 0..DOCTORS, || select(AT_WORK.to_vec()));
    prop_oneof![
        6 => visit().prop_map(Action::Book),
        4 => (visit(), any::<bool>()).prop_map(|(visit, overbook)| Action::BookByStaff { visit, overbook }),
        5 => visit().prop_map(Action::Hold),
        3 => patient().prop_map(|patient| Action::BookHeld { patient }),
        3 => patient().prop_map(|patient| Action::ExtendHold { patient }),
        1 => patient().prop_map(|patient| Action::ReleaseHold { patient }),
        3 => (visit(), any::<bool>(), 2..=3_u8, any::<bool>())
            .prop_map(|(visit, by_staff, count, rest)| Action::BookSeries { visit, by_staff, count, rest }),
        22 => waiting(),
        2 => (by(), which()).prop_map(|(by, which)| Action::Cancel { by, which }),
        5 => (by(), which(), when()).prop_map(|(by, which, start)| Action::Move { by, which, start }),
        5 => (which(), status).prop_map(|(which, to)| Action::SetStatus { which, to }),
        5 => minutes.prop_map(|minutes| Action::Pass { minutes }),
        1 => Just(Action::Tidy),
        2 => (at_work(), option::of(0..PLANNED / DAY), vec(range(), 0..8))
            .prop_map(|((doctor, place), from_day, week)| Action::SetHours { doctor, place, from_day, week }),
        3 => (at_work(), minute(), length())
            .prop_map(|((doctor, place), start, minutes)| Action::OpenWindow { doctor, place, start, minutes }),
        1 => (doctor(), minute(), length())
            .prop_map(|(doctor, start, minutes)| Action::TakeTimeOff { doctor, start, minutes }),
        1 => (doctor(), which()).prop_map(|(doctor, which)| Action::GiveBackTimeOff { doctor, which }),
        1 => (0..PLACES, 0..PLANNED / DAY, 0..2_i64)
            .prop_map(|(place, day, more_days)| Action::Close { place, day, more_days }),
        1 => which().prop_map(|which| Action::Reopen { which }),
    ]
}
