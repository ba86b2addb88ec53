use std::time::Duration;

use chrono::{DateTime, TimeDelta};

use super::*;
use crate::history::Kind;

const DOCTOR: Uuid = Uuid::from_u128(1);
const PATIENT: Uuid = Uuid::from_u128(2);

fn hour(number: i64) -> Span {
    let start = DateTime::UNIX_EPOCH + TimeDelta::hours(number);
    Span { start, end: start + TimeDelta::minutes(30) }
}

fn appointment(id: u128, at: i64, status: &str) -> Appointment {
    let id = Uuid::from_u128(id);
    Appointment { id, doctor: DOCTOR, patient: PATIENT, during: hour(at), status: status.to_owned() }
}

fn event(kind: Kind, wish: Wish, second: u64, outcome: Outcome) -> Event {
    let (begin, end) = (Duration::from_secs(second), Duration::from_millis(second * 1000 + 500));
    Event { client: 0, server: 0, kind, wish, begin, end, outcome }
}

fn done(told: &[Appointment]) -> Outcome {
    Outcome::Done { told: told.to_vec(), hold: None }
}

fn no_answer() -> Outcome {
    Outcome::Unknown("connection closed".to_owned())
}

fn book(at: i64, second: u64, outcome: Outcome) -> Event {
    let wish = Wish::Book { patient: PATIENT, doctor: DOCTOR, during: hour(at), own_length: false, hold: None };
    event(Kind::Book, wish, second, outcome)
}

fn cancel(appointment: &Appointment, second: u64) -> Event {
    event(Kind::Cancel, Wish::Cancel { appointment: appointment.clone() }, second, done(&[]))
}

fn change(appointment: &Appointment, to: i64, second: u64, outcome: Outcome) -> Event {
    event(Kind::Move, Wish::Move { appointment: appointment.clone(), to: hour(to) }, second, outcome)
}

fn holds(events: &[Event], rows: &[Appointment]) -> bool {
    check(events, rows).against.is_empty()
}

#[test]
fn a_lost_booking_that_was_acknowledged_is_found_with_its_story() {
    let booked = appointment(7, 9, "confirmed");
    let events = [book(9, 0, done(std::slice::from_ref(&booked)))];
    assert!(holds(&events, std::slice::from_ref(&booked)));
    let verdict = check(&events, &[]);
    assert_eq!(verdict.against.len(), 2, "{verdict:?}");
    assert!(verdict.against[0].contains("is not there") && verdict.against[1].contains("book"), "{verdict:?}");
}

#[test]
fn a_half_done_move_is_found() {
    let (before, after) = (appointment(7, 9, "confirmed"), appointment(7, 10, "confirmed"));
    let booked = book(9, 0, done(std::slice::from_ref(&before)));
    let half = Appointment { during: Span { start: hour(10).start, end: hour(9).end }, ..before.clone() };
    for outcome in [done(std::slice::from_ref(&after)), no_answer()] {
        let events = [booked.clone(), change(&before, 10, 1, outcome)];
        assert!(holds(&events, std::slice::from_ref(&after)));
        assert!(!holds(&events, std::slice::from_ref(&half)));
    }
    // Told of another time than was asked for.
    assert!(!holds(&[booked, change(&before, 10, 1, done(std::slice::from_ref(&half)))], &[half]));
}

#[test]
fn a_cancelled_appointment_that_lives_again_is_found() {
    let (live, cancelled) = (appointment(7, 9, "confirmed"), appointment(7, 9, "cancelled"));
    let events = [book(9, 0, done(std::slice::from_ref(&live))), cancel(&live, 1)];
    assert!(holds(&events, &[cancelled]));
    assert!(!holds(&events, &[live]));
}

#[test]
fn a_booking_without_an_answer_explains_one_appointment_and_not_two() {
    let events = [book(9, 0, no_answer())];
    let (one, other) = (appointment(7, 9, "confirmed"), appointment(8, 9, "cancelled"));
    assert!(holds(&events, &[]));
    assert!(holds(&events, std::slice::from_ref(&one)));
    assert!(!holds(&events, &[appointment(7, 10, "confirmed")]), "at another time");
    assert!(!holds(&events, &[Appointment { patient: Uuid::from_u128(3), ..one.clone() }]), "of somebody else");
    let two = [book(9, 0, no_answer()), book(9, 1, no_answer()), cancel(&other, 2)];
    assert!(holds(&two, &[one.clone(), other.clone()]));
    assert!(!holds(&[two[0].clone(), two[2].clone()], &[one, other]));
}

#[test]
fn bookings_without_answers_are_shared_out_so_that_they_explain_most() {
    // The first appointment could have come from either booking, the second only from the earlier one.
    let (one, other) = (appointment(7, 9, "confirmed"), appointment(8, 9, "confirmed"));
    let mut seen = book(9, 1, done(std::slice::from_ref(&other)));
    (seen.kind, seen.wish) = (Kind::Ask, Wish::Ask { patient: PATIENT });
    let events = [book(9, 0, no_answer()), seen, book(9, 2, no_answer())];
    assert!(holds(&events, &[one, other]));
}

#[test]
fn what_a_client_was_told_when_it_asked_counts_too() {
    let (live, cancelled) = (appointment(7, 9, "confirmed"), appointment(7, 9, "cancelled"));
    let asked = |told: &Appointment, second| {
        event(Kind::Ask, Wish::Ask { patient: PATIENT }, second, done(std::slice::from_ref(told)))
    };
    let (booked, ended) = (book(9, 0, done(std::slice::from_ref(&live))), cancel(&live, 2));
    assert!(holds(&[booked.clone(), asked(&live, 1), ended.clone()], std::slice::from_ref(&cancelled)));
    assert!(!holds(&[booked, ended, asked(&live, 3)], &[cancelled]), "an old answer");
}
