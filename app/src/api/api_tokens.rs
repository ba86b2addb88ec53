//! Tokens of other systems, for administrators.

use domain::ids::ApiTokenId;
#[cfg(feature = "ssr")]
use domain::{
    api_token::{ApiToken, ApiTokenForm},
    directory::Page,
    error::ClinicError,
};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::error::AppError;

/// What a token is to be for, as typed; `scopes` are those that were ticked.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct TokenFields {
    pub name: String,
    pub scopes: Vec<String>,
    pub location_id: String,
    pub expires_at: String,
}

#[cfg(feature = "ssr")]
impl TokenFields {
    fn form(&self) -> ApiTokenForm {
        let given = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
        ApiTokenForm {
            name: self.name.clone(),
            scopes: self.scopes.clone(),
            location_id: given(&self.location_id),
            expires_at: given(&self.expires_at),
        }
    }
}

#[server(prefix = "/fn", endpoint = "add-api-token")]
pub async fn add_api_token(#[server(flatten)] fields: TokenFields) -> Result<(), AppError> {
    use crate::{backend, forms, paths};
    let added = async { backend::backend().add_api_token(&backend::actor()?, fields.form()).await };
    let added = forms::in_its_words("scopes", "Choose what the token may do.", added.await);
    let scopes = fields.scopes.join(" ");
    let typed = [
        ("name", fields.name.as_str()),
        ("scopes", &scopes),
        ("location_id", &fields.location_id),
        ("expires_at", &fields.expires_at),
    ];
    forms::answer("entry", paths::ADMIN_API_TOKENS, &typed, added, |(token, secret)| {
        forms::secret(&paths::one_of(paths::ADMIN_API_TOKENS, token.id), secret);
    })
}

#[server(prefix = "/fn", endpoint = "revoke-api-token")]
pub async fn revoke_api_token(id: ApiTokenId) -> Result<(), AppError> {
    use crate::{backend, forms, paths};
    let here = paths::one_of(paths::ADMIN_API_TOKENS, id);
    let revoked = async { backend::backend().revoke_api_token(&backend::actor()?, id).await };
    forms::answer("retire", &here, &[], revoked.await, |()| {
        forms::done(&here, "The token is revoked. It opens nothing any more.");
    })
}

/// All there ever were, latest first.
///
/// # Errors
/// The use case's.
#[cfg(feature = "ssr")]
pub async fn api_tokens(cursor: Option<&str>) -> Result<Page<ApiToken>, AppError> {
    use crate::{backend, page::answer};
    let found = async { backend::backend().api_tokens(&backend::actor()?, cursor).await };
    answer(found.await)
}

/// # Errors
/// The use case's.
#[cfg(feature = "ssr")]
pub async fn api_token(id: &str) -> Result<ApiToken, AppError> {
    use crate::{backend, page::answer};
    let found = async {
        let actor = backend::actor()?;
        actor.can_administer()?;
        let id = id.parse().map_err(|_| ClinicError::not_found("token"))?;
        backend::backend().api_token(&actor, id).await
    };
    answer(found.await)
}
