//! What a practice can expect of its calendar, one example each.

use chrono::{NaiveDate, Weekday};
use chrono_tz::Tz::{Europe__Berlin, UTC};
use domain::{
    ids::VisitTypeId,
    schedule::{Asker, OpenTime, Refusal, StartRule, Taken, Visit, Window, nearest, slot_at, slots},
};
use uuid::Uuid;

use crate::{
    location,
    practice::{MONDAY, calendar, hours, monday, open, own_length, refusal, somebody, starts, visit},
    range, utc,
};

// --- A plain day -------------------------------------------------------------------------------------------------

#[test]
fn the_last_slot_ends_when_the_doctor_does() {
    assert_eq!(starts(&monday("09:00", "11:00"), &visit(30), MONDAY), ["09:00", "09:30", "10:00", "10:30"]);
}

#[test]
fn a_length_that_does_not_divide_the_hours_leaves_a_rest_that_is_not_offered() {
    let calendar = monday("09:00", "10:30");
    assert_eq!(starts(&calendar, &visit(40), MONDAY), ["09:00", "09:40"]);
    assert_eq!(refusal(&calendar, &visit(40), "2026-03-02T10:20"), Refusal::OutsideAvailability);
}

#[test]
fn a_visit_longer_than_the_hours_is_never_offered() {
    assert!(starts(&monday("09:00", "10:00"), &visit(61), MONDAY).is_empty());
    assert_eq!(starts(&monday("09:00", "10:00"), &visit(60), MONDAY), ["09:00"]);
    assert!(starts(&monday("09:00", "10:00"), &visit(0), MONDAY).is_empty());
}

#[test]
fn every_reason_to_refuse_has_its_own_name() {
    let mut calendar = monday("09:00", "12:00");
    calendar.blocked.push(range("2026-03-02T10:00", "2026-03-02T10:30"));
    assert_eq!(refusal(&calendar, &visit(30), "2026-03-02T08:30"), Refusal::OutsideAvailability);
    assert_eq!(refusal(&calendar, &visit(30), "2026-03-02T11:45"), Refusal::OutsideAvailability);
    assert_eq!(refusal(&calendar, &visit(30), "2026-03-03T09:00"), Refusal::OutsideAvailability);
    assert_eq!(refusal(&calendar, &visit(30), "2026-03-02T10:00"), Refusal::Taken);
    assert_eq!(refusal(&calendar, &visit(30), "2026-03-02T09:45"), Refusal::Taken);
    assert_eq!(refusal(&calendar, &visit(30), "2026-03-02T09:10"), Refusal::OffGrid);
    assert_eq!(refusal(&calendar, &visit(30), "2026-03-02T09:00:00.001Z"), Refusal::OffGrid);
    let codes =
        [Refusal::InThePast, Refusal::BeyondHorizon, Refusal::OutsideAvailability, Refusal::Taken, Refusal::OffGrid];
    assert_eq!(
        codes.map(Refusal::code),
        ["in_the_past", "beyond_horizon", "outside_availability", "slot_taken", "off_grid"]
    );
    assert!(codes.iter().all(|refusal| refusal.detail().ends_with('.')));
}

#[test]
fn booking_begins_now_and_ends_at_the_horizon_itself() {
    let calendar = monday("09:00", "10:00");
    let week = range("2026-03-01T00:00", "2026-03-31T00:00");
    let asker = Asker { now: utc("2026-03-02T09:30"), ..somebody() };
    let visit = Visit { horizon_days: 14, ..visit(30) };
    let offered: Vec<_> = slots(&calendar, &visit, &asker, week).iter().map(|slot| slot.start_time).collect();
    let expected =
        ["2026-03-02T09:30", "2026-03-09T09:00", "2026-03-09T09:30", "2026-03-16T09:00", "2026-03-16T09:30"].map(utc);
    assert_eq!(offered, expected);
    let at = |start| slot_at(&calendar, &visit, &asker, utc(start)).map(|slot| slot.end_time);
    assert_eq!(at("2026-03-02T09:00"), Err(Refusal::InThePast));
    assert_eq!(at("2026-03-02T09:30"), Ok(utc("2026-03-02T10:00")));
    assert_eq!(at("2026-03-16T09:30"), Ok(utc("2026-03-16T10:00")));
    assert_eq!(at("2026-03-23T09:00"), Err(Refusal::BeyondHorizon));
}

