//! The port of the pages, over the services: one line each.

mod accounts;
mod administration;
mod appointments;
mod availability;
mod directory;
mod integrations;

use app::{
    backend::{Backend, SignIn},
    flash::Flash,
};
use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::{error::ClinicError, mail::DevMail};

use crate::{
    auth::cookies::Cookies,
    services::{Services, TokenPair},
    startup::AppState,
};

type Answer<T> = Result<T, ClinicError>;

/// Doctors on one page of results.
const DOCTORS_PER_PAGE: u16 = 20;
/// Accounts on one page, and lines of the audit log.
const LINES_PER_PAGE: u16 = 50;
/// Appointments on one page.
const APPOINTMENTS_PER_PAGE: u16 = 100;
/// How much of a value that is too long comes back into the form.
const KEPT_CHARS: usize = 300;

pub struct Port {
    services: Services,
    cookies: Cookies,
}

impl Port {
    pub fn new(state: &AppState) -> Self {
        Self { services: state.services.clone(), cookies: state.cookies.clone() }
    }

    fn signed_in(&self, pair: TokenPair) -> SignIn {
        SignIn { cookies: self.cookies.sign_in(&pair).into(), user: pair.user }
    }
}

#[async_trait]
impl Backend for Port {
    fn now(&self) -> DateTime<Utc> {
        self.services.now()
    }

    async fn dev_mails(&self) -> Answer<Vec<DevMail>> {
        self.services.dev_mails(None).await
    }

    async fn dev_mail(&self, id: i64) -> Answer<DevMail> {
        self.services.dev_mail(id).await
    }

    fn seal(&self, flash: &Flash) -> String {
        let text = |flash: &Flash| serde_json::to_string(flash).unwrap_or_default();
        self.cookies
            .seal_flash(text(flash))
            .or_else(|| self.cookies.seal_flash(text(&shortened(flash))))
            .unwrap_or_else(|| self.cookies.clear_flash())
    }
}

/// The same flash with long values cut, for a form that was filled with more than a cookie can hold.
fn shortened(flash: &Flash) -> Flash {
    let cut = |values: Vec<(String, String)>| {
        values.into_iter().map(|(name, value)| (name, value.chars().take(KEPT_CHARS).collect())).collect()
    };
    match flash.clone() {
        Flash::Refused { form, values, error } => Flash::Refused { form, values: cut(values), error },
        Flash::Asked { form, values } => Flash::Asked { form, values: cut(values) },
        short @ (Flash::Done { .. } | Flash::RecoveryCodes { .. } | Flash::Secret { .. }) => short,
    }
}
