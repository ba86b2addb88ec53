//! `praxis check`: whether what was set up works, in a line each. Changes nothing.

use lettre::{AsyncSmtpTransport, Tokio1Executor};
use sqlx::{Connection, PgConnection};

use crate::{
    config::{Environment, Settings},
    db::MIGRATOR,
    mail::Mailer,
};

/// Something that was looked at: its name, and what there is to say of it, or what is wrong.
pub type Finding = (&'static str, Result<String, String>);

/// Looks at the database behind `url`, its schema, and the mail server. The settings could be read, or nobody would ask.
pub async fn check(settings: &Settings, url: &str) -> Vec<Finding> {
    let environment = match settings.environment {
        Environment::Development => "development",
        Environment::Production => "production",
    };
    let mut findings = vec![("configuration", Ok(format!("{environment}, {}", settings.public_url)))];
    match PgConnection::connect(url).await {
        Ok(mut db) => {
            findings.push(("database", version(&mut db).await.map_err(|error| error.to_string())));
            findings.push(("migrations", migrations(&mut db).await));
        }
        Err(error) => {
            findings.push(("database", Err(error.to_string())));
            findings.push(("migrations", Err("cannot be seen without the database".to_owned())));
        }
    }
    findings.push(("mail", mail(settings).await));
    findings
}

async fn version(db: &mut PgConnection) -> Result<String, sqlx::Error> {
    let version: String = sqlx::query_scalar("show server_version").fetch_one(db).await?;
    Ok(format!("PostgreSQL {version}"))
}

/// Not checked at compile time: the table is made by its library, with the first migration.
async fn migrations(db: &mut PgConnection) -> Result<String, String> {
    let applied: Result<Vec<(i64, Vec<u8>)>, _> =
        sqlx::query_as("select version, checksum from _sqlx_migrations where success").fetch_all(db).await;
    let applied = applied.unwrap_or_default();
    let known = || MIGRATOR.iter().filter(|migration| !migration.migration_type.is_down_migration());
    let missing = known().filter(|known| applied.iter().all(|(version, _)| *version != known.version)).count();
    if missing > 0 {
        return Err(format!("{missing} of {} are missing; `praxis migrate` runs them", known().count()));
    }
    let other = |(version, checksum): &&(i64, Vec<u8>)| {
        known().all(|known| known.version != *version || known.checksum[..] != checksum[..])
    };
    match applied.iter().find(other) {
        Some((version, _)) => Err(format!("the database has a migration this program does not know: {version}")),
        None => Ok(format!("{} applied", applied.len())),
    }
}

async fn mail(settings: &Settings) -> Result<String, String> {
    match (&settings.mailer, settings.environment) {
        (Mailer::Mailbox, Environment::Development) => Ok("kept at /dev/mail".to_owned()),
        (Mailer::Mailbox, Environment::Production) => Err("MAIL_URL is not set: no mail leaves".to_owned()),
        (Mailer::Smtp { transport, .. }, _) => answers(transport).await,
    }
}

async fn answers(transport: &AsyncSmtpTransport<Tokio1Executor>) -> Result<String, String> {
    match transport.test_connection().await {
        Ok(true) => Ok("the server answers".to_owned()),
        Ok(false) => Err("the server does not answer".to_owned()),
        Err(error) => Err(format!("the server does not answer: {error}")),
    }
}