#[test]
fn hours_hold_on_their_first_and_on_their_last_day() {
    let mut calendar = monday("09:00", "10:00");
    calendar.weekly[0].effective_from = NaiveDate::from_ymd_opt(2026, 3, 9);
    calendar.weekly[0].effective_until = NaiveDate::from_ymd_opt(2026, 3, 16);
    let days = ["2026-03-02", "2026-03-09", "2026-03-16", "2026-03-23"];
    assert_eq!(days.map(|day| starts(&calendar, &visit(60), day).len()), [0, 1, 1, 0]);
}

// --- Where visits start ------------------------------------------------------------------------------------------

#[test]
fn two_ranges_of_a_day_count_from_their_own_starts() {
    let calendar = calendar(UTC, vec![hours(Weekday::Mon, "14:10", "15:10"), hours(Weekday::Mon, "09:00", "10:00")]);
    assert_eq!(starts(&calendar, &visit(30), MONDAY), ["09:00", "09:30", "14:10", "14:40"]);
}

#[test]
fn an_extra_window_adds_its_own_times_and_shifts_none() {
    let mut calendar = monday("09:00", "10:00");
    calendar.windows.push(Window { location_id: location(1), during: range("2026-03-02T08:40", "2026-03-02T09:20") });
    // 08:40 + 30 minutes runs over into the weekly hours, which touch; 09:10 counts from the window, 09:00 from the week.
    assert_eq!(starts(&calendar, &visit(30), MONDAY), ["08:40", "09:00", "09:10", "09:30"]);
}

#[test]
fn time_off_and_appointments_shift_no_start_either() {
    let mut calendar = monday("09:00", "12:00");
    calendar.time_off.push(range("2026-03-02T08:00", "2026-03-02T09:50"));
    calendar.blocked.push(range("2026-03-02T11:10", "2026-03-02T11:20"));
    assert_eq!(starts(&calendar, &visit(30), MONDAY), ["10:00", "10:30", "11:30"]);
}

#[test]
fn a_booking_of_its_own_length_starts_at_any_five_minutes() {
    let calendar = monday("09:02", "09:30");
    assert_eq!(starts(&calendar, &own_length(15), MONDAY), ["09:05", "09:10", "09:15"]);
    assert_eq!(refusal(&calendar, &own_length(15), "2026-03-02T09:02"), Refusal::OffGrid);
}

#[test]
fn the_nearest_times_are_found_before_and_after() {
    let mut calendar = monday("09:00", "12:00");
    calendar.blocked.push(range("2026-03-02T10:00", "2026-03-02T11:00"));
    let day = range("2026-03-02T00:00", "2026-03-03T00:00");
    let near = |wanted, count| {
        let near = nearest(&calendar, &visit(30), &somebody(), utc(wanted), day, count);
        near.iter().map(|slot| slot.start_time.format("%H:%M").to_string()).collect::<Vec<_>>()
    };
    assert_eq!(near("2026-03-02T10:00", 3), ["09:00", "09:30", "11:00"]);
    assert_eq!(near("2026-03-02T10:30", 1), ["11:00"]);
    assert_eq!(near("2026-03-05T00:00", 2), ["11:00", "11:30"]);
    assert_eq!(near("2026-03-02T10:00", 99).len(), 4);
}

// --- Appointments and buffers ------------------------------------------------------------------------------------

