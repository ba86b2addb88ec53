//! One request to a receiver.

use std::{error::Error, net::SocketAddr, sync::Arc, time::Duration};

use chrono::{DateTime, TimeDelta, Utc};
use domain::{error::FieldError, webhook::NoAnswer};
use reqwest::{
    Client,
    dns::{Name, Resolve, Resolving},
    header,
    redirect::Policy,
};
use tokio::{net::lookup_host, time::timeout};
use url::{Host, Url};

use super::addresses::is_public;

/// For all of a request, from looking up the name to the end of the answer.
const TIMEOUT: Duration = Duration::from_secs(15);
/// How long a name may take to be looked up while somebody waits.
const LOOK_UP: Duration = Duration::from_secs(5);
/// As much of an answer as is read: nobody looks at it.
const MAX_ANSWER_BYTES: usize = 1024;
const USER_AGENT: &str = concat!("Praxis-Webhooks/", env!("CARGO_PKG_VERSION"));

/// What goes out.
pub struct Signed {
    pub id: String,
    /// Seconds since 1970.
    pub timestamp: i64,
    pub signature: String,
    /// JSON.
    pub body: String,
}

/// What a receiver answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reply {
    pub status: u16,
    /// How long it wants to be left alone (RFC 9110, section 10.2.3).
    pub retry_after: Option<TimeDelta>,
}

/// Knows where webhooks may go, and sends them there.
#[derive(Clone)]
pub struct Sender {
    client: Client,
    allow_private: bool,
}

impl Sender {
    /// # Panics
    /// Never: nothing that is set can be wrong.
    pub fn new(allow_private: bool) -> Self {
        let client = Client::builder()
            .timeout(TIMEOUT)
            .redirect(Policy::none())
            // A proxy would look names up itself.
            .no_proxy()
            .user_agent(USER_AGENT)
            .dns_resolver(Arc::new(Resolver { allow_private }));
        Self { client: client.build().expect("nothing that is set is wrong"), allow_private }
    }

    /// Whether an address is one we would send to, as far as it shows by itself.
    ///
    /// # Errors
    /// For `url`, with what is accepted.
    pub fn check_url(&self, url: &str) -> Result<(), FieldError> {
        let url =
            Url::parse(url).map_err(|_| refused("invalid_url", "Enter an address like https://example.com/hook."))?;
        match url.scheme() {
            "https" => {}
            "http" if self.allow_private => {}
            _ => return Err(refused("https_required", "The address begins with https://.")),
        }
        if !url.username().is_empty() || url.password().is_some() {
            let detail = "The address names no user or password; each request is signed instead.";
            return Err(refused("credentials_in_url", detail));
        }
        if self.may_go_to(&url) { Ok(()) } else { Err(private_address()) }
    }

    /// As [`Self::check_url`], with a look at what the name stands for today. It is looked at again each time.
    ///
    /// # Errors
    /// As [`Self::check_url`].
    pub async fn check_name(&self, url: &str) -> Result<(), FieldError> {
        let Some(Host::Domain(name)) = Url::parse(url).ok().and_then(|url| url.host().map(|host| host.to_owned()))
        else {
            return Ok(());
        };
        if self.allow_private {
            return Ok(());
        }
        let unknown = || refused("unknown_host", "There is nothing of this name on the Internet.");
        let found = timeout(LOOK_UP, lookup_host((name.as_str(), 0))).await.ok().and_then(Result::ok);
        let found: Vec<SocketAddr> = found.ok_or_else(unknown)?.collect();
        if found.iter().all(|address| is_public(address.ip())) { Ok(()) } else { Err(private_address()) }
    }

    /// Sends it. Redirects are answers.
    ///
    /// # Errors
    /// Why there was no answer.
    pub async fn send(&self, url: &str, signed: Signed, now: DateTime<Utc>) -> Result<Reply, NoAnswer> {
        let url = Url::parse(url).map_err(|_| NoAnswer::Connection)?;
        // The resolver sees names only.
        if !self.may_go_to(&url) {
            return Err(NoAnswer::PrivateAddress);
        }
        let request = self
            .client
            .post(url)
            .header(header::CONTENT_TYPE, "application/json")
            .header("webhook-id", signed.id)
            .header("webhook-timestamp", signed.timestamp)
            .header("webhook-signature", signed.signature)
            .body(signed.body);
        let mut answer = request.send().await.map_err(|error| why(&error))?;
        let retry_after = answer.headers().get(header::RETRY_AFTER).and_then(|value| value.to_str().ok());
        let reply = Reply {
            status: answer.status().as_u16(),
            retry_after: retry_after.and_then(|text| pause_asked_for(text, now)),
        };
        // So that the connection can be used again.
        let mut read = 0;
        while let Ok(Some(part)) = answer.chunk().await {
            read += part.len();
            if read > MAX_ANSWER_BYTES {
                break;
            }
        }
        Ok(reply)
    }

    /// False for an address in figures that is not public.
    fn may_go_to(&self, url: &Url) -> bool {
        self.allow_private
            || match url.host() {
                Some(Host::Ipv4(address)) => is_public(address.into()),
                Some(Host::Ipv6(address)) => is_public(address.into()),
                Some(Host::Domain(_)) => true,
                None => false,
            }
    }
}

/// Gives the client those addresses of a name alone that it may connect to: what a name stands for can change at any time.
struct Resolver {
    allow_private: bool,
}

#[derive(Debug, thiserror::Error)]
#[error("the name stands for no public address")]
struct NotPublic;

impl Resolve for Resolver {
    fn resolve(&self, name: Name) -> Resolving {
        let allow_private = self.allow_private;
        Box::pin(async move {
            let found: Vec<SocketAddr> = lookup_host((name.as_str(), 0)).await?.collect();
            let allowed: Vec<_> =
                found.into_iter().filter(|address| allow_private || is_public(address.ip())).collect();
            if allowed.is_empty() {
                return Err(NotPublic.into());
            }
            Ok(Box::new(allowed.into_iter()) as Box<dyn Iterator<Item = SocketAddr> + Send>)
        })
    }
}

/// Seconds, or a date.
fn pause_asked_for(text: &str, now: DateTime<Utc>) -> Option<TimeDelta> {
    let text = text.trim();
    let seconds = text.parse().ok().and_then(TimeDelta::try_seconds);
    let until = || DateTime::parse_from_rfc2822(text).ok().map(|until| until.to_utc() - now);
    seconds.or_else(until)
}

fn refused(code: &str, detail: &str) -> FieldError {
    FieldError::new("url", code, detail)
}

fn private_address() -> FieldError {
    refused("private_address", "The address is of a private network. Enter one of the public Internet.")
}

fn why(error: &reqwest::Error) -> NoAnswer {
    let mut cause: Option<&(dyn Error + 'static)> = Some(error);
    while let Some(error) = cause {
        if error.is::<NotPublic>() {
            return NoAnswer::PrivateAddress;
        }
        cause = error.source();
    }
    if error.is_timeout() { NoAnswer::Timeout } else { NoAnswer::Connection }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pause_is_asked_for_in_seconds_or_until_a_date() {
        let now = DateTime::from_timestamp(784_111_777, 0).unwrap();
        let seconds = |text: &str| pause_asked_for(text, now).map(|pause| pause.num_seconds());
        assert_eq!(seconds(" 120 "), Some(120));
        assert_eq!(seconds("Sun, 06 Nov 1994 09:49:37 GMT"), Some(3600));
        for nonsense in ["", "soon", "99999999999999999999", "9223372036854775807"] {
            assert_eq!(seconds(nonsense), None, "{nonsense}");
        }
    }
}
