//! Registering, and confirming the address.

use domain::{
    actor::Role,
    audit::Action,
    directory::VisitType,
    error::ClinicError,
    ids::{SpecialtyId, UserId, VisitTypeId},
    session::Device,
    specialty::unknown_specialty,
    text,
    user::{Registration, RegistrationForm, User},
};
use sqlx::{PgConnection, Postgres, Transaction};

use super::{
    Answer, Required, Services, commit,
    passwords::stale_link,
    rate_limits::{LINK_NETWORK, REGISTER, REGISTER_NETWORK, Try},
};
use crate::{
    auth::{common_passwords::is_common, opaque::OpaqueToken},
    db::{self, audit::Happened, mailed_tokens::Purpose},
    jobs::SendMail,
};

/// What registering led to.
pub enum Registered {
    /// The account works.
    Ready(Box<User>),
    /// It works once the link that was mailed has been followed. Also said when there already was an account.
    LinkSent,
}

impl Services {
    /// Makes an account. A doctor also gets an address, the first location and a visit type "Consultation" of 30 minutes.
    ///
    /// # Errors
    /// [`ClinicError::Invalid`], [`ClinicError::Forbidden`] for a role nobody can give themselves,
    /// [`ClinicError::EmailTaken`], [`ClinicError::RateLimited`], [`ClinicError::Overloaded`]. Where addresses have to be
    /// confirmed, one that is taken is answered like one that is not: only its owner is told, by mail.
    pub async fn register(&self, form: &RegistrationForm, device: &Device) -> Answer<Registered> {
        let registration = form.parse(&is_common)?;
        let mut tries = vec![Try::new(&REGISTER, registration.email.as_str())];
        // On a machine of one's own, trials and tests make people by the hundred.
        tries.extend(Try::of_network(&REGISTER_NETWORK, device).filter(|_| !self.development));
        self.spend(&tries).await?;
        let hash = self.hasher.hash(&registration.password).await?;
        let mut tx = self.begin().await?;
        let Some(id) = self.insert_user(&mut tx, &registration, &hash).await? else {
            return self.address_taken(tx, registration.email.as_str()).await;
        };
        self.enqueue(&mut tx, &SendMail::VerifyEmail { user_id: id }).await?;
        let user = db::users::find(&mut tx, id).await?.required("account")?;
        self.note(&mut tx, Happened::to_account(Action::Registered, id)).await?;
        commit(tx).await?;
        Ok(if self.email_must_be_verified { Registered::LinkSent } else { Registered::Ready(Box::new(user)) })
    }

    async fn address_taken(&self, mut tx: Transaction<'static, Postgres>, email: &str) -> Answer<Registered> {
        if !self.email_must_be_verified {
            return Err(ClinicError::EmailTaken);
        }
        if let Some((id, _)) = db::users::credentials(&mut tx, email).await? {
            self.enqueue(&mut tx, &SendMail::AddressTaken { user_id: id }).await?;
        }
        commit(tx).await?;
        Ok(Registered::LinkSent)
    }

    /// Notes that an address belongs to whoever has the token that was mailed to it.
    ///
    /// # Errors
    /// [`ClinicError::Invalid`] for a token that is used, replaced or expired.
    pub async fn verify_email(&self, token: &str, device: &Device) -> Answer<()> {
        let tries = Try::of_network(&LINK_NETWORK, device);
        self.spend_on_failure(tries.as_slice(), self.verify(token), |error| *error == stale_link()).await
    }

    async fn verify(&self, token: &str) -> Answer<()> {
        let hash = OpaqueToken::parse(token).ok_or_else(stale_link)?.hash();
        let mut tx = self.begin().await?;
        let owner = db::mailed_tokens::take(&mut tx, Purpose::VerifyEmail, &hash, self.now()).await?;
        let user = owner.ok_or_else(stale_link)?;
        db::users::set_email_verified(&mut tx, user, self.now()).await?;
        self.note(&mut tx, Happened::to_account(Action::EmailVerified, user)).await?;
        commit(tx).await
    }

    /// None when the address is taken.
    pub(super) async fn insert_user(
        &self,
        tx: &mut PgConnection,
        registration: &Registration,
        hash: &str,
    ) -> Answer<Option<UserId>> {
        if let Some(specialty) = registration.specialty_id
            && !db::specialties::exists(tx, specialty).await?
        {
            return Err(unknown_specialty().into());
        }
        let id = UserId(self.new_id());
        if !db::users::insert(tx, id, registration, hash, self.now()).await? {
            return Ok(None);
        }
        if registration.role == Role::Doctor {
            self.insert_doctor(tx, id, registration.full_name.as_str(), registration.specialty_id).await?;
        }
        Ok(Some(id))
    }

    pub(super) async fn insert_doctor(
        &self,
        tx: &mut PgConnection,
        id: UserId,
        full_name: &str,
        specialty: Option<SpecialtyId>,
    ) -> Answer<()> {
        let slug = self.free_slug(tx, id, full_name).await?;
        let approved_at = self.development.then(|| self.now());
        db::doctors::insert(tx, id, &slug, specialty, approved_at).await?;
        if let Some(first) = db::locations::all(tx).await?.first() {
            db::locations::replace_of_doctor(tx, id, &[first.id]).await?;
        }
        let consultation = VisitType::consultation(id, VisitTypeId(self.new_id()));
        db::visit_types::insert(tx, &consultation).await?;
        Ok(())
    }

    /// The doctor's name as part of an address; namesakes get a number, names of another script their id.
    async fn free_slug(&self, tx: &mut PgConnection, id: UserId, name: &str) -> Answer<String> {
        let slug = text::slug(name);
        if slug.is_empty() {
            return Ok(format!("doctor-{id}"));
        }
        let taken = db::doctors::slugs_like(tx, &slug).await?;
        Ok(text::free_slug(name, &taken))
    }
}
