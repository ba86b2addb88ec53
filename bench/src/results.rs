//! A page of doctors, each with their next free times.

use std::path::Path;

use crate::{
    Outcome,
    data::LARGE,
    load::{self, Ask},
    postgres::Postgres,
    report::{Goal, Section, count},
    server::Server,
    watched::Watched,
};

const TIMES: usize = 500;

/// # Errors
/// When the server does not answer.
pub async fn measure(postgres: &Postgres, praxis: &Path, folder: &Path, section: &mut Section<'_>) -> Outcome<()> {
    let url = postgres.url("postgres", LARGE.name);
    let server = Server::praxis(praxis, &url, &folder.join("results"), &[]).await?;
    let (doctors, appointments) = (LARGE.doctors, LARGE.appointments());
    for (what, path) in [("20 doctors as JSON", "/api/v1/doctors?limit=20"), ("the page of doctors", "/doctors")] {
        load::run(&server.address, 1, TIMES / 10, 200, move |_| Ask::get(path)).await?;
        let times = load::run(&server.address, 1, TIMES, 200, move |_| Ask::get(path)).await?;
        section.rows = format!("{doctors} doctors, {appointments} appointments, {TIMES} requests");
        section.note(format!("{what}, p50"), times.percentile(50), "ms", None);
        section.note(format!("{what}, p99"), times.percentile(99), "ms", Some(Goal::Below(50.0)));
    }
    let watched = Watched::start(postgres, praxis, LARGE.name, folder).await?;
    section.rows = format!("{doctors} doctors, one request");
    let mut numbers = Vec::new();
    for limit in [5, 20, 80] {
        let ask = Ask::get(&format!("/api/v1/doctors?limit={limit}"));
        let heard = watched.hear(200, |_| ask.clone()).await?;
        numbers.push(heard.statements.len());
        section.note(format!("{limit} doctors as JSON"), count(heard.statements.len()), "statements", None);
    }
    let more = count(numbers[2]) - count(numbers[0]);
    section.note("80 doctors: more than for 5", more, "statements", Some(Goal::Below(1.0)));
    let ask = Ask::get("/doctors");
    let heard = watched.hear(200, |_| ask.clone()).await?;
    section.note("the page of doctors", count(heard.statements.len()), "statements", None);
    Ok(())
}
