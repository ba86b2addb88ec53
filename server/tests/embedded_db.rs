//! The private PostgreSQL, with the programs that are installed here.

#[path = "embedded_db/support.rs"]
mod support;

use std::{
    fs,
    os::unix::fs::{MetadataExt, PermissionsExt},
    path::Path,
    process::{Command, Stdio},
};

use server::embedded_db::{EmbeddedDbError, Options, PrivatePostgres};
use sqlx::{Connection, PgConnection};
use support::{
    ask, assert_note, is_running, kill, open_dir, postmaster_pid, pretend_to_be, quick, start, wait_for, write_note,
};

#[tokio::test]
async fn a_fresh_folder_becomes_a_running_database() {
    let dir = open_dir();
    let data_dir = dir.path().join("not/there yet, \"really\"");
    let database = start(Options::new(&data_dir)).await;

    assert_eq!(ask(&database, "SELECT current_database()").await, "praxis");
    assert_eq!(ask(&database, "SHOW is_superuser").await, "on");
    assert_eq!(ask(&database, "SHOW server_encoding").await, "UTF8");
    assert_eq!(ask(&database, "SHOW fsync").await, "on");
    assert_eq!(ask(&database, "SHOW listen_addresses").await, "");
    let mode = fs::metadata(database.cluster_path()).unwrap().mode();
    assert_eq!(mode & 0o777, 0o700);
    let log = fs::read_to_string(database.log_path()).unwrap();
    assert!(log.contains("ready to accept connections"));
    database.stop().await.unwrap();
}

#[tokio::test]
async fn data_survives_a_stop_and_a_start() {
    let dir = open_dir();
    let database = start(quick(dir.path())).await;
    write_note(&database).await;
    let pid_file = database.cluster_path().join("postmaster.pid");
    database.stop().await.unwrap();
    assert!(!pid_file.exists(), "the server has ended");

    let database = start(quick(dir.path())).await;
    assert_note(&database).await;
    database.stop().await.unwrap();
}

#[tokio::test]
async fn dropping_it_stops_the_server() {
    let dir = open_dir();
    let database = start(quick(dir.path())).await;
    let pid = postmaster_pid(&database);
    drop(database);
    assert!(!is_running(&pid));
}

#[tokio::test]
async fn it_starts_again_after_the_server_was_killed() {
    let dir = open_dir();
    let database = start(quick(dir.path())).await;
    write_note(&database).await;
    // A client that is still connected keeps a process of the killed server alive for a moment.
    let client = PgConnection::connect(database.url()).await.unwrap();
    kill(&postmaster_pid(&database));
    drop(database);

    let database = start(quick(dir.path())).await;
    assert_note(&database).await;
    database.stop().await.unwrap();
    drop(client);
}

#[tokio::test]
async fn a_server_left_behind_by_a_killed_praxis_is_taken_over() {
    let dir = open_dir();
    let mut praxis = Command::new(env!("CARGO_BIN_EXE_praxis"))
        .args(["serve", "--listen", "127.0.0.1:0"])
        .current_dir(dir.path())
        .env_remove("DATABASE_URL")
        .env("PRAXIS_DATA_DIR", dir.path())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let pid_file = dir.path().join("postgres/postgres/postmaster.pid");
    wait_for(|| fs::read_to_string(&pid_file).is_ok_and(|status| status.contains("ready"))).await;
    praxis.kill().unwrap();
    praxis.wait().unwrap();
    let left_behind = fs::read_to_string(&pid_file).unwrap().lines().next().unwrap().to_owned();
    assert!(is_running(&left_behind));

    let database = start(Options::new(dir.path().join("postgres"))).await;
    assert_eq!(postmaster_pid(&database), left_behind);
    assert_eq!(ask(&database, "SELECT 'up'").await, "up");
    database.stop().await.unwrap();
    // It removes its lock, which is the sign of its end, a moment before.
    wait_for(|| !is_running(&left_behind)).await;
}

#[tokio::test]
async fn a_stale_lock_with_the_number_of_another_process_is_no_obstacle() {
    let dir = open_dir();
    let database = start(quick(dir.path())).await;
    let pid_file = database.cluster_path().join("postmaster.pid");
    let socket_lock = dir.path().join("run/.s.PGSQL.5432.lock");
    let locks = [pid_file, socket_lock].map(|path| (fs::read_to_string(&path).unwrap(), path));
    let pid = postmaster_pid(&database);
    let cluster = database.cluster_path().to_owned();
    database.stop().await.unwrap();
    let run = dir.path().join("run");
    fs::create_dir(&run).unwrap();
    fs::set_permissions(&run, fs::Permissions::from_mode(0o700)).unwrap();
    // Not this process: PostgreSQL knows that its parent cannot be another server.
    let mut other = Command::new("sleep").arg("60").spawn().unwrap();
    for (text, path) in locks {
        let other = text.replacen(&pid, &other.id().to_string(), 1);
        fs::write(&path, other).unwrap();
        let owner = fs::metadata(&cluster).unwrap();
        std::os::unix::fs::chown(path, Some(owner.uid()), Some(owner.gid())).unwrap();
    }

    let database = start(quick(dir.path())).await;
    assert_eq!(ask(&database, "SELECT 'up'").await, "up");
    assert!(run.join(".s.PGSQL.5432").exists(), "it is the same folder");
    database.stop().await.unwrap();
    other.kill().unwrap();
    other.wait().unwrap();
}

