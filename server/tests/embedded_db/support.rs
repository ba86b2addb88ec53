//! What the tests of the private PostgreSQL share.

use std::{
    fs,
    os::unix::fs::PermissionsExt,
    path::Path,
    process::Command,
    time::{Duration, Instant},
};

use server::embedded_db::{Options, PrivatePostgres};
use sqlx::{Connection, PgConnection};
use tempfile::TempDir;

/// A folder that PostgreSQL's user may enter when the tests run as root.
pub fn open_dir() -> TempDir {
    tempfile::Builder::new().permissions(fs::Permissions::from_mode(0o755)).tempdir().unwrap()
}

/// Does not wait for the disk, for tests that do not crash the computer.
pub fn quick(data_dir: &Path) -> Options {
    let mut options = Options::new(data_dir);
    options.settings = vec![("fsync".to_owned(), "off".to_owned())];
    options
}

pub async fn start(options: Options) -> PrivatePostgres {
    PrivatePostgres::start(options).await.unwrap_or_else(|error| panic!("{error}"))
}

pub async fn ask(database: &PrivatePostgres, question: &'static str) -> String {
    let mut connection = PgConnection::connect(database.url()).await.unwrap();
    sqlx::query_scalar(question).fetch_one(&mut connection).await.unwrap()
}

pub async fn write_note(database: &PrivatePostgres) {
    let mut connection = PgConnection::connect(database.url()).await.unwrap();
    sqlx::raw_sql("CREATE TABLE note (body text); INSERT INTO note VALUES ('kept')")
        .execute(&mut connection)
        .await
        .unwrap();
}

pub async fn assert_note(database: &PrivatePostgres) {
    assert_eq!(ask(database, "SELECT body FROM note").await, "kept");
}

pub fn postmaster_pid(database: &PrivatePostgres) -> String {
    let text = fs::read_to_string(database.cluster_path().join("postmaster.pid")).unwrap();
    text.lines().next().unwrap().to_owned()
}

pub fn kill(pid: &str) {
    let status = Command::new("kill").args(["-KILL", pid]).status().unwrap();
    assert!(status.success());
}

/// A process that has ended, but that nobody has waited for, does not count.
pub fn is_running(pid: &str) -> bool {
    let output = Command::new("ps").args(["-o", "stat=", "-p", pid]).output().unwrap();
    let state = String::from_utf8_lossy(&output.stdout);
    !state.trim().is_empty() && !state.starts_with('Z')
}

pub async fn wait_for(condition: impl Fn() -> bool) {
    let begin = Instant::now();
    while !condition() {
        assert!(begin.elapsed() < Duration::from_mins(1));
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

/// Puts programs of a release into `dir` that can do no more than tell their version.
pub fn pretend_to_be(version: &str, dir: &Path) {
    // Written by a process of its own: a file that a process started by a parallel test still has
    // open for writing could not be run.
    let script = r#"
        for program in postgres initdb pg_ctl; do
            printf '#!/bin/sh\necho "%s (PostgreSQL) %s"\n' "$program" "$1" > "$0/$program"
            chmod 755 "$0/$program"
        done"#;
    let status = Command::new("sh").args(["-c", script]).arg(dir).arg(version).status().unwrap();
    assert!(status.success());
}
