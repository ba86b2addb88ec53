//! The very statements of a booking, sent by PostgreSQL's own pgbench.

use std::fmt::Write;

use crate::{
    Outcome,
    data::BOOKED,
    postgres::{Postgres, run},
};

/// How many bookings one look at the wishes serves, so that looking counts for little.
pub const BATCH: usize = 10;

/// What the two statements get that no two bookings share, as columns made of a row of `wishes`.
const COLUMNS: [(&str, &str); 12] = [
    ("doctor", "doctor_id"),
    ("ids", "'{' || doctor_id || '}'"),
    ("patient", "patient_id"),
    ("around", "tstzrange(starts_at - interval '3 days', starts_at + interval '3 days 1 second')"),
    ("first", "(starts_at - interval '4 days')::date"),
    ("last", "(starts_at + interval '4 days')::date"),
    ("location", "location_id"),
    ("visit", "visit_type"),
    ("during", "during"),
    ("now", "now()"),
    ("id", "gen_random_uuid()"),
    ("entry", "gen_random_uuid()"),
];

/// The parameters of the statement that reads a calendar (`server/src/db/calendars.rs`): the name of a column, with its type
/// where PostgreSQL cannot tell it, or SQL.
const READ: [&str; 9] =
    [":ids", ":doctor", "false", ":around::tstzrange", ":patient", ":now", ":first", ":last", ":patient"];
/// The parameters of the statement that books (`server/src/db/appointments.rs`).
const WRITE: [&str; 24] = [
    ":doctor",
    "0",
    ":id",
    ":patient",
    ":location",
    ":visit",
    ":during",
    ":during",
    "'confirmed'",
    "false",
    "'Check-up'",
    ":now",
    "null",
    ":entry",
    ":patient",
    "'patient'",
    "'appointment.booked'",
    "'{}'",
    "'127.0.0.1'",
    "'bench'",
    "null::uuid",
    "null::uuid",
    "null::integer",
    "null::uuid",
];

/// The statements of a booking, as PostgreSQL saw them.
pub struct Statements {
    read: String,
    write: String,
}

impl Statements {
    /// # Errors
    /// When a booking is made of others than we know.
    pub fn find(heard: &[String]) -> Outcome<Self> {
        let find = |mark: &str, parameters: usize| {
            let found = heard.iter().find(|statement| statement.contains(mark)).ok_or("a booking lacks a statement")?;
            let (last, next) = (format!("${parameters}"), format!("${}", parameters + 1));
            if !found.contains(&last) || found.contains(&next) {
                return Err("a statement of a booking has other parameters than before");
            }
            Ok(found.clone())
        };
        Ok(Self { read: find("calendar_version,", READ.len())?, write: find("insert into appointments", WRITE.len())? })
    }

    /// Books `per_client` wishes from each of `clients` connections, beginning with the wish `first`; bookings a second.
    ///
    /// # Errors
    /// When pgbench fails, or when fewer were booked.
    pub fn run(&self, postgres: &Postgres, first: usize, clients: usize, per_client: usize) -> Outcome<f64> {
        let script = postgres.home().join("booking.sql");
        std::fs::write(&script, self.script(per_client)?)?;
        let mut pgbench = postgres.program("pgbench");
        pgbench.args(["-n", "-M", "prepared", "-j", "2", "-c", &clients.to_string()]);
        pgbench.args(["-t", &(per_client / BATCH).to_string(), "-D", "batch=0", "-D", &format!("first={first}"), "-f"]);
        let output = run(pgbench.arg(script).arg(BOOKED.name))?;
        let line = output.lines().find_map(|line| line.strip_prefix("tps = ")).ok_or("pgbench counted nothing")?;
        let a_second: f64 = line.split(' ').next().unwrap_or_default().parse()?;
        Ok(a_second * crate::report::count(BATCH))
    }

    /// One transaction of pgbench: a look at the wishes, and that many bookings, each statement a transaction of its own.
    fn script(&self, per_client: usize) -> Outcome<String> {
        let columns = (0..BATCH).flat_map(|number| {
            let column = move |(name, column)| {
                format!("(array_agg({column} order by number))[{}] as {name}{number}", number + 1)
            };
            COLUMNS.into_iter().map(column)
        });
        let columns: Vec<String> = columns.collect();
        let mut script = format!(
            "\\set from :first + :client_id * {per_client} + :batch * {BATCH}
            \\set batch :batch + 1
            select {} from wishes where number >= :from::bigint and number < :from::bigint + {BATCH} \\gset\n",
            columns.join(", ")
        );
        for number in 0..BATCH {
            for (statement, parameters) in [(&self.read, READ.as_slice()), (&self.write, WRITE.as_slice())] {
                writeln!(script, "{};", filled(statement, parameters, number))?;
            }
        }
        Ok(script)
    }
}

/// The statement with names of pgbench's variables, and with constants, for its parameters.
fn filled(statement: &str, parameters: &[&str], number: usize) -> String {
    // The last first: $2 is the beginning of $20.
    let all = parameters.iter().enumerate().rev();
    all.fold(statement.to_owned(), |statement, (index, parameter)| {
        let value = match parameter.strip_prefix(':') {
            Some(name) => {
                let (name, kind) = name.split_at(name.find("::").unwrap_or(name.len()));
                format!(":{name}{number}{kind}")
            }
            None => (*parameter).to_owned(),
        };
        statement.replace(&format!("${}", index + 1), &value)
    })
}