#[tokio::test]
async fn a_second_start_on_the_same_folder_is_refused() {
    let dir = open_dir();
    let database = start(quick(dir.path())).await;

    let error = PrivatePostgres::start(quick(dir.path())).await.unwrap_err();

    let shown = dir.path().canonicalize().unwrap();
    assert_eq!(
        error.to_string(),
        format!("Another Praxis is using {}. Stop it, or set PRAXIS_DATA_DIR to another folder.", shown.display())
    );
    assert_eq!(ask(&database, "SELECT 'up'").await, "up");
    database.stop().await.unwrap();
}

#[tokio::test]
async fn missing_programs_give_one_clear_line() {
    let dir = open_dir();
    let mut options = quick(dir.path());
    options.bin_dir = Some(dir.path().join("bin"));

    let error = PrivatePostgres::start(options).await.unwrap_err();

    assert_eq!(
        error.to_string(),
        "PostgreSQL 15 or newer was not found. Install it (Debian/Ubuntu: apt-get install \
         postgresql) or set DATABASE_URL or PG_BIN_DIR."
    );
}

#[tokio::test]
async fn a_too_old_release_gives_one_clear_line() {
    let dir = open_dir();
    let mut options = quick(&dir.path().join("data"));
    pretend_to_be("14.9", dir.path());
    options.bin_dir = Some(dir.path().to_owned());

    let error = PrivatePostgres::start(options).await.unwrap_err();

    assert_eq!(
        error.to_string(),
        format!(
            "PostgreSQL 15 or newer was not found, only 14.9 in {}. Install it (Debian/Ubuntu: \
             apt-get install postgresql) or set DATABASE_URL or PG_BIN_DIR.",
            dir.path().display()
        )
    );
}

#[tokio::test]
async fn a_database_of_another_major_release_is_left_alone() {
    let dir = open_dir();
    let mut options = quick(dir.path());
    let cluster = dir.path().canonicalize().unwrap().join("postgres");
    fs::create_dir(&cluster).unwrap();
    fs::write(cluster.join("PG_VERSION"), "15\n").unwrap();
    let bin_dir = dir.path().join("bin");
    fs::create_dir(&bin_dir).unwrap();
    pretend_to_be("17.2", &bin_dir);
    options.bin_dir = Some(bin_dir);

    let error = PrivatePostgres::start(options).await.unwrap_err();

    let expected = format!("The database in {} was made by PostgreSQL 15, but only 17.2 was found.", cluster.display());
    let said = error.to_string();
    assert!(said.starts_with(&expected), "{said}");
}

#[tokio::test]
async fn a_wrong_setting_is_told_in_the_words_of_the_server() {
    let dir = open_dir();
    let mut options = quick(dir.path());
    options.settings.push(("max_connections".to_owned(), "many".to_owned()));

    let error = PrivatePostgres::start(options).await.unwrap_err();

    assert!(matches!(error, EmbeddedDbError::Start { .. }), "{error}");
    let said = error.to_string();
    assert!(said.contains("max_connections"), "{said}");
    assert!(!said.contains('\n'), "{said}");
}

#[tokio::test]
async fn a_path_too_long_for_a_socket_is_no_obstacle() {
    let dir = open_dir();
    let database = start(quick(&dir.path().join("long".repeat(40)))).await;
    assert_eq!(ask(&database, "SELECT 'up'").await, "up");
    database.stop().await.unwrap();
}

#[tokio::test]
async fn as_root_a_closed_folder_has_its_database_elsewhere() {
    let dir = open_dir();
    if fs::metadata(dir.path()).unwrap().uid() != 0 {
        // Only root runs PostgreSQL as another user.
        return;
    }
    fs::set_permissions(dir.path(), fs::Permissions::from_mode(0o700)).unwrap();
    let database = start(quick(dir.path())).await;
    let cluster = database.cluster_path().to_owned();
    write_note(&database).await;
    database.stop().await.unwrap();
    assert!(cluster.starts_with("/var/lib/praxis"));

    // It stays there when the folder is opened, as the data would seem lost otherwise.
    fs::set_permissions(dir.path(), fs::Permissions::from_mode(0o755)).unwrap();
    let database = start(quick(dir.path())).await;
    assert_note(&database).await;
    database.stop().await.unwrap();
    fs::remove_dir_all(cluster.parent().unwrap()).unwrap();
}

#[test]
fn with_postgres_runs_a_command_and_leaves_nothing_behind() {
    let script = r#"
        test -n "$DATABASE_URL" && test -f "$PRAXIS_TEST_PG_LOG" && echo "$PRAXIS_TEST_PG_LOG"
        exit 7"#;
    let output =
        Command::new(env!("CARGO_BIN_EXE_with-postgres")).args(["--", "sh", "-c"]).arg(script).output().unwrap();

    assert_eq!(output.status.code(), Some(7), "{output:?}");
    let log = String::from_utf8(output.stdout).unwrap();
    assert!(!Path::new(log.trim()).parent().unwrap().exists());
}
