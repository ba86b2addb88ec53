//! Settings, from the environment. A wrong value stops the start with one line that names it.

mod mail;
mod origins;
mod proxies;
mod secret;

use std::{env, net::SocketAddr, path::PathBuf};

pub use origins::Origins;
pub use proxies::TrustedProxies;
pub use secret::SecretKey;

use crate::mail::Mailer;

const ADDRESS: &str = "an address and port such as 127.0.0.1:3000";

/// A setting that cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("{variable}: {problem}")]
pub struct ConfigError {
    variable: String,
    problem: String,
}

impl ConfigError {
    pub fn new(variable: &str, problem: impl Into<String>) -> Self {
        Self { variable: variable.to_owned(), problem: problem.into() }
    }
}

/// What kind of installation this is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Environment {
    /// On somebody's own machine: doctors are approved at once, a secret is made when there is none.
    Development,
    Production,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogFormat {
    Text,
    Json,
}

/// Everything that can be set.
#[derive(Debug, Clone)]
pub struct Settings {
    pub environment: Environment,
    /// None: a private PostgreSQL in the data folder.
    pub database_url: Option<String>,
    pub data_dir: PathBuf,
    pub listen: SocketAddr,
    /// How browsers reach the site, without a trailing slash.
    pub public_url: String,
    pub secret_key: SecretKey,
    /// Another key whose tokens are good: the one before, or the next.
    pub secret_key_previous: Option<SecretKey>,
    pub access_token_minutes: u32,
    /// Days a sign-in lasts without being used.
    pub refresh_token_days: u32,
    pub refresh_cookie_name: String,
    /// Minutes a link in a mail is good.
    pub mailed_token_minutes: u32,
    /// Whether an account works only once its address is confirmed.
    pub require_email_verification: bool,
    pub mailer: Mailer,
    /// Other sites whose scripts may call the API.
    pub cors_origins: Origins,
    /// Who may say whom a request comes from.
    pub trusted_proxies: TrustedProxies,
    /// Whether webhooks may go to private networks, and without TLS.
    pub webhook_allow_private: bool,
    pub log_format: LogFormat,
    /// Where the built pages' CSS, JS and WASM are.
    pub site_root: PathBuf,
}

impl Settings {
    /// Reads the environment. A `listen` from the command line comes before `PRAXIS_LISTEN`.
    ///
    /// # Errors
    /// The first setting that cannot be used.
    pub fn from_env(listen: Option<&str>) -> Result<Self, ConfigError> {
        let environment = one_of(
            "PRAXIS_ENV",
            &[("development", Environment::Development), ("production", Environment::Production)],
        )?;
        let data_dir = PathBuf::from(var("PRAXIS_DATA_DIR").unwrap_or_else(|| ".data".to_owned()));
        let listen = match listen {
            Some(text) => read("--listen", text, ADDRESS)?,
            None => parsed("PRAXIS_LISTEN", "127.0.0.1:3000", ADDRESS)?,
        };
        let public_url = match var("PUBLIC_URL") {
            None => format!("http://{listen}"),
            Some(url) if url.starts_with("http://") || url.starts_with("https://") => {
                url.trim_end_matches('/').to_owned()
            }
            Some(_) => return Err(ConfigError::new("PUBLIC_URL", "must be an address such as https://praxis.example")),
        };
        let secret_key = SecretKey::load(var("SECRET_KEY"), environment, &data_dir)?;
        Ok(Self {
            environment,
            database_url: database_url()?,
            listen,
            secret_key,
            secret_key_previous: other_key("SECRET_KEY_PREVIOUS")?,
            access_token_minutes: number("ACCESS_TOKEN_EXPIRE_MINUTES", "15", "minutes", 1440)?,
            refresh_token_days: number("REFRESH_TOKEN_EXPIRE_DAYS", "7", "days", 365)?,
            refresh_cookie_name: cookie_name("REFRESH_COOKIE_NAME", "praxis_refresh")?,
            mailed_token_minutes: number("RESET_TOKEN_EXPIRE_MINUTES", "30", "minutes", 1440)?,
            require_email_verification: yes_or_no(
                "REQUIRE_EMAIL_VERIFICATION",
                environment == Environment::Production,
            )?,
            mailer: mail::mailer(&public_url)?,
            cors_origins: parsed("CORS_ORIGINS", "", Origins::ACCEPTS)?,
            trusted_proxies: parsed("TRUSTED_PROXIES", "", TrustedProxies::ACCEPTS)?,
            webhook_allow_private: yes_or_no("WEBHOOK_ALLOW_PRIVATE", environment == Environment::Development)?,
            log_format: one_of("LOG_FORMAT", &[("text", LogFormat::Text), ("json", LogFormat::Json)])?,
            site_root: site_root(),
            public_url,
            data_dir,
        })
    }

