//! What people are written, and what a link in a mail is good for.

use app::format;
use chrono::{DateTime, Utc};
use domain::{
    appointment::Appointment,
    error::ClinicError,
    ids::{HoldId, UserId},
    mail::DevMail,
    user::User,
    waitlist::WaitlistEntry,
};
use sqlx::PgConnection;

use super::{Answer, Required, Services};
use crate::{
    auth::opaque::OpaqueToken,
    db::{self, mailed_tokens::Purpose},
    jobs::SendMail,
    mail::{self, Action, Letter, Mailer},
};

/// What to do about somebody who knows one's password.
const NEW_PASSWORD: (&str, &str) = ("choose a new password", app::paths::FORGOT_PASSWORD);

impl Services {
    /// Puts a mail into the queue; it goes out once the transaction is committed.
    pub(super) async fn enqueue(&self, tx: &mut PgConnection, mail: &SendMail) -> Answer<()> {
        Ok(db::jobs::add(tx, <SendMail as graphile_worker::TaskHandler>::IDENTIFIER, mail).await?)
    }

    /// Writes a mail and hands it to the mail server. `job` tells it from all others.
    ///
    /// # Errors
    /// When the mail server does not take it; the job is tried again.
    pub async fn send_mail(&self, job: i64, mail: &SendMail) -> Answer<()> {
        let mut db = self.connect().await?;
        let (user_id, letter) = match mail {
            SendMail::VerifyEmail { user_id } => (*user_id, self.verify_letter(&mut db, *user_id).await?),
            SendMail::ResetPassword { user_id: Some(id) } => (*id, self.reset_letter(&mut db, *id).await?),
            SendMail::ResetPassword { user_id: None } => return Ok(()),
            SendMail::Invited { user_id } => (*user_id, self.invited_letter(&mut db, *user_id).await?),
            SendMail::AddressTaken { user_id } => (*user_id, self.address_taken_letter()),
            SendMail::DoctorApproved { user_id } => (*user_id, self.doctor_approved_letter()),
            SendMail::PasswordChanged { user_id } => {
                let happened =
                    "The password of your account at Praxis was changed just now. Other devices are signed out.";
                (*user_id, self.notice("Your password was changed", happened, NEW_PASSWORD))
            }
            SendMail::PasskeyAdded { user_id } => {
                let happened =
                    "A passkey was added to your account at Praxis just now. It signs in without a password.";
                (*user_id, self.notice("A passkey was added", happened, ("remove it", app::paths::PASSKEYS)))
            }
            SendMail::TwoStepTurnedOff { user_id } => {
                let happened = "Two-step sign-in of your account at Praxis was turned off just now. \
                                The password alone signs in.";
                (*user_id, self.notice("Two-step sign-in is off", happened, NEW_PASSWORD))
            }
            SendMail::AppointmentMoved { appointment_id, from } => {
                let Some(appointment) = db::appointments::find(&mut db, *appointment_id).await? else { return Ok(()) };
                (appointment.patient.id, self.moved_letter(&appointment, *from))
            }
            SendMail::AppointmentCancelled { appointment_id } => {
                let Some(appointment) = db::appointments::find(&mut db, *appointment_id).await? else { return Ok(()) };
                (appointment.patient.id, self.cancelled_letter(&appointment))
            }
            SendMail::TimeOffered { offer_id } => {
                // Answered, or run out, before the mail went.
                let Some(offered) = self.offered_letter(&mut db, *offer_id).await? else { return Ok(()) };
                offered
            }
        };
        // Somebody whose account is gone is not written to.
        let Some(User { email, .. }) = db::users::find(&mut db, user_id).await? else { return Ok(()) };
        let mail = letter.mail(email, &self.public_url).map_err(|error| not_sent(&error))?;
        match &self.mailer {
            Mailer::Mailbox => {
                db::dev_mails::insert(&mut db, &mail.to, &mail.subject, &mail.text, &mail.html, self.now()).await?;
            }
            Mailer::Smtp { transport, from } => {
                // Given back while the mail server takes its time.
                drop(db);
                mail::send(transport, from, job, mail).await.map_err(|error| not_sent(&error))?;
            }
        }
        Ok(())
    }

