//! Another system that wants to know what happens, and keeps what it is told.

use std::{
    convert::Infallible,
    future::pending,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU16, Ordering},
    },
    time::Duration,
};

use axum::{
    Router,
    body::Body,
    extract::State,
    http::{HeaderMap, StatusCode, Uri, header},
    response::{IntoResponse, Response},
};
use futures::stream;
use serde_json::{Value, json};
use tokio::{net::TcpListener, time::sleep};

use super::{Client, Clinic, document};

pub struct Received {
    pub path: String,
    pub headers: HeaderMap,
    pub text: String,
}

impl Received {
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap()
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers[name].to_str().unwrap()
    }
}

#[derive(Clone)]
pub struct Receiver {
    pub url: String,
    port: u16,
    kept: Arc<Mutex<Vec<Received>>>,
    status: Arc<AtomicU16>,
    parts: Arc<AtomicU16>,
}

impl Receiver {
    /// Answers 204 on a port of this machine from now on.
    pub async fn open() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let (kept, status, parts) = (Arc::default(), Arc::new(AtomicU16::new(204)), Arc::default());
        let receiver = Self { url: format!("http://127.0.0.1:{port}/hook"), port, kept, status, parts };
        let router = Router::new().fallback(receive).with_state(receiver.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        receiver
    }

    /// Another path of the same receiver: it answers `/endless` without an end, two kilobytes a second, and `/silent` never.
    pub fn url_of(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.port)
    }

    /// The same receiver by another name.
    pub fn url_at(&self, host: &str) -> String {
        format!("http://{host}:{}/hook", self.port)
    }

    /// What it answers from now on.
    pub fn answer_with(&self, status: u16) {
        self.status.store(status, Ordering::SeqCst);
    }

    /// What it was sent since it was asked last: messages as the API's document tells of them.
    pub fn received(&self) -> Vec<Received> {
        let received = std::mem::take(&mut *self.kept.lock().unwrap());
        for message in &received {
            assert_eq!(document::complaint_of_message(&message.json()), None);
        }
        received
    }

    /// How much of an answer without an end was taken.
    pub fn parts_taken(&self) -> u16 {
        self.parts.load(Ordering::SeqCst)
    }

    fn endless(self) -> Body {
        Body::from_stream(stream::unfold(self, |receiver| async {
            if receiver.parts.fetch_add(1, Ordering::SeqCst) > 0 {
                sleep(Duration::from_secs(1)).await;
            }
            Some((Ok::<_, Infallible>("and so on, ".repeat(186)), receiver))
        }))
    }

    /// An administrator adds it, to be told of all events: the webhook as it was shown, with its secret.
    pub async fn register(&self, admin: &Client) -> Value {
        let events = ["appointment.booked", "appointment.moved", "appointment.cancelled", "appointment.checked_in"];
        let body = json!({ "url": self.url, "events": events });
        admin.post("/api/v1/admin/webhooks", body).await.expect(201).json()
    }

    /// What it is told by the jobs that wait: the type and the data of each message.
    pub async fn told(&self, clinic: &Clinic) -> Vec<(String, Value)> {
        clinic.state.services.look_for_webhooks().await.unwrap();
        clinic.do_jobs().await;
        let message = |received: &Received| {
            let mut message = received.json();
            (message["type"].as_str().unwrap().to_owned(), message["data"].take())
        };
        self.received().iter().map(message).collect()
    }
}

async fn receive(State(receiver): State<Receiver>, uri: Uri, headers: HeaderMap, text: String) -> Response {
    receiver.kept.lock().unwrap().push(Received { path: uri.path().to_owned(), headers, text });
    let status = StatusCode::from_u16(receiver.status.load(Ordering::SeqCst)).unwrap();
    if status.is_redirection() {
        return (status, [(header::LOCATION, "/elsewhere")]).into_response();
    }
    match uri.path() {
        "/endless" => receiver.endless().into_response(),
        "/silent" => pending().await,
        _ if status == StatusCode::TOO_MANY_REQUESTS => (status, [(header::RETRY_AFTER, "7200")]).into_response(),
        _ => status.into_response(),
    }
}
