//! Practices of different sizes, each in a database of its own.

use std::{path::Path, process::Command};

use sqlx::{AssertSqlSafe, Connection};
use uuid::Uuid;

use crate::{
    Outcome,
    postgres::{Postgres, run},
    server::SECRET,
};

/// A database, and how many there are in it of what.
pub struct Practice {
    pub name: &'static str,
    pub doctors: i32,
    /// Those who have appointments: 20 a day.
    pub busy: i32,
    pub past_days: i32,
    /// To come, from tomorrow on.
    pub days: i32,
    /// Who can sign in, and wish for appointments.
    pub patients: i32,
}

/// Those who ask and those they ask about are alike in all of them: what differs is how much else there is.
pub const SMALL: Practice = Practice { name: "small", doctors: 2, busy: 2, past_days: 0, days: 25, patients: 0 };
/// All of it one doctor's.
pub const LONG: Practice = Practice { name: "long", doctors: 1, busy: 1, past_days: 475, days: 25, patients: 0 };
pub const LARGE: Practice =
    Practice { name: "large", doctors: 10_000, busy: 2_000, past_days: 0, days: 25, patients: 0 };
pub const BOOKED: Practice = Practice { name: "booked", doctors: 200, busy: 0, past_days: 0, days: 0, patients: 200 };

/// How many days ahead the wishes reach.
const WISHED_DAYS: i32 = 60;

impl Practice {
    pub fn appointments(&self) -> i32 {
        self.busy * (self.past_days + self.days) * 20
    }

    /// # Errors
    /// When Praxis cannot make the schema, or PostgreSQL refuses.
    pub async fn fill(&self, postgres: &Postgres, praxis: &Path) -> Outcome<()> {
        let create = format!("create database {}", self.name);
        sqlx::raw_sql(AssertSqlSafe(create)).execute(&mut postgres.connect("postgres").await?).await?;
        let mut migrate = Command::new(praxis);
        let home = tempfile::tempdir()?;
        migrate.arg("migrate").current_dir(home.path()).env("PRAXIS_DATA_DIR", home.path()).env("SECRET_KEY", SECRET);
        run(migrate.env("DATABASE_URL", postgres.url("postgres", self.name)))?;
        let mut db = postgres.connect(self.name).await?;
        sqlx::raw_sql("set synchronous_commit = off").execute(&mut db).await?;
        sqlx::raw_sql(include_str!("data.sql")).execute(&mut db).await?;
        sqlx::query("select bench_fill($1, $2, $3, $4, $5)")
            .bind(self.doctors)
            .bind(self.busy)
            .bind(self.patients)
            .bind(self.past_days)
            .bind(self.days)
            .execute(&mut db)
            .await?;
        if self.patients > 0 {
            sqlx::query("select bench_wish($1, $2)").bind(self.patients).bind(WISHED_DAYS).execute(&mut db).await?;
        }
        sqlx::raw_sql("vacuum analyze").execute(&mut db).await?;
        sqlx::raw_sql("checkpoint").execute(&mut db).await?;
        Ok(db.close().await?)
    }
}

/// The n-th doctor, from 1: `bench_id(2, n)`.
pub fn doctor(number: usize) -> Uuid {
    Uuid::from_u128((u128::try_from(number).unwrap_or(0) << 80) | (0x7000_8000 << 48) | 2)
}
