//! What `slots` offers can be booked, and what it does not offer is refused, with a reason: of random calendars and rules,
//! around days on which clocks change, on PostgreSQL.

use chrono::{DateTime, Days, TimeDelta, Utc, Weekday};
use domain::{
    actor::Actor,
    appointment::{BookForm, SlotQuery},
    availability::{AvailabilityWindow, LocationClosure},
    directory::VisitType,
    error::ClinicError,
    ids::{ClosureId, TimeOffId, VisitTypeId, WindowId},
    schedule::{Slot, TimeRange, WallMinute, WeeklyHours, Weeks},
};
use proptest::{collection::vec, option, prelude::*, sample::select};
use server::{
    db::{self, MIGRATOR},
    services::Services,
};
use sqlx::PgPool;
use uuid::Uuid;

use crate::helpers::{Colleagues, check, runs};

const DAY: i64 = 24 * 60;
/// The week that is looked at, in minutes from the beginning of the scene.
const WEEK: (i64, i64) = (DAY, 8 * DAY);

/// Some days before clocks change in Berlin, and in New York.
const SCENES: [&str; 4] =
    ["2026-03-26T00:00:00Z", "2026-10-22T00:00:00Z", "2026-03-05T00:00:00Z", "2026-10-29T00:00:00Z"];

/// From a minute of the scene, so many minutes.
type Stretch = (i64, i64);

#[derive(Debug, Clone)]
struct Case {
    base: DateTime<Utc>,
    now: i64,
    weekly: Vec<WeeklyHours>,
    windows: Vec<(usize, Stretch)>,
    time_off: Vec<Stretch>,
    closures: Vec<(usize, u64, u64)>,
    taken: Vec<i64>,
    visit_type: VisitType,
    /// Whether the doctor has seen the patient.
    known: bool,
    /// Seconds of the scene at which it is tried to book.
    tries: Vec<i64>,
}

impl Case {
    fn at(&self, minute: i64) -> DateTime<Utc> {
        self.base + TimeDelta::minutes(minute)
    }

    fn range(&self, (start, length): Stretch) -> TimeRange {
        TimeRange::new(self.at(start), self.at(start + length)).unwrap()
    }
}

fn minute() -> impl Strategy<Value = i64> {
    prop_oneof![(0..10 * DAY / 15).prop_map(|quarter| quarter * 15), 0..10 * DAY]
}

fn stretch(longest: i64) -> impl Strategy<Value = Stretch> {
    (minute(), 5..longest)
}

fn weekly(base: DateTime<Utc>) -> impl Strategy<Value = WeeklyHours> {
    let start = prop_oneof![select(vec![0_u16, 60, 90, 120, 480, 540]), 0..1380_u16];
    let length = select(vec![60_u16, 120, 195, 240, 480]);
    let date = move || option::weighted(0.2, (0..10_u64).prop_map(move |day| base.date_naive() + Days::new(day)));
    let rules = (date(), date(), option::weighted(0.2, 1..=2_u8));
    (100..102_u128, 0..7_u8, start, length, rules).prop_map(
        move |(place, weekday, start, length, (from, until, which))| {
            // Every other week is counted from some day.
            let effective_from = from.or(which.map(|_| base.date_naive()));
            WeeklyHours {
                location_id: domain::ids::LocationId(Uuid::from_u128(place)),
                weekday: Weekday::try_from(weekday).unwrap(),
                start: WallMinute::new(start).unwrap(),
                end: WallMinute::new((start + length).min(1440)).unwrap(),
                effective_from,
                effective_until: until.filter(|until| effective_from.is_none_or(|from| from <= *until)),
                weeks: which.map_or(Weeks::default(), |which| Weeks::new(2, which).unwrap()),
            }
        },
    )
}

fn visit_type() -> impl Strategy<Value = VisitType> {
    let lengths = (select(vec![15_u16, 20, 30, 45]), option::of(select(vec![15_u16, 20, 25, 60])));
    let buffers = (select(vec![0_u16, 5, 15]), select(vec![0_u16, 10, 30]));
    let many = (option::weighted(0.4, 1..4_u16), select(vec![1_u16, 1, 2, 5]));
    let bounds = (select(vec![0_u16, 90, 1500]), select(vec![3_u16, 5, 180]), many);
    let for_whom = select(vec![(true, true), (true, true), (true, true), (true, true), (true, false), (false, true)]);
    let place = option::weighted(0.2, 100..102_u128);
    (lengths, buffers, bounds, for_whom, place, any::<bool>()).prop_map(
        |(
            (minutes, step),
            (before, after),
            (notice, horizon, (per_day, seats)),
            (new, known),
            place,
            needs_confirmation,
        )| {
            let doctor = domain::ids::UserId(Uuid::from_u128(200));
            VisitType {
                duration_minutes: minutes,
                slot_step_minutes: step,
                buffer_before_minutes: before,
                buffer_after_minutes: after,
                minimum_notice_minutes: notice,
                horizon_days: horizon,
                per_day_limit: per_day,
                seats,
                new_patients: new,
                known_patients: known,
                needs_confirmation,
                location_ids: place.map(|place| domain::ids::LocationId(Uuid::from_u128(place))).into_iter().collect(),
                ..VisitType::consultation(doctor, VisitTypeId(Uuid::from_u128(1000)))
            }
        },
    )
}