#[test]
fn appointments_may_touch_and_never_overlap() {
    let mut calendar = monday("09:00", "11:00");
    calendar.blocked.push(range("2026-03-02T09:30", "2026-03-02T10:00"));
    assert_eq!(starts(&calendar, &visit(30), MONDAY), ["09:00", "10:00", "10:30"]);
    assert_eq!(
        open(&calendar, "2026-03-02T00:00", "2026-03-03T00:00"),
        [range("2026-03-02T09:00", "2026-03-02T09:30"), range("2026-03-02T10:00", "2026-03-02T11:00")]
    );
}

#[test]
fn buffers_keep_clear_of_other_appointments() {
    let mut calendar = monday("09:00", "12:00");
    let buffered = Visit { buffer_before: 5, buffer_after: 10, ..visit(30) };
    let lunch = range("2026-03-02T10:30", "2026-03-02T11:00");
    assert_eq!(buffered.blocked(lunch), range("2026-03-02T10:25", "2026-03-02T11:10"));
    calendar.blocked.push(lunch);
    // 10:00 would end at 10:30 and tidy up into the appointment; 11:00 would prepare during it.
    assert_eq!(starts(&calendar, &buffered, MONDAY), ["09:00", "09:30", "11:30"]);
    assert_eq!(refusal(&calendar, &buffered, "2026-03-02T10:00"), Refusal::Taken);
    assert_eq!(refusal(&calendar, &buffered, "2026-03-02T11:00"), Refusal::Taken);
}

#[test]
fn buffers_may_stick_out_of_working_hours() {
    let buffered = Visit { buffer_before: 15, buffer_after: 15, ..visit(30) };
    assert_eq!(starts(&monday("09:00", "10:00"), &buffered, MONDAY), ["09:00", "09:30"]);
    // But not into an appointment there, which an overbooking may have put outside the hours.
    let mut calendar = monday("09:00", "10:00");
    calendar.blocked.push(range("2026-03-02T08:00", "2026-03-02T08:50"));
    assert_eq!(starts(&calendar, &buffered, MONDAY), ["09:30"]);
}

// --- Windows, midnight, several locations ------------------------------------------------------------------------

#[test]
fn a_window_over_midnight_is_one_stretch() {
    let mut calendar = monday("09:00", "10:00");
    calendar.windows.push(Window { location_id: location(1), during: range("2026-03-03T23:00", "2026-03-04T01:00") });
    assert_eq!(starts(&calendar, &visit(45), "2026-03-03"), ["23:00", "23:45"]);
    // Asked for the second day alone, its times still count from 23:00 of the first.
    assert!(starts(&calendar, &visit(45), "2026-03-04").is_empty());
    assert_eq!(starts(&calendar, &visit(40), "2026-03-04"), ["00:20"]);
}

#[test]
fn hours_up_to_midnight_and_hours_from_midnight_are_worked_through() {
    let calendar = calendar(UTC, vec![hours(Weekday::Mon, "23:00", "24:00"), hours(Weekday::Tue, "00:00", "01:00")]);
    assert_eq!(
        open(&calendar, "2026-03-02T00:00", "2026-03-04T00:00"),
        [range("2026-03-02T23:00", "2026-03-03T01:00")]
    );
    assert_eq!(starts(&calendar, &visit(40), MONDAY), ["23:00", "23:40"]);
    assert_eq!(starts(&calendar, &visit(40), "2026-03-03"), ["00:00"]);
}

