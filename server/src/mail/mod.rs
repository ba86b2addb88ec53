//! Mail: what is written, and how it leaves.

mod letter;

use std::{fmt, time::Duration};

use lettre::{
    AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor,
    message::{Mailbox, MultiPart},
};

pub use letter::{Action, Letter};

/// How long a mail server may take; the job comes back later.
const PATIENCE: Duration = Duration::from_secs(15);

/// A letter that is ready to go.
pub struct Mail {
    pub to: String,
    pub subject: String,
    pub text: String,
    pub html: String,
}

/// Where mail goes.
#[derive(Clone)]
pub enum Mailer {
    /// No mail server is set up: mail stays in the database, and development shows it.
    Mailbox,
    Smtp {
        transport: AsyncSmtpTransport<Tokio1Executor>,
        from: Mailbox,
    },
}

impl fmt::Debug for Mailer {
    /// Without the address of the server, which has its password in it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Mailbox => "Mailbox",
            Self::Smtp { .. } => "Smtp",
        })
    }
}

/// Why a mail did not leave. Never names its recipient.
#[derive(Debug, thiserror::Error)]
pub enum MailError {
    #[error("the mail could not be written: {0}")]
    Unwritable(#[from] lettre::error::Error),
    #[error("the address is none the mail server would take: {0}")]
    Address(#[from] lettre::address::AddressError),
    #[error("the mail server did not take it: {0}")]
    Refused(#[from] lettre::transport::smtp::Error),
}

impl Mailer {
    /// Over SMTP (RFC 5321): `smtp://`, `smtps://`, or `smtp://…?tls=required` for STARTTLS.
    ///
    /// # Errors
    /// When the address is none of a mail server.
    pub fn smtp(url: &str, from: Mailbox) -> Result<Self, MailError> {
        let transport = AsyncSmtpTransport::<Tokio1Executor>::from_url(url)?.timeout(Some(PATIENCE)).build();
        Ok(Self::Smtp { transport, from })
    }
}

/// Hands a mail to the server. The same `id` gives the same `Message-ID`, so that a mail that was sent twice, because
/// the answer got lost, is one to the reader's program (RFC 5322, section 3.6.4).
///
/// # Errors
/// When it did not take the mail.
pub async fn send(
    transport: &AsyncSmtpTransport<Tokio1Executor>,
    from: &Mailbox,
    id: i64,
    mail: Mail,
) -> Result<(), MailError> {
    let message = Message::builder()
        .from(from.clone())
        .to(mail.to.parse()?)
        .subject(mail.subject)
        .message_id(Some(format!("<praxis-{id}@{}>", from.email.domain())))
        .multipart(MultiPart::alternative_plain_html(mail.text, mail.html))?;
    transport.send(message).await?;
    Ok(())
}