    /// The development mailbox, latest first; to one address, or all.
    ///
    /// # Errors
    /// [`ClinicError::NotFound`] outside development.
    pub async fn dev_mails(&self, to: Option<&str>) -> Answer<Vec<DevMail>> {
        self.development.then_some(()).required("page")?;
        Ok(db::dev_mails::to(&mut *self.connect().await?, to).await?)
    }

    /// One mail of the development mailbox.
    ///
    /// # Errors
    /// [`ClinicError::NotFound`], outside development always.
    pub async fn dev_mail(&self, id: i64) -> Answer<DevMail> {
        self.development.then_some(()).required("page")?;
        db::dev_mails::find(&mut *self.connect().await?, id).await?.required("mail")
    }

    /// A link with a new token; what was mailed before for this purpose is good for nothing any more.
    async fn link(&self, db: &mut PgConnection, user: UserId, purpose: Purpose, page: &str) -> Answer<String> {
        let token = OpaqueToken::random();
        let expires_at = self.now() + self.mailed_token_lifetime;
        db::mailed_tokens::replace(db, user, purpose, &token.hash(), expires_at).await?;
        Ok(format!("{}{page}?token={}", self.public_url, token.expose()))
    }

    fn good_for(&self) -> String {
        format!("The link works once, for {} minutes.", self.mailed_token_lifetime.num_minutes())
    }

    async fn verify_letter(&self, db: &mut PgConnection, user: UserId) -> Answer<Letter> {
        let url = self.link(db, user, Purpose::VerifyEmail, app::paths::VERIFY_EMAIL).await?;
        Ok(Letter {
            subject: "Confirm your e-mail address".to_owned(),
            before: vec![
                "Please confirm that this address is yours, so that we can write to you about appointments.".to_owned(),
            ],
            action: Some(Action { label: "Confirm this address".to_owned(), url }),
            after: vec![
                self.good_for(),
                "If you did not create an account at Praxis, you need not do anything.".to_owned(),
            ],
        })
    }

    async fn reset_letter(&self, db: &mut PgConnection, user: UserId) -> Answer<Letter> {
        let url = self.link(db, user, Purpose::ResetPassword, app::paths::RESET_PASSWORD).await?;
        Ok(Letter {
            subject: "Choose a new password".to_owned(),
            before: vec!["Somebody, probably you, asked for a new password for your account at Praxis.".to_owned()],
            action: Some(Action { label: "Choose a new password".to_owned(), url }),
            after: vec![
                self.good_for(),
                "If it was not you, you need not do anything: your password stays as it is.".to_owned(),
            ],
        })
    }

    async fn invited_letter(&self, db: &mut PgConnection, user: UserId) -> Answer<Letter> {
        let url = self.link(db, user, Purpose::ResetPassword, app::paths::RESET_PASSWORD).await?;
        Ok(Letter {
            subject: "Your account at Praxis".to_owned(),
            before: vec![
                "The practice has made an account for you. Choose a password, and sign in with this address."
                    .to_owned(),
            ],
            action: Some(Action { label: "Choose a password".to_owned(), url }),
            after: vec![format!(
                "{} After that, ask for a new one: {}{}",
                self.good_for(),
                self.public_url,
                app::paths::FORGOT_PASSWORD,
            )],
        })
    }

    fn address_taken_letter(&self) -> Letter {
        Letter {
            subject: "You already have an account".to_owned(),
            before: vec![
                "Somebody, probably you, tried to create an account at Praxis with this address. There is one already."
                    .to_owned(),
            ],
            action: Some(Action {
                label: "Sign in".to_owned(),
                url: format!("{}{}", self.public_url, app::paths::LOGIN),
            }),
            after: vec![format!(
                "If you do not remember the password, choose a new one: {}{}",
                self.public_url,
                app::paths::FORGOT_PASSWORD,
            )],
        }
    }

