//! One refresh token, two server processes.

use std::{collections::HashSet, sync::Arc};

use reqwest::{Client, Response, header};
use serde_json::json;
use server::db::MIGRATOR;
use sqlx::PgPool;
use tokio::{sync::Barrier, task::JoinSet};

use crate::helpers::{PASSWORD, Process};

const RACERS: usize = 20;

/// The refresh cookie of an answer, as `name=value`.
fn cookie(answer: &Response) -> String {
    let cookie = answer.headers()[header::SET_COOKIE].to_str().unwrap();
    assert!(cookie.starts_with("praxis_refresh="), "{cookie}");
    cookie.split(';').next().unwrap().to_owned()
}

async fn sign_in(process: &Process) -> String {
    let url = format!("{}/api/v1/auth/login", process.address);
    let body = json!({ "email": "ann@example.com", "password": PASSWORD });
    let answer = Client::new().post(url).json(&body).send().await.unwrap();
    assert_eq!(answer.status(), 200);
    cookie(&answer)
}

async fn register(process: &Process) {
    let url = format!("{}/api/v1/auth/register", process.address);
    let body = json!({ "name": "Ann Lee", "email": "ann@example.com", "password": PASSWORD });
    assert_eq!(Client::new().post(url).json(&body).send().await.unwrap().status(), 201);
}

async fn refresh(client: &Client, process: &Process, cookie: &str) -> Response {
    let url = format!("{}/api/v1/auth/refresh", process.address);
    client.post(url).header(header::COOKIE, cookie).send().await.unwrap()
}

async fn refused(process: &Process, cookie: &str) {
    assert_eq!(refresh(&Client::new(), process, cookie).await.status(), 401);
}

async fn count(pool: &PgPool, sql: &'static str) -> i64 {
    sqlx::query_scalar(sql).fetch_one(pool).await.unwrap()
}

async fn live_tokens(pool: &PgPool) -> i64 {
    count(pool, "select count(*) from refresh_tokens join sessions on id = session_id where rotated_at is null and ended_at is null").await
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn twenty_refreshes_at_two_processes_give_one_child(pool: PgPool) {
    let processes = Arc::new([Process::start(&pool).await, Process::start(&pool).await]);
    register(&processes[0]).await;
    let parent = sign_in(&processes[1]).await;
    let mut racers = JoinSet::new();
    let start_line = Arc::new(Barrier::new(RACERS));
    for number in 0..RACERS {
        let (processes, parent, start_line) = (Arc::clone(&processes), parent.clone(), Arc::clone(&start_line));
        racers.spawn(async move {
            let (client, process) = (Client::new(), &processes[number % 2]);
            client.get(format!("{}/health", process.address)).send().await.unwrap().bytes().await.unwrap();
            start_line.wait().await;
            let answer = refresh(&client, process, &parent).await;
            assert_eq!(answer.status(), 200);
            cookie(&answer)
        });
    }
    let children: HashSet<String> = racers.join_all().await.into_iter().collect();
    assert_eq!(children.len(), 1);
    assert_eq!(live_tokens(&pool).await, 1);
    assert_eq!(count(&pool, "select count(*) from refresh_tokens").await, 2);

    // Outside the window it is a copy, and the session ends everywhere.
    let age = "update refresh_tokens set rotated_at = rotated_at - interval '11 seconds' where rotated_at is not null";
    sqlx::query(age).execute(&pool).await.unwrap();
    refused(&processes[0], &parent).await;
    assert_eq!(live_tokens(&pool).await, 0);
    assert_eq!(count(&pool, "select count(*) from sessions where end_reason = 'token_replayed'").await, 1);
    for process in processes.iter() {
        refused(process, children.iter().next().unwrap()).await;
    }
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_grandparent_is_refused_by_the_other_process_at_once(pool: PgPool) {
    let [here, there] = [Process::start(&pool).await, Process::start(&pool).await];
    register(&here).await;
    let grandparent = sign_in(&here).await;
    let client = Client::new();
    let parent = cookie(&refresh(&client, &here, &grandparent).await);
    let child = cookie(&refresh(&client, &there, &parent).await);
    assert_eq!(cookie(&refresh(&client, &here, &parent).await), child);
    refused(&there, &grandparent).await;
    refused(&here, &child).await;
    assert_eq!(live_tokens(&pool).await, 0);
}
