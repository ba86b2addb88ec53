//! Where mail goes, and whom it comes from.

use lettre::{Address, message::Mailbox};

use super::{ConfigError, var};
use crate::mail::Mailer;

/// The mail server of `MAIL_URL`; without one, mail stays in the database.
pub(super) fn mailer(public_url: &str) -> Result<Mailer, ConfigError> {
    let from = sender(public_url)?;
    match var("MAIL_URL") {
        None => Ok(Mailer::Mailbox),
        Some(url) => Mailer::smtp(url.trim(), from)
            .map_err(|_| ConfigError::new("MAIL_URL", "must be an address such as smtps://user:password@host:465")),
    }
}

/// `MAIL_FROM`, or an address at the host of the site.
fn sender(public_url: &str) -> Result<Mailbox, ConfigError> {
    if let Some(text) = var("MAIL_FROM") {
        return text
            .parse()
            .map_err(|_| ConfigError::new("MAIL_FROM", "must be an address such as Praxis <no-reply@praxis.example>"));
    }
    let host = url::Url::parse(public_url).ok().and_then(|url| url.domain().map(str::to_owned));
    let address = Address::new("no-reply", host.as_deref().unwrap_or("localhost"));
    let address = address.map_err(|_| ConfigError::new("MAIL_FROM", "is required with this PUBLIC_URL"))?;
    Ok(Mailbox::new(Some("Praxis".to_owned()), address))
}