fn case() -> impl Strategy<Value = Case> {
    select(SCENES.to_vec()).prop_flat_map(|base| {
        let base: DateTime<Utc> = base.parse().unwrap();
        let opened = (vec(weekly(base), 8..16), vec((0..2_usize, stretch(600)), 0..3));
        let closed = (vec(stretch(1000), 0..3), vec((0..2_usize, 0..10_u64, 0..2_u64), 0..2), vec(minute(), 0..20));
        // Any second, quarters of an hour, and what lies before and far beyond what can be booked.
        let try_at = prop_oneof![
            1 => WEEK.0 * 60..WEEK.1 * 60,
            4 => (WEEK.0 / 15..WEEK.1 / 15).prop_map(|quarter| quarter * 900),
            1 => (WEEK.0 / 5..WEEK.1 / 5).prop_map(|five| five * 300),
        ];
        (opened, closed, visit_type(), DAY..2 * DAY, any::<bool>(), vec(try_at, 90)).prop_map(
            move |((weekly, windows), (time_off, closures, taken), visit_type, now, known, tries)| Case {
                base,
                now,
                weekly,
                windows,
                time_off,
                closures,
                taken,
                visit_type,
                known,
                tries,
            },
        )
    })
}

/// States it all in the database.
async fn state(people: &Colleagues, case: &Case) {
    people.start_again(case.at(case.now)).await;
    let (doctor, mut number) = (people.doctors[0].user_id, 5000_u128);
    let mut id = || {
        number += 1;
        Uuid::from_u128(number)
    };
    let pool = &people.clinic.pool;
    let mut db = pool.acquire().await.unwrap();
    sqlx::query("delete from visit_types").execute(pool).await.unwrap();
    db::visit_types::insert(&mut db, &case.visit_type).await.unwrap();
    for hours in &case.weekly {
        db::availability::insert_weekly(&mut db, doctor, id(), hours).await.unwrap();
    }
    for (place, stretch) in &case.windows {
        let during = case.range(*stretch);
        let window = AvailabilityWindow { id: WindowId(id()), location_id: people.places[*place], during };
        // A doctor is at one place at a time: windows do not overlap.
        if db::availability::windows(&mut db, doctor, during).await.unwrap().is_empty() {
            db::availability::insert_window(&mut db, doctor, &window).await.unwrap();
        }
    }
    for stretch in &case.time_off {
        db::time_off::insert(&mut db, doctor, TimeOffId(id()), case.range(*stretch), None).await.unwrap();
    }
    for (place, day, more) in &case.closures {
        let first_day = case.base.date_naive() + Days::new(*day);
        let (location_id, last_day) = (people.places[*place], first_day + Days::new(*more));
        let closure = LocationClosure { id: ClosureId(id()), location_id, first_day, last_day, reason: None };
        db::closures::insert(&mut db, &closure).await.unwrap();
    }
    // What others have booked, and what the patient had long ago.
    let visit = case.visit_type.visit();
    let taken = case.taken.iter().map(|start| (people.patients[1], *start, "confirmed"));
    let seen = case.known.then_some((people.patients[0], -30 * DAY, "completed"));
    for (patient, start, status) in taken.chain(seen) {
        let during = case.range((start, i64::from(visit.minutes)));
        let blocked = visit.blocked(during);
        let sql = "
            insert into appointments (doctor_id, id, patient_id, location_id, visit_type_id, during, blocked, status,
                                      seat, created_at, updated_at)
            values ($1, $2, $3, $4, $5, tstzrange($6, $7), tstzrange($8, $9), $10,
                    free_seat($1, $5, tstzrange($6, $7), $11), now(), now())
            on conflict do nothing";
        let insert = sqlx::query(sql).bind(doctor.0).bind(id()).bind(patient.user_id.0).bind(people.places[0].0);
        let insert = insert.bind(case.visit_type.id.0).bind(during.start()).bind(during.end());
        let insert = insert.bind(blocked.start()).bind(blocked.end()).bind(status);
        insert.bind(visit.group_seats().map(i32::from)).execute(pool).await.unwrap();
    }
}

struct Asking<'a> {
    services: &'a Services,
    patient: &'a Actor,
    admin: &'a Actor,
    pool: &'a PgPool,
    case: &'a Case,
}

