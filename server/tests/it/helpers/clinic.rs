//! A clinic with one location in London, on a Monday morning.

use std::{net::SocketAddr, sync::Arc};

use axum::{Extension, Router, extract::ConnectInfo};
use chrono::{DateTime, Utc};
use domain::{
    directory::{Location, Specialty},
    ids::{LocationId, SpecialtyId},
    mail::DevMail,
};
use serde_json::json;
use server::{
    clock::FixedClock,
    config::{Environment, LogFormat, Origins, SecretKey, Settings, TrustedProxies},
    db, jobs,
    mail::Mailer,
    startup::{self, AppState},
};
use sqlx::{AssertSqlSafe, PgPool};
use uuid::Uuid;

use super::client::Client;

pub const PASSWORD: &str = "correct horse battery";
pub const SECRET: &str = "a-secret-for-tests-a-secret-for-tests";

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
        Self::open_with(pool, settings()).await
    }

    pub async fn open_as(pool: PgPool, environment: Environment) -> Self {
        let public_url = match environment {
            Environment::Development => "http://127.0.0.1".to_owned(),
            Environment::Production => "https://praxis.test".to_owned(),
        };
        Self::open_with(pool, Settings { environment, public_url, ..settings() }).await
    }

    /// With other settings than usual.
    pub async fn open_with(pool: PgPool, settings: Settings) -> Self {
        jobs::prepare(&pool).await.unwrap();
        let clock = FixedClock::at(at("2026-03-02T08:00:00Z"));
        let state = AppState::new(pool.clone(), Arc::new(clock.clone()), &settings);
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
        db::locations::insert(&mut db, &riverside).await.unwrap();
        drop(db);
        let router = startup::router(&state);
        Self { state, clock, pool, router, specialty, location }
    }

    /// Another node of this clinic.
    pub fn another_node(&self) -> Self {
        let state = AppState::new(self.pool.clone(), Arc::new(self.clock.clone()), &settings());
        let (clock, pool, router) = (self.clock.clone(), self.pool.clone(), startup::router(&state));
        Self { state, clock, pool, router, specialty: self.specialty, location: self.location }
    }

    /// Does the jobs that wait.
    pub async fn do_jobs(&self) {
        for worker in jobs::workers(&self.state.services).await.unwrap() {
            worker.run_once().await.unwrap();
        }
    }

    /// Does the jobs that wait, and gives the mails that went to an address, latest first.
    pub async fn mails_to(&self, email: &str) -> Vec<DevMail> {
        self.do_jobs().await;
        db::dev_mails::to(&mut self.pool.acquire().await.unwrap(), Some(email)).await.unwrap()
    }

    /// The latest mail to an address with this subject. (Mails that wait together go in any order.)
    pub async fn mail_to(&self, email: &str, subject: &str) -> DevMail {
        let mut mails = self.mails_to(email).await.into_iter();
        mails.find(|mail| mail.subject == subject).unwrap_or_else(|| panic!("no mail to {email}: {subject}"))
    }

    /// The token in the latest mail to an address that leads to this page. (Mails that wait together go in any order.)
    pub async fn mailed_token(&self, email: &str, page: &str) -> String {
        let mails = self.mails_to(email).await;
        let start = format!("/{page}?token=");
        let token = mails.iter().find_map(|mail| Some(mail.text.split_once(&start)?.1.lines().next()?.to_owned()));
        token.unwrap()
    }

    pub fn anonymous(&self) -> Client {
        Client { router: self.router.clone(), token: None, id: String::new() }
    }

    /// Somebody at an address; everybody else in the tests comes from nowhere.
    pub fn visitor(&self, peer: &str) -> Client {
        let peer = SocketAddr::new(peer.parse().unwrap(), 4711);
        Client { router: self.router.clone().layer(Extension(ConnectInfo(peer))), token: None, id: String::new() }
    }

    /// Somebody at another node of this clinic.
    pub fn at_another_node(&self, settings: &Settings) -> Client {
        let state = AppState::new(self.pool.clone(), Arc::new(self.clock.clone()), settings);
        Client { router: startup::router(&state), token: None, id: String::new() }
    }

    /// A patient with an account, signed in.
    pub async fn patient(&self, name: &str) -> Client {
        self.register(name, "patient").await
    }

    /// A doctor with an account, signed in, without any hours.
    pub async fn doctor(&self, name: &str) -> Client {
        self.register(name, "doctor").await
    }

    /// The names of the doctors a search finds.
    pub async fn found(&self, query: &str) -> Vec<String> {
        let page = self.anonymous().get(&format!("/api/v1/doctors?{query}")).await.expect(200).json();
        let items = page["items"].as_array().unwrap();
        items.iter().map(|doctor| doctor["full_name"].as_str().unwrap().to_owned()).collect()
    }

    /// An administrator, signed in.
    pub async fn admin(&self, name: &str) -> Client {
        self.with_role(name, "role = 'admin'").await
    }

    /// A receptionist of the clinic's location, signed in.
    pub async fn receptionist(&self, name: &str) -> Client {
        self.with_role(name, "role = 'receptionist', location_id = '00000000-0000-0000-0000-000000000002'").await
    }

    async fn with_role(&self, name: &str, role: &str) -> Client {
        let client = self.patient(name).await;
        let sql = format!("update users set {role} where id = '{}'", client.id);
        sqlx::query(AssertSqlSafe(sql)).execute(&self.pool).await.unwrap();
        client
    }

    /// The same person, signed in once more.
    pub async fn again(&self, client: &Client) -> Client {
        let email: String = sqlx::query_scalar("select email from users where id = $1::uuid")
            .bind(&client.id)
            .fetch_one(&self.pool)
            .await
            .unwrap();
        self.sign_in(&email).await
    }

    async fn register(&self, name: &str, role: &str) -> Client {
        let email = format!("{}@example.com", name.to_lowercase().replace(' ', "."));
        let visitor = self.anonymous();
        let body = json!({ "full_name": name, "email": email, "password": PASSWORD, "role": role });
        visitor.post("/api/v1/auth/register", body).await.expect(201);
        self.sign_in(&email).await
    }

    pub async fn sign_in(&self, email: &str) -> Client {
        self.sign_in_with(email, PASSWORD, None).await
    }

    /// With another password, and the code of an authenticator app, or a recovery code.
    pub async fn sign_in_with(&self, email: &str, password: &str, code: Option<&str>) -> Client {
        let visitor = self.anonymous();
        let body = json!({ "email": email, "password": password, "code": code });
        let answer = visitor.post("/api/v1/auth/login", body).await.expect(200).json();
        Client {
            token: Some(answer["access_token"].as_str().unwrap().to_owned()),
            id: answer["user"]["id"].as_str().unwrap().to_owned(),
            ..visitor
        }
    }
}

pub fn settings() -> Settings {
    Settings {
        environment: Environment::Development,
        database_url: None,
        data_dir: "unused".into(),
        listen: "127.0.0.1:0".parse().unwrap(),
        public_url: "http://127.0.0.1".to_owned(),
        secret_key: SecretKey::new(SECRET.to_owned()).unwrap(),
        secret_key_previous: None,
        access_token_minutes: 15,
        refresh_token_days: 7,
        refresh_cookie_name: "praxis_refresh".to_owned(),
        mailed_token_minutes: 30,
        require_email_verification: false,
        mailer: Mailer::Mailbox,
        cors_origins: Origins::default(),
        trusted_proxies: TrustedProxies::default(),
        webhook_allow_private: true,
        log_format: LogFormat::Text,
        site_root: "target/site".into(),
    }
}
