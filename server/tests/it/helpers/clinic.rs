//! A clinic with one location in London, on a Monday morning.

use std::sync::Arc;

use axum::Router;
use chrono::{DateTime, Utc};
use domain::{
    directory::{Location, Specialty},
    ids::{LocationId, SpecialtyId},
};
use serde_json::json;
use server::{
    clock::FixedClock,
    config::{Environment, LogFormat, SecretKey, Settings},
    db,
    startup::{self, AppState},
};
use sqlx::PgPool;
use uuid::Uuid;

use super::client::Client;

pub const PASSWORD: &str = "correct horse battery";

/// An instant, as RFC 3339.
fn at(text: &str) -> DateTime<Utc> {
    DateTime::parse_from_rfc3339(text).unwrap().with_timezone(&Utc)
}

pub struct Clinic {
    pub state: AppState,
    pub clock: FixedClock,
    pub pool: PgPool,
    pub router: Router,
    pub specialty: SpecialtyId,
    pub location: LocationId,
}

impl Clinic {
    /// Monday 2 March 2026, 08:00 in London.
    pub async fn open(pool: PgPool) -> Self {
        Self::open_as(pool, Environment::Development).await
    }

    pub async fn open_as(pool: PgPool, environment: Environment) -> Self {
        let clock = FixedClock::at(at("2026-03-02T08:00:00Z"));
        let state = AppState::new(pool.clone(), Arc::new(clock.clone()), &settings(environment));
        let (specialty, location) = (SpecialtyId(Uuid::from_u128(1)), LocationId(Uuid::from_u128(2)));
        let mut db = pool.acquire().await.unwrap();
        let cardiology = Specialty { id: specialty, slug: "cardiology".into(), name: "Cardiology".into() };
        db::specialties::insert(&mut db, &cardiology).await.unwrap();
        let riverside = Location {
            id: location,
            slug: "riverside".into(),
            name: "Riverside".into(),
            address: "14 Wharf Street".into(),
            city: "London".into(),
            postal_code: "SE1 9PX".into(),
            time_zone: "Europe/London".into(),
        };
        db::locations::insert(&mut db, &riverside, 0).await.unwrap();
        drop(db);
        let router = startup::router(&state);
        Self { state, clock, pool, router, specialty, location }
    }

    pub fn anonymous(&self) -> Client {
        Client { router: self.router.clone(), token: None, id: String::new() }
    }

    /// A patient with an account, signed in.
    pub async fn patient(&self, name: &str) -> Client {
        self.register(name, "patient").await
    }

    /// A doctor with an account, signed in, without any hours.
    pub async fn doctor(&self, name: &str) -> Client {
        self.register(name, "doctor").await
    }

    async fn register(&self, name: &str, role: &str) -> Client {
        let email = format!("{}@example.com", name.to_lowercase().replace(' ', "."));
        let visitor = self.anonymous();
        let body = json!({ "full_name": name, "email": email, "password": PASSWORD, "role": role });
        visitor.post("/api/v1/auth/register", body).await.expect(201);
        self.sign_in(&email).await
    }

    pub async fn sign_in(&self, email: &str) -> Client {
        self.sign_in_with(email, None).await
    }

    /// With the code of an authenticator app, or a recovery code.
    pub async fn sign_in_with(&self, email: &str, code: Option<&str>) -> Client {
        let visitor = self.anonymous();
        let body = json!({ "email": email, "password": PASSWORD, "code": code });
        let answer = visitor.post("/api/v1/auth/login", body).await.expect(200).json();
        Client {
            token: Some(answer["access_token"].as_str().unwrap().to_owned()),
            id: answer["user"]["id"].as_str().unwrap().to_owned(),
            ..visitor
        }
    }
}

fn settings(environment: Environment) -> Settings {
    Settings {
        environment,
        database_url: None,
        data_dir: "unused".into(),
        listen: "127.0.0.1:0".parse().unwrap(),
        public_url: "http://127.0.0.1".to_owned(),
        secret_key: SecretKey::new("a-secret-for-tests-a-secret-for-tests".to_owned()).unwrap(),
        access_token_minutes: 15,
        refresh_token_days: 7,
        refresh_cookie_name: "praxis_refresh".to_owned(),
        log_format: LogFormat::Text,
        site_root: "target/site".into(),
    }
}
