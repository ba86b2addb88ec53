//! Somebody who sends requests, signed in or not.

use axum::{
    Router,
    body::Body,
    http::{HeaderMap, Method, Request, StatusCode, header},
};
use http_body_util::BodyExt;
use serde_json::{Value, json};
use tower::ServiceExt;

use super::document;

/// What came back.
#[derive(Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub text: String,
}

impl Answer {
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|_| panic!("not JSON: {}", self.text))
    }

    /// The problem's code.
    pub fn code(&self) -> String {
        assert_eq!(self.headers[header::CONTENT_TYPE], "application/problem+json", "{}", self.text);
        self.json()["code"].as_str().unwrap().to_owned()
    }

    /// Where the problem's field errors point.
    pub fn pointers(&self) -> Vec<String> {
        let problem = self.json();
        let errors = problem["errors"].as_array().cloned().unwrap_or_default();
        errors.iter().map(|error| error["pointer"].as_str().unwrap().to_owned()).collect()
    }

    #[track_caller]
    pub fn expect(self, status: u16) -> Self {
        assert_eq!(self.status.as_u16(), status, "{}", self.text);
        self
    }

    #[track_caller]
    pub fn expect_problem(self, status: u16, code: &str) -> Self {
        let answer = self.expect(status);
        assert_eq!(answer.code(), code, "{}", answer.text);
        answer
    }

    pub fn location(&self) -> &str {
        self.headers[header::LOCATION].to_str().unwrap()
    }

    /// `name=value` of every cookie that was set.
    pub fn cookies(&self) -> Vec<String> {
        let cookies = self.headers.get_all(header::SET_COOKIE).iter();
        cookies.map(|cookie| cookie.to_str().unwrap().split(';').next().unwrap().to_owned()).collect()
    }
}

#[derive(Clone)]
pub struct Client {
    pub router: Router,
    pub token: Option<String>,
    /// The signed-in person's id.
    pub id: String,
}

impl Client {
    pub async fn send(&self, request: Request<Body>) -> Answer {
        let (method, path) = (request.method().clone(), request.uri().path().to_owned());
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, mut body) = response.into_parts();
        // Events have no end; the first one is what there is to see at once.
        let endless = parts.headers.get(header::CONTENT_TYPE).is_some_and(|kind| kind == "text/event-stream");
        let bytes = if endless {
            body.frame().await.unwrap().unwrap().into_data().unwrap()
        } else {
            body.collect().await.unwrap().to_bytes()
        };
        let text = String::from_utf8(bytes.to_vec()).unwrap();
        let answer = Answer { status: parts.status, headers: parts.headers, text };
        assert_eq!(document::complaint(&method, &path, &answer), None);
        answer
    }

    fn request(&self, method: Method, path: &str) -> axum::http::request::Builder {
        let request = Request::builder().method(method).uri(path);
        match &self.token {
            Some(token) => request.header(header::AUTHORIZATION, format!("Bearer {token}")),
            None => request,
        }
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.send(self.request(Method::GET, path).body(Body::empty()).unwrap()).await
    }

    pub async fn delete(&self, path: &str) -> Answer {
        self.send(self.request(Method::DELETE, path).body(Body::empty()).unwrap()).await
    }

    pub async fn post(&self, path: &str, body: Value) -> Answer {
        self.with_body(Method::POST, path, "application/json", body.to_string()).await
    }

    /// A request that may be sent again.
    pub async fn post_once(&self, key: &str, path: &str, body: Value) -> Answer {
        let request = self.request(Method::POST, path).header("idempotency-key", key);
        self.send(request.header(header::CONTENT_TYPE, "application/json").body(body.to_string().into()).unwrap()).await
    }

    /// With one header more.
    pub async fn with_header(&self, method: Method, path: &str, name: &str, value: &str, body: Value) -> Answer {
        let request = self.request(method, path).header(name, value).header(header::CONTENT_TYPE, "application/json");
        self.send(request.body(body.to_string().into()).unwrap()).await
    }

    pub async fn patch(&self, path: &str, body: Value) -> Answer {
        self.with_body(Method::PATCH, path, "application/json", body.to_string()).await
    }

    pub async fn put(&self, path: &str, body: Value) -> Answer {
        self.with_body(Method::PUT, path, "application/json", body.to_string()).await
    }

    pub async fn with_body(&self, method: Method, path: &str, content_type: &str, body: impl Into<Body>) -> Answer {
        let request = self.request(method, path).header(header::CONTENT_TYPE, content_type).body(body.into()).unwrap();
        self.send(request).await
    }

    /// As this doctor: opens a window.
    pub async fn open(&self, start: &str, end: &str) -> Answer {
        self.post("/api/v1/doctors/availability", json!({ "start_time": start, "end_time": end })).await
    }

    /// As this patient: books from start to end.
    pub async fn book(&self, doctor: &Client, start: &str, end: &str) -> Answer {
        let body = json!({ "doctor_id": doctor.id, "start_time": start, "end_time": end });
        self.post("/api/v1/appointments", body).await
    }

    /// As this patient: holds a half hour.
    pub async fn hold(&self, doctor: &Client, start: &str) -> Answer {
        let body = json!({ "doctor_id": doctor.id, "start_time": start });
        self.post("/api/v1/appointments/holds", body).await
    }

    /// The starts of a doctor's free slots.
    pub async fn free(&self, doctor: &Client, from: &str, to: &str) -> Vec<String> {
        let slots =
            self.get(&format!("/api/v1/doctors/{}/slots?from={from}&to={to}", doctor.id)).await.expect(200).json();
        slots.as_array().unwrap().iter().map(|slot| slot["start_time"].as_str().unwrap().to_owned()).collect()
    }
}