    fn doctor_approved_letter(&self) -> Letter {
        Letter {
            subject: "Patients can find you now".to_owned(),
            before: vec![
                "Your account at Praxis is approved. Patients see you, and book the times you publish.".to_owned(),
            ],
            action: Some(Action {
                label: "Publish your hours".to_owned(),
                url: format!("{}{}", self.public_url, app::paths::DOCTOR_HOURS),
            }),
            after: Vec::new(),
        }
    }

    /// Whom the appointment is with, and why, is for who signs in.
    fn moved_letter(&self, appointment: &Appointment, from: DateTime<Utc>) -> Letter {
        let zone = format::zone(&appointment.location.time_zone);
        let (from, to) = (format::long(from, zone), format::when(appointment));
        Letter {
            subject: "Your appointment has another time".to_owned(),
            before: vec![
                format!("The practice had to move your appointment of {from}."),
                format!("It is now on {to}."),
            ],
            action: Some(Action {
                label: "See the appointment, or choose another time".to_owned(),
                url: format!("{}{}", self.public_url, app::paths::APPOINTMENTS),
            }),
            after: Vec::new(),
        }
    }

    fn cancelled_letter(&self, appointment: &Appointment) -> Letter {
        Letter {
            subject: "Your appointment is cancelled".to_owned(),
            before: vec![
                format!("The practice had to cancel your appointment on {}.", format::when(appointment)),
                "We are sorry. Please choose another time.".to_owned(),
            ],
            action: Some(Action {
                label: "Find another time".to_owned(),
                url: format!("{}{}", self.public_url, app::paths::DOCTORS),
            }),
            after: Vec::new(),
        }
    }

    /// Whom it is for, and the time with a link to take it: a new one each time the mail is tried.
    async fn offered_letter(&self, db: &mut PgConnection, offer: HoldId) -> Answer<Option<(UserId, Letter)>> {
        let now = self.now();
        let Some((patient, entry)) = db::waitlist::offered(db, offer, now).await? else { return Ok(None) };
        let entry = db::waitlist::of_patient(db, patient, Some(entry), now).await?.pop();
        let Some(WaitlistEntry { appointment_id, offer: Some(offered), .. }) = entry else { return Ok(None) };
        let token = OpaqueToken::random();
        db::waitlist::set_token(db, offer, &token.hash()).await?;
        let zone = format::zone(&offered.location.time_zone);
        let otherwise = if appointment_id.is_some() { "Your appointment stays as it is, and y" } else { "Y" };
        let letter = Letter {
            subject: "An earlier time for you".to_owned(),
            before: vec![
                format!("A time has opened: {}, {}.", format::long(offered.start_time, zone), offered.location.name),
                format!("We keep it for you, and for nobody else, until {}.", format::moment(offered.expires_at, zone)),
            ],
            action: Some(Action {
                label: "Look at it, and take it".to_owned(),
                url: format!("{}{}?token={}", self.public_url, app::paths::WAITLIST_OFFER, token.expose()),
            }),
            after: vec![format!(
                "If it does not suit you, you need not do anything: then it goes to the next who waits. \
                 {otherwise}ou stay on the waiting list."
            )],
        };
        Ok(Some((patient, letter)))
    }

    /// That something about signing in is different now, for its owner to notice if it was somebody else.
    fn notice(&self, subject: &str, happened: &str, (what_to_do, page): (&str, &str)) -> Letter {
        Letter {
            subject: subject.to_owned(),
            before: vec![happened.to_owned()],
            action: None,
            after: vec![format!("If it was not you, {what_to_do} at once, and call us: {}{page}", self.public_url,)],
        }
    }
}

/// The queue tries again; the log says why, and not for whom.
fn not_sent(error: &dyn std::fmt::Display) -> ClinicError {
    tracing::warn!(%error, "a mail was not sent; it is tried again");
    ClinicError::Overloaded
}
