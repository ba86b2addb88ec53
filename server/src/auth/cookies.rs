//! Every cookie of the site is made here, so that none can miss a flag.

use axum::http::{HeaderMap, header};
use axum_extra::extract::cookie::{Cookie, CookieJar, Key, PrivateCookieJar, SameSite};

use domain::two_step::{HALF_SIGN_IN, HalfSignIn};

use super::opaque::OpaqueToken;
use crate::{config::Settings, services::TokenPair};

const ACCESS: &str = "praxis_access";
const FLASH: &str = "praxis_flash";
/// A flash belongs to the very next page.
const FLASH_SECONDS: i64 = 60;
const HALF_SIGN_IN_COOKIE: &str = "praxis_second_step";
/// Browsers drop a cookie of more than 4096 bytes, and encryption makes it a third longer.
const MAX_SEALED_BYTES: usize = 2900;

#[derive(Clone)]
pub struct Cookies {
    key: Key,
    secure: bool,
    refresh_name: String,
}

impl Cookies {
    pub fn new(settings: &Settings) -> Self {
        Self {
            key: Key::from(&settings.secret_key.derive_long("cookies")),
            secure: settings.is_https(),
            refresh_name: settings.refresh_cookie_name.clone(),
        }
    }

    /// Whether browsers talk to us over TLS.
    pub fn are_secure(&self) -> bool {
        self.secure
    }

    /// The access token a browser sent, if any.
    pub fn access(&self, headers: &HeaderMap) -> Option<String> {
        CookieJar::from_headers(headers).get(&self.name(ACCESS)).map(|cookie| cookie.value().to_owned())
    }

    /// The refresh token a browser sent, if it can be one.
    pub fn refresh(&self, headers: &HeaderMap) -> Option<OpaqueToken> {
        let jar = CookieJar::from_headers(headers);
        OpaqueToken::parse(jar.get(&self.name(&self.refresh_name))?.value())
    }

    /// Keeps a browser signed in.
    pub fn sign_in(&self, pair: &TokenPair) -> [String; 2] {
        [self.set_access(pair), self.set_refresh(pair)]
    }

    /// What a program keeps between two access tokens.
    pub fn set_refresh(&self, pair: &TokenPair) -> String {
        let lifetime = pair.refresh_lifetime.num_seconds();
        self.made(&self.refresh_name, pair.refresh_token.expose(), lifetime).to_string()
    }

    pub fn sign_out(&self) -> [String; 2] {
        [ACCESS, &self.refresh_name].map(|name| self.made(name, String::new(), 0).to_string())
    }

    fn set_access(&self, pair: &TokenPair) -> String {
        self.made(ACCESS, pair.access_token.clone(), pair.access_lifetime.num_seconds()).to_string()
    }

    /// The flash text a browser brought along, if it is one we sealed.
    pub fn flash(&self, headers: &HeaderMap) -> Option<String> {
        self.sealed(headers, FLASH)
    }

    /// Whose password a browser has given already, if we sealed that. Its time is for the service to check.
    pub fn half_sign_in(&self, headers: &HeaderMap) -> Option<HalfSignIn> {
        serde_json::from_str(&self.sealed(headers, HALF_SIGN_IN_COOKIE)?).ok()
    }

    pub fn seal_half_sign_in(&self, half: &HalfSignIn) -> Option<String> {
        self.seal(HALF_SIGN_IN_COOKIE, serde_json::to_string(half).ok()?, HALF_SIGN_IN.num_seconds())
    }

    pub fn clear_half_sign_in(&self) -> String {
        self.made(HALF_SIGN_IN_COOKIE, String::new(), 0).to_string()
    }

    /// None when the text is too long to travel in a cookie.
    pub fn seal_flash(&self, text: String) -> Option<String> {
        if text.len() > MAX_SEALED_BYTES {
            return None;
        }
        self.seal(FLASH, text, FLASH_SECONDS)
    }

    pub fn clear_flash(&self) -> String {
        self.made(FLASH, String::new(), 0).to_string()
    }

    /// The name is sealed with the value: one cookie cannot stand in for another.
    fn sealed(&self, headers: &HeaderMap, name: &str) -> Option<String> {
        let jar = PrivateCookieJar::from_headers(headers, self.key.clone());
        jar.get(&self.name(name)).map(|cookie| cookie.value().to_owned())
    }

    fn seal(&self, name: &str, text: String, seconds: i64) -> Option<String> {
        let jar = PrivateCookieJar::new(self.key.clone()).add(self.made(name, text, seconds));
        let response = axum::response::IntoResponse::into_response(jar);
        response.headers().get(header::SET_COOKIE)?.to_str().ok().map(str::to_owned)
    }

    /// Over TLS the `__Host-` prefix binds a cookie to this host (RFC 6265bis, section 4.1.3.2).
    fn name(&self, name: &str) -> String {
        if self.secure { format!("__Host-{name}") } else { name.to_owned() }
    }

    fn made(&self, name: &str, value: String, max_age_seconds: i64) -> Cookie<'static> {
        let mut cookie = Cookie::new(self.name(name), value);
        cookie.set_path("/");
        cookie.set_http_only(true);
        cookie.set_secure(self.secure);
        cookie.set_same_site(SameSite::Lax);
        cookie.set_max_age(time::Duration::seconds(max_age_seconds));
        cookie
    }
}
