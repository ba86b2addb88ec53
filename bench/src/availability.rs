//! The free times of one doctor for 31 days, and what a growing database does to them.

use std::{path::Path, time::Duration};

use chrono::{Days, NaiveDate};

use crate::{
    Outcome,
    data::{LARGE, LONG, Practice, SMALL, doctor},
    load::{self, Ask, Times},
    postgres::Postgres,
    report::{Goal, Section, median},
    server::Server,
};

/// Taken in turns, so that whatever else happens on the machine happens to all.
const ROUNDS: usize = 10;
const TIMES_A_ROUND: usize = 100;

/// Free times of the n-th doctor, for 31 days.
pub fn ask(today: NaiveDate, number: usize) -> Ask {
    Ask::get(&format!("/api/v1/doctors/{}/slots?from={today}&to={}", doctor(number), today + Days::new(31)))
}

/// # Errors
/// When a server does not answer.
pub async fn measure(
    postgres: &Postgres,
    praxis: &Path,
    folder: &Path,
    today: NaiveDate,
    section: &mut Section<'_>,
) -> Outcome<()> {
    let practices: [&Practice; 3] = [&SMALL, &LONG, &LARGE];
    let mut servers = Vec::new();
    for practice in practices {
        let url = postgres.url("postgres", practice.name);
        servers.push(Server::praxis(praxis, &url, &folder.join(practice.name), &[]).await?);
    }
    let (mut all, mut medians) = (vec![Vec::new(); practices.len()], vec![Vec::new(); practices.len()]);
    for round in 0..=ROUNDS {
        for (index, practice) in practices.iter().enumerate() {
            let busy = usize::try_from(practice.busy)?;
            // Any doctor, but the same ones every time.
            let asks = move |number: usize| ask(today, 1 + (number * 7919 + round) % busy);
            let times = load::run(&servers[index].address, 1, TIMES_A_ROUND, 200, asks).await?;
            // The first round warms up.
            if round > 0 {
                medians[index].push(times.percentile(50));
                all[index].extend(times.into_each());
            }
        }
    }
    let ratios = medians[2].iter().zip(&medians[0]).map(|(large, small)| large / small).collect();
    for (practice, all) in practices.iter().zip(all) {
        let times = Times::of(all, Duration::ZERO);
        section.rows = format!(
            "{} appointments, {} doctors, {} requests",
            practice.appointments(),
            practice.doctors,
            times.count()
        );
        section.note("free times of 31 days, p50", times.percentile(50), "ms", None);
        let goal = (practice.name == LONG.name).then_some(Goal::Below(20.0));
        section.note("free times of 31 days, p99", times.percentile(99), "ms", goal);
    }
    section.rows = format!("{} and {} appointments, {ROUNDS} rounds", LARGE.appointments(), SMALL.appointments());
    section.note("the same, p50 with a million : p50 with a thousand", median(ratios), "", Some(Goal::Below(1.5)));
    Ok(())
}
