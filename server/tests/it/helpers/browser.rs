//! A browser without JavaScript: it keeps its cookies.

use axum::{
    body::Body,
    http::{Request, header, request::Builder},
};
use serde_json::Value;

use super::{Answer, Client, Clinic, PASSWORD};

#[derive(Clone)]
pub struct Browser {
    client: Client,
    cookies: Vec<(String, String)>,
}

impl Browser {
    pub fn new(clinic: &Clinic) -> Self {
        Self { client: clinic.anonymous(), cookies: Vec::new() }
    }

    /// An administrator's, signed in; and the administrator, for calls.
    pub async fn of_admin(clinic: &Clinic, name: &str) -> (Self, Client) {
        let admin = clinic.admin(name).await;
        let mut browser = Self::new(clinic);
        let email = format!("{}@example.com", name.to_lowercase().replace(' ', "."));
        browser.post("/fn/login", &[("email", &email), ("password", PASSWORD), ("next", "/admin")]).await;
        (browser, admin)
    }

    /// The same browser, when another node answers.
    pub fn at(&self, client: Client) -> Self {
        Self { client, cookies: self.cookies.clone() }
    }

    pub async fn get(&mut self, path: &str) -> Answer {
        self.send(Request::get(path).header(header::ACCEPT, "text/html"), Body::empty()).await
    }

    pub async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let form: Vec<_> = fields.iter().map(|(name, value)| format!("{name}={}", encoded(value))).collect();
        let request = Request::post(path)
            .header(header::ACCEPT, "text/html")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        self.send(request, Body::from(form.join("&"))).await
    }

    pub async fn post_json(&mut self, path: &str, body: &Value) -> Answer {
        let request = Request::post(path).header(header::CONTENT_TYPE, "application/json");
        self.send(request, Body::from(body.to_string())).await
    }

    pub fn cookie(&self, name: &str) -> Option<String> {
        self.cookies.iter().find(|(kept, _)| kept == name).map(|(_, value)| value.clone())
    }

    pub fn set_cookie(&mut self, name: &str, value: &str) {
        self.cookies.retain(|(kept, _)| kept != name);
        if !value.is_empty() {
            self.cookies.push((name.to_owned(), value.to_owned()));
        }
    }

    /// As the `Cookie` header has them.
    pub fn cookies(&self) -> String {
        let cookies: Vec<_> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        cookies.join("; ")
    }

    async fn send(&mut self, request: Builder, body: Body) -> Answer {
        let answer = self.client.send(request.header(header::COOKIE, self.cookies()).body(body).unwrap()).await;
        for cookie in answer.cookies() {
            let (name, value) = cookie.split_once('=').unwrap();
            self.set_cookie(name, value);
        }
        answer
    }
}

fn encoded(text: &str) -> String {
    text.bytes()
        .map(|byte| if byte.is_ascii_alphanumeric() { char::from(byte).to_string() } else { format!("%{byte:02X}") })
        .collect()
}
