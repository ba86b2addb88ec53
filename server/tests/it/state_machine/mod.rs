//! The services against a model: whatever people do in whatever order, each answer is the one the model gives, and what
//! is stored afterwards is what the model has. Clocks change meanwhile.

mod actions;
mod found;
mod model;
mod practice;

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use domain::Tz;
use proptest::{collection::vec, option, sample::select};
use server::db::MIGRATOR;
use sqlx::PgPool;

use self::{actions::action, practice::Practice};
use crate::helpers::{Colleagues, check, runs};

const ACTIONS: usize = 90;
const DOCTORS: usize = 2;
const PATIENTS: usize = 3;
const PLACES: usize = 2;
const ZONES: [Tz; PLACES] = [Tz::Europe__Berlin, Tz::America__New_York];
/// The second doctor travels.
const WORKS_AT: [&[usize]; DOCTORS] = [&[0], &[1, 0]];

/// Some days before clocks change in Berlin, and in New York.
const SCENES: [&str; 4] =
    ["2026-03-26T00:00:00Z", "2026-10-22T00:00:00Z", "2026-03-05T00:00:00Z", "2026-10-29T00:00:00Z"];

/// What has to have happened, or the model was compared with nothing; and how many different answers there were at least.
const OUTCOMES: [&str; 27] = [
    "book ok",
    "book slot_taken",
    "book outside_availability",
    "book known_patients_only",
    "book in_the_past",
    "book held ok",
    "overbook ok",
    "hold ok",
    "extend ok",
    "cancel ok",
    "move ok",
    "status ok",
    "hours ok",
    "hours appointments_outside_hours",
    "series ok",
    "series series_not_bookable",
    "series, or the rest ok",
    "wait for earlier ok",
    "wait for a visit ok",
    "wait for a visit already_waiting",
    "offer a time",
    "accept an earlier time ok",
    "accept a visit ok",
    "accept a visit no_offer",
    "decline ok",
    "leave ok",
    "time passes and an offer runs out",
];
const ANSWERS: usize = 80;

#[sqlx::test(migrator = "MIGRATOR")]
async fn whatever_people_do_answers_and_rows_are_those_of_the_model(pool: PgPool) {
    let names = ZONES.map(Tz::name);
    let colleagues = Colleagues::new(pool, &names, &WORKS_AT, PATIENTS).await;
    let practice = Practice::new(colleagues).await;
    let runs = runs(24);
    let mut seen = BTreeMap::<String, u32>::new();
    // Any of them can be left out, so that what fails gets short.
    let actions = vec(option::weighted(0.97, action()), ACTIONS);
    check(runs, (select(SCENES.to_vec()), actions), async |(base, actions)| {
        let base: DateTime<Utc> = base.parse().unwrap();
        let mut scene = practice.begin(base).await?;
        for (number, action) in actions.iter().enumerate() {
            if let Some(action) = action {
                let told = scene.act(action).await.map_err(|why| format!("action {number}, {action:?}: {why}"))?;
                *seen.entry(told).or_default() += 1;
            }
            if number % 10 == 9 {
                scene.compare_slots(number / 10).await.map_err(|why| format!("slots after action {number}: {why}"))?;
            }
        }
        Ok(())
    })
    .await;
    let missing: Vec<_> = OUTCOMES.iter().filter(|outcome| !seen.contains_key(**outcome)).collect();
    println!("{runs} runs: {seen:?}");
    assert!(runs < 24 || missing.is_empty(), "never happened: {missing:?}");
    assert!(runs < 24 || seen.len() >= ANSWERS, "only {} different answers", seen.len());
}