impl Asking<'_> {
    fn query(&self, from: DateTime<Utc>, to: DateTime<Utc>) -> SlotQuery {
        SlotQuery {
            doctor_id: self.case.visit_type.doctor_id.to_string(),
            visit_type_id: Some(self.case.visit_type.id.to_string()),
            from: Some(from.to_rfc3339()),
            to: Some(to.to_rfc3339()),
        }
    }

    fn form(&self, start: DateTime<Utc>) -> BookForm {
        BookForm {
            doctor_id: self.case.visit_type.doctor_id.to_string(),
            visit_type_id: Some(self.case.visit_type.id.to_string()),
            start_time: start.to_rfc3339(),
            ..BookForm::default()
        }
    }

    async fn offered(&self) -> Result<Vec<Slot>, String> {
        let query = self.query(self.case.at(WEEK.0), self.case.at(WEEK.1));
        self.services.slots(Some(self.patient), &query).await.map_err(|error| error.to_string())
    }

    /// Holds it, books it, and gives it up again.
    async fn can_have(&self, slot: &Slot) -> Result<(), String> {
        let refused = |what: &str, error: ClinicError| format!("{what} of {slot:?} is refused: {}", error.code());
        let form = self.form(slot.start_time);
        let hold = self.services.hold(self.patient, &form).await.map_err(|error| refused("a hold", error))?;
        self.services.release_hold(self.patient, hold.id).await.map_err(|error| refused("the release", error))?;
        let booked = self.services.book(self.patient, &form).await.map_err(|error| refused("a booking", error))?;
        let had = (booked.start_time, booked.end_time, booked.location.id);
        if had != (slot.start_time, slot.end_time, slot.location_id) {
            return Err(format!("{slot:?} was offered, {had:?} was booked"));
        }
        sqlx::query("delete from appointments where id = $1").bind(booked.id.0).execute(self.pool).await.unwrap();
        Ok(())
    }

    /// The code of the refusal; the explanation begins with the same. A patient asks for themselves, an explanation is
    /// for anybody: what is about the patient cannot be in it.
    async fn cannot_have(&self, start: DateTime<Utc>) -> Result<String, String> {
        let Err(refused) = self.services.book(self.patient, &self.form(start)).await else {
            return Err(format!("{start} was not offered, and could be booked"));
        };
        let query = self.query(start, start);
        let explained = self.services.explain(self.admin, &query, &start.to_rfc3339()).await;
        let reasons = explained.map_err(|error| error.to_string())?;
        let about_the_patient = matches!(refused.code(), "known_patients_only" | "new_patients_only");
        let first = reasons.first().map(|reason| reason.to_patients());
        if !about_the_patient && first.map(domain::schedule::Refusal::code) != Some(refused.code()) {
            return Err(format!("{start} is refused as “{}”, and explained as {reasons:?}", refused.code()));
        }
        if reasons.iter().any(|reason| reason.detail().is_empty()) || refused.to_string().is_empty() {
            return Err(format!("{start}: {reasons:?} without a word"));
        }
        Ok(refused.code().to_owned())
    }
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn every_offered_slot_can_be_booked_and_every_other_time_is_refused_with_a_reason(pool: PgPool) {
    let people = Colleagues::new(pool, &["Europe/Berlin", "America/New_York"], &[&[0, 1]], 2).await;
    let (mut booked, mut joined, mut refused) = (0, 0, std::collections::BTreeMap::<String, u32>::new());
    let calendars = runs(14);
    check(calendars, case(), async |case| {
        state(&people, case).await;
        let services = &people.clinic.state.services;
        let (patient, admin, pool) = (&people.patients[0], &people.admin, &people.clinic.pool);
        let asking = Asking { services, patient, admin, pool, case };
        let offered = asking.offered().await?;
        for slot in &offered {
            asking.can_have(slot).await?;
            booked += 1;
            // Somebody else is at the same visit.
            joined += usize::from(case.taken.iter().any(|minute| case.at(*minute) == slot.start_time));
        }
        // What is taken, what is over and what is too far away is tried as well.
        let horizon = (i64::from(case.visit_type.horizon_days) * DAY + case.now) * 60;
        let far = [case.now * 60 - 900, horizon + 900, horizon + 86_400];
        let taken = case.taken.iter().map(|minute| minute * 60);
        for start in
            case.tries.iter().copied().chain(far).chain(taken).map(|second| case.base + TimeDelta::seconds(second))
        {
            let in_week = case.at(WEEK.0) <= start && start < case.at(WEEK.1);
            if offered.iter().all(|slot| slot.start_time != start) {
                let code = asking.cannot_have(start).await.map_err(|why| format!("in the week: {in_week}; {why}"))?;
                *refused.entry(code).or_default() += 1;
            }
        }
        let unchanged = asking.offered().await?;
        if unchanged == offered { Ok(()) } else { Err("what was given up is not offered again".to_owned()) }
    })
    .await;
    println!("{booked} booked, {joined} of them with somebody else, refused: {refused:?}");
    let awake =
        ["in_the_past", "too_soon", "beyond_horizon", "outside_availability", "day_full", "slot_taken", "off_grid"];
    let missing: Vec<_> = awake.iter().filter(|code| !refused.contains_key(**code)).collect();
    assert!(calendars < 14 || (booked > 300 && missing.is_empty()), "{booked} booked, never refused as {missing:?}");
    assert!(calendars < 14 || joined > 0, "nobody came to the same visit");
    assert!(calendars < 14 || refused.values().sum::<u32>() > 1000, "{refused:?}");
}