#[test]
fn a_window_elsewhere_wins_over_weekly_hours() {
    let mut calendar = monday("09:00", "12:00");
    calendar.zones.push((location(2), Europe__Berlin));
    calendar.windows.push(Window { location_id: location(2), during: range("2026-03-02T10:00", "2026-03-02T11:00") });
    let working = calendar.working_time(range("2026-03-02T00:00", "2026-03-03T00:00"));
    let at = |place, start, end| OpenTime { location_id: location(place), during: range(start, end) };
    assert_eq!(
        working,
        [
            at(1, "2026-03-02T09:00", "2026-03-02T10:00"),
            at(2, "2026-03-02T10:00", "2026-03-02T11:00"),
            at(1, "2026-03-02T11:00", "2026-03-02T12:00"),
        ]
    );
    // No visit spans the way from one place to the other.
    assert_eq!(starts(&calendar, &visit(40), MONDAY), ["09:00", "10:00", "11:00"]);
    assert_eq!(refusal(&calendar, &own_length(40), "2026-03-02T09:30"), Refusal::OutsideAvailability);
}

#[test]
fn time_off_counts_at_every_location() {
    let mut calendar = monday("09:00", "12:00");
    calendar.windows.push(Window { location_id: location(2), during: range("2026-03-02T14:00", "2026-03-02T16:00") });
    calendar.time_off.push(range("2026-03-02T11:00", "2026-03-02T15:00"));
    assert_eq!(starts(&calendar, &visit(60), MONDAY), ["09:00", "10:00", "15:00"]);
}

#[test]
fn open_time_is_cut_to_what_was_asked() {
    let calendar = monday("09:00", "12:00");
    assert_eq!(
        open(&calendar, "2026-03-02T10:15", "2026-03-02T10:45"),
        [range("2026-03-02T10:15", "2026-03-02T10:45")]
    );
    assert_eq!(open(&calendar, "2026-03-02T12:00", "2026-03-02T13:00"), []);
}

// --- Several people at one visit ---------------------------------------------------------------------------------

/// A course for three, which begins every half hour and takes one; at most one a day.
fn course() -> Visit {
    let visit_type_id = Some(VisitTypeId(Uuid::from_u128(1)));
    Visit { visit_type_id, seats: 3, start_rule: StartRule::Every(30), per_day: Some(1), ..visit(60) }
}

#[test]
fn who_has_a_seat_is_offered_none_beside_it() {
    let mut calendar = monday("09:00", "12:00");
    calendar.take(&course(), range("2026-03-02T09:30", "2026-03-02T10:30"));
    assert_eq!(starts(&calendar, &course(), MONDAY), ["09:30"]);
    calendar.groups[0].with_asker = true;
    assert!(starts(&calendar, &course(), MONDAY).is_empty());
    assert_eq!(refusal(&calendar, &course(), "2026-03-02T09:30"), Refusal::Taken);
}

#[test]
fn a_course_counts_on_its_day_until_the_last_seat_is_given_back() {
    let mut calendar = monday("09:00", "12:00");
    let during = range("2026-03-02T09:30", "2026-03-02T10:30");
    let seat =
        Taken { visit_type_id: course().visit_type_id, start: during.start(), blocked: during, overbooked: false };
    calendar.take(&course(), during);
    calendar.take(&course(), during);
    calendar.give_back(&seat);
    assert_eq!(refusal(&calendar, &course(), "2026-03-02T11:00"), Refusal::DayIsFull);
    calendar.give_back(&seat);
    assert_eq!(starts(&calendar, &course(), MONDAY), ["09:00", "09:30", "10:00", "10:30", "11:00"]);
}

#[test]
fn nothing_else_shares_the_time_of_a_course() {
    let mut calendar = monday("09:00", "12:00");
    calendar.take(&course(), range("2026-03-02T09:30", "2026-03-02T10:30"));
    assert_eq!(starts(&calendar, &visit(30), MONDAY), ["09:00", "10:30", "11:00", "11:30"]);
    let other = Visit { visit_type_id: Some(VisitTypeId(Uuid::from_u128(2))), ..course() };
    assert_eq!(starts(&calendar, &other, MONDAY), ["10:30", "11:00"]);
    // It was made a visit for one meanwhile.
    assert_eq!(starts(&calendar, &Visit { seats: 1, per_day: None, ..course() }, MONDAY), ["10:30", "11:00"]);
}