    /// Whether browsers talk to us over TLS; cookies depend on it.
    pub fn is_https(&self) -> bool {
        self.public_url.starts_with("https://")
    }
}

/// An empty variable counts as absent: `.env` files often have `NAME=`.
fn var(name: &str) -> Option<String> {
    env::var(name).ok().filter(|value| !value.trim().is_empty())
}

fn parsed<T: std::str::FromStr>(name: &str, default: &str, accepts: &str) -> Result<T, ConfigError> {
    read(name, &var(name).unwrap_or_else(|| default.to_owned()), accepts)
}

fn read<T: std::str::FromStr>(name: &str, text: &str, accepts: &str) -> Result<T, ConfigError> {
    text.trim().parse().map_err(|_| ConfigError::new(name, format!("must be {accepts}")))
}

fn other_key(name: &str) -> Result<Option<SecretKey>, ConfigError> {
    var(name).map(|text| SecretKey::named(name, text)).transpose()
}

/// From 1 to `most`.
fn number(name: &str, default: &str, unit: &str, most: u32) -> Result<u32, ConfigError> {
    let accepts = format!("a number of {unit}, 1 to {most}");
    let value = parsed(name, default, &accepts)?;
    if (1..=most).contains(&value) { Ok(value) } else { Err(ConfigError::new(name, format!("must be {accepts}"))) }
}

fn cookie_name(name: &str, default: &str) -> Result<String, ConfigError> {
    let value = var(name).unwrap_or_else(|| default.to_owned());
    let plain = |char: char| char.is_ascii_alphanumeric() || "-_".contains(char);
    if value.len() <= 64 && value.chars().all(plain) {
        return Ok(value);
    }
    Err(ConfigError::new(name, "must be at most 64 letters, digits, hyphens and underscores"))
}

fn yes_or_no(name: &str, default: bool) -> Result<bool, ConfigError> {
    match var(name).as_deref().map(str::trim) {
        None => Ok(default),
        Some("true") => Ok(true),
        Some("false") => Ok(false),
        Some(_) => Err(ConfigError::new(name, "must be true or false")),
    }
}

/// The first choice is the default.
fn one_of<T: Copy>(name: &str, choices: &[(&str, T)]) -> Result<T, ConfigError> {
    let Some(value) = var(name) else { return Ok(choices[0].1) };
    choices.iter().find(|(word, _)| *word == value.trim()).map(|(_, choice)| *choice).ok_or_else(|| {
        let words: Vec<_> = choices.iter().map(|(word, _)| *word).collect();
        ConfigError::new(name, format!("must be one of {}", words.join(", ")))
    })
}

fn database_url() -> Result<Option<String>, ConfigError> {
    match var("DATABASE_URL") {
        Some(url) if !url.starts_with("postgres://") && !url.starts_with("postgresql://") => Err(ConfigError::new(
            "DATABASE_URL",
            "must be an address such as postgres://user:password@host:5432/praxis",
        )),
        url => Ok(url),
    }
}

/// `LEPTOS_SITE_ROOT`, or the `site` folder the build leaves beside the program's own folder.
fn site_root() -> PathBuf {
    let beside_the_program =
        || env::current_exe().ok().and_then(|exe| exe.parent()?.parent().map(|target| target.join("site")));
    var("LEPTOS_SITE_ROOT").map(PathBuf::from).or_else(beside_the_program).unwrap_or_else(|| "target/site".into())
}
