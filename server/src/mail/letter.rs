//! What a mail says, as text and as HTML.

use askama::Template;

use super::Mail;

/// A letter: paragraphs, perhaps something to do, more paragraphs.
///
/// It names nobody: a mail to an address that is not confirmed would carry whatever somebody typed as their name.
pub struct Letter {
    pub subject: String,
    pub before: Vec<String>,
    pub action: Option<Action>,
    pub after: Vec<String>,
}

/// What the reader can do.
pub struct Action {
    pub label: String,
    pub url: String,
}

#[derive(Template)]
#[template(path = "mail/letter.txt")]
struct Text<'a> {
    letter: &'a Letter,
    site: &'a str,
}

#[derive(Template)]
#[template(path = "mail/letter.html")]
struct Html<'a> {
    letter: &'a Letter,
    site: &'a str,
}

impl Letter {
    /// As it goes to `to`; `site` is the address of this installation.
    ///
    /// # Errors
    /// When a template fails, which is our fault.
    pub fn mail(&self, to: String, site: &str) -> Result<Mail, askama::Error> {
        Ok(Mail {
            to,
            subject: self.subject.clone(),
            text: Text { letter: self, site }.render()?,
            html: Html { letter: self, site }.render()?,
        })
    }
}
