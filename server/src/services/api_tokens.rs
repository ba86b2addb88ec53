//! Tokens of external systems: making, listing and revoking them, and whose one is.

use chrono::TimeDelta;
use domain::{
    actor::Actor,
    api_token::{ApiToken, ApiTokenForm, TokenBearer},
    audit::Action,
    directory::Page,
    ids::ApiTokenId,
};
use serde_json::json;

use super::{
    Answer, Required, Services, commit,
    departments::check_location,
    paging::{Place, one_more, page},
};
use crate::{
    auth::opaque::OpaqueToken,
    db::{self, audit::Happened},
};

/// What every secret begins with, so that whoever looks for secrets in code and logs finds it.
pub const PREFIX: &str = "praxis_";
/// A use is written down when the last one that was is as old as this: not with each request.
const SEEN_EVERY: TimeDelta = TimeDelta::minutes(1);

impl Services {
    /// Makes a token. With it comes its secret, which nobody can read again.
    ///
    /// # Errors
    /// [`domain::error::ClinicError::Forbidden`], [`domain::error::ClinicError::Invalid`].
    pub async fn add_api_token(&self, actor: &Actor, form: &ApiTokenForm) -> Answer<(ApiToken, String)> {
        actor.can_administer()?;
        let now = self.now();
        let new = form.parse(now)?;
        let (id, secret) = (ApiTokenId(self.new_id()), OpaqueToken::random());
        let mut tx = self.begin().await?;
        if let Some(location) = new.location_id {
            check_location(&mut tx, location).await?;
        }
        db::api_tokens::insert(&mut tx, id, &new, &secret.hash(), actor.user_id, now).await?;
        let details = json!({ "scopes": new.scopes, "location_id": new.location_id, "expires_at": new.expires_at });
        self.note(&mut tx, Happened::new(Action::ApiTokenMade).by(actor).to(id.0).with(details)).await?;
        let token = db::api_tokens::find(&mut tx, id).await?.required("token")?;
        commit(tx).await?;
        Ok((token, format!("{PREFIX}{}", secret.expose())))
    }

    /// All tokens there ever were, latest first.
    ///
    /// # Errors
    /// [`domain::error::ClinicError::Forbidden`], [`domain::error::ClinicError::Invalid`] for a cursor that is not one of
    /// ours.
    pub async fn api_tokens(&self, actor: &Actor, cursor: Option<&str>, limit: u16) -> Answer<Page<ApiToken>> {
        actor.can_administer()?;
        let before = Place::read(cursor)?.map(|place| place.id);
        let found = db::api_tokens::list(&mut *self.connect().await?, None, before, one_more(limit)).await?;
        Ok(page(found, limit, |token| Place { id: token.id.0, by: String::new() }))
    }

    /// # Errors
    /// [`domain::error::ClinicError::Forbidden`], [`domain::error::ClinicError::NotFound`].
    pub async fn api_token(&self, actor: &Actor, id: Option<ApiTokenId>) -> Answer<ApiToken> {
        actor.can_administer()?;
        let id = id.required("token")?;
        db::api_tokens::find(&mut *self.connect().await?, id).await?.required("token")
    }

    /// Ends a token at once, for good. What was revoked before stays as it was.
    ///
    /// # Errors
    /// [`domain::error::ClinicError::Forbidden`], [`domain::error::ClinicError::NotFound`].
    pub async fn revoke_api_token(&self, actor: &Actor, id: Option<ApiTokenId>) -> Answer<()> {
        actor.can_administer()?;
        let id = id.required("token")?;
        let mut tx = self.begin().await?;
        if db::api_tokens::revoke(&mut tx, id, self.now()).await? {
            self.note(&mut tx, Happened::new(Action::ApiTokenRevoked).by(actor).to(id.0)).await?;
        } else {
            db::api_tokens::find(&mut tx, id).await?.required("token")?;
        }
        commit(tx).await
    }

    /// Whose secret this is; none when it is not, or no longer, good.
    ///
    /// # Errors
    /// [`domain::error::ClinicError::Overloaded`] when the database does not answer.
    pub async fn bearer_of(&self, secret: &str, address: Option<&str>) -> Answer<Option<TokenBearer>> {
        let Some(secret) = secret.strip_prefix(PREFIX).and_then(OpaqueToken::parse) else { return Ok(None) };
        let (mut db, now) = (self.connect().await?, self.now());
        let Some(known) = db::api_tokens::known(&mut db, &secret.hash(), now).await? else { return Ok(None) };
        if known.last_used_at.is_none_or(|last| last + SEEN_EVERY <= now) {
            db::api_tokens::note_use(&mut db, known.bearer.id, address, now).await?;
        }
        Ok(Some(known.bearer))
    }
}
