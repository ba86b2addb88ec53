//! The one client for all servers: so many connections that are kept, each with one request at a time.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use http_body_util::{BodyExt, Full};
use hyper::{
    Method, Request,
    body::Bytes,
    client::conn::http1::{SendRequest, handshake},
    header,
};
use hyper_util::rt::TokioIo;
use tokio::{net::TcpStream, task::JoinSet};

use crate::Outcome;

/// What is asked for.
#[derive(Clone)]
pub struct Ask {
    pub method: Method,
    pub path: String,
    pub token: Option<String>,
    /// JSON.
    pub body: Option<String>,
}

impl Ask {
    pub fn get(path: &str) -> Self {
        Self { method: Method::GET, path: path.to_owned(), token: None, body: None }
    }

    pub fn post(path: &str, body: &str) -> Self {
        Self { method: Method::POST, body: Some(body.to_owned()), ..Self::get(path) }
    }

    pub fn patch(path: &str, body: &str) -> Self {
        Self { method: Method::PATCH, body: Some(body.to_owned()), ..Self::get(path) }
    }

    pub fn delete(path: &str) -> Self {
        Self { method: Method::DELETE, ..Self::get(path) }
    }

    /// By whom the token stands for.
    pub fn by(self, token: &str) -> Self {
        Self { token: Some(token.to_owned()), ..self }
    }
}

pub struct Answer {
    pub status: u16,
    pub body: Bytes,
    pub took: Duration,
}

/// A connection that is kept.
pub struct Client {
    address: String,
    sender: SendRequest<Full<Bytes>>,
}

impl Client {
    /// # Errors
    /// When nobody listens there.
    pub async fn connect(address: &str) -> Outcome<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        let (sender, connection) = handshake(TokioIo::new(stream)).await?;
        tokio::spawn(connection);
        Ok(Self { address: address.to_owned(), sender })
    }

    /// # Errors
    /// When the connection breaks.
    pub async fn send(&mut self, ask: Ask) -> Outcome<Answer> {
        let mut request = Request::builder().method(ask.method).uri(ask.path).header(header::HOST, &self.address);
        if let Some(token) = ask.token {
            request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
        }
        if ask.body.is_some() {
            request = request.header(header::CONTENT_TYPE, "application/json");
        }
        let request = request.body(Full::from(ask.body.unwrap_or_default()))?;
        let begin = Instant::now();
        self.sender.ready().await?;
        let response = self.sender.send_request(request).await?;
        let status = response.status().as_u16();
        let body = response.into_body().collect().await?.to_bytes();
        Ok(Answer { status, body, took: begin.elapsed() })
    }
}

/// One request on a connection of its own.
///
/// # Errors
/// When there is no answer.
pub async fn get(address: &str, path: &str) -> Outcome<Answer> {
    Client::connect(address).await?.send(Ask::get(path)).await
}

/// How long answers took.
pub struct Times {
    sorted: Vec<Duration>,
    /// From the first request to the last answer.
    pub whole: Duration,
}

impl Times {
    pub fn of(mut all: Vec<Duration>, whole: Duration) -> Self {
        all.sort_unstable();
        Self { sorted: all, whole }
    }

    pub fn into_each(self) -> Vec<Duration> {
        self.sorted
    }

    pub fn count(&self) -> usize {
        self.sorted.len()
    }

    /// What so many percent did not take longer than, in milliseconds (nearest rank).
    pub fn percentile(&self, percent: usize) -> f64 {
        let rank = (self.sorted.len() * percent).div_ceil(100).max(1);
        self.sorted.get(rank - 1).map_or(0.0, |took| took.as_secs_f64() * 1000.0)
    }

    pub fn a_second(&self) -> f64 {
        crate::report::count(self.count()) / self.whole.as_secs_f64()
    }
}

/// Asks `count` times over `connections`; `ask` makes the n-th request. The connections are made before the clock starts.
///
/// # Errors
/// When an answer is not of this status.
pub async fn run(
    address: &str,
    connections: usize,
    count: usize,
    status: u16,
    ask: impl Fn(usize) -> Ask + Send + Sync + 'static,
) -> Outcome<Times> {
    let mut clients = Vec::new();
    for _ in 0..connections {
        clients.push(Client::connect(address).await?);
    }
    let (next, ask) = (Arc::new(AtomicUsize::new(0)), Arc::new(ask));
    let begin = Instant::now();
    let mut all = JoinSet::new();
    for mut client in clients {
        let (next, ask) = (Arc::clone(&next), Arc::clone(&ask));
        all.spawn(async move {
            let mut took = Vec::new();
            loop {
                let number = next.fetch_add(1, Ordering::Relaxed);
                if number >= count {
                    return Ok(took);
                }
                let asked = ask(number);
                let what = format!("{} {}", asked.method, asked.path);
                let answer = client.send(asked).await.map_err(|error| format!("{what}: {error}"))?;
                if answer.status != status {
                    let body = String::from_utf8_lossy(&answer.body);
                    return Err(format!("{what}: {}: {body}", answer.status));
                }
                took.push(answer.took);
            }
        });
    }
    let mut took = Vec::new();
    while let Some(client) = all.join_next().await {
        took.extend(client??);
    }
    Ok(Times::of(took, begin.elapsed()))
}
