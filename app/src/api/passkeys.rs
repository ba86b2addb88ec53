//! Passkeys. What a device answers comes as JSON, in a field that a script fills in.

use domain::{ids::PasskeyId, passkey::Passkey};
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;
use serde::{Deserialize, Serialize};

use crate::error::AppError;

/// Signs in with a passkey; goes on to `next`.
#[server(prefix = "/fn", endpoint = "login-passkey")]
pub async fn login_with_passkey(
    challenge_id: String,
    credential: String,
    next: Option<String>,
) -> Result<(), AppError> {
    use crate::{
        backend::{backend, device},
        forms, paths,
    };
    let next = next.as_deref().and_then(paths::local);
    let signed_in = backend().login_with_passkey(&challenge_id, &credential, &device()).await;
    forms::answer("login", &paths::login(next), &[], signed_in, |signed_in| forms::signed_in(signed_in, next))
}

/// One's own passkeys, and whether the site can have any.
#[derive(Clone, Serialize, Deserialize)]
pub struct PasskeysState {
    pub offered: bool,
    pub passkeys: Vec<Passkey>,
}

#[server(prefix = "/fn", endpoint = "passkeys", input = GetUrl)]
pub async fn my_passkeys() -> Result<PasskeysState, AppError> {
    use crate::{backend, page::answer};
    let actor = answer(backend::actor())?;
    let passkeys = answer(backend::backend().passkeys(&actor).await)?;
    Ok(PasskeysState { offered: backend::backend().passkeys_are_offered(), passkeys })
}

#[server(prefix = "/fn", endpoint = "passkey-add")]
pub async fn add_passkey(name: String, challenge_id: String, credential: String) -> Result<(), AppError> {
    use crate::{backend, forms, paths};
    let added = async { backend::backend().add_passkey(&backend::actor()?, &name, &challenge_id, &credential).await };
    forms::answer("passkeys", paths::PASSKEYS, &[("name", &name)], added.await, |passkey| {
        forms::done(paths::PASSKEYS, &format!("The passkey \u{201c}{}\u{201d} is added.", passkey.name));
    })
}

#[server(prefix = "/fn", endpoint = "passkey-remove")]
pub async fn remove_passkey(id: PasskeyId) -> Result<(), AppError> {
    use crate::{backend, forms, paths};
    let removed = async { backend::backend().remove_passkey(&backend::actor()?, id).await };
    forms::answer("passkeys", paths::PASSKEYS, &[], removed.await, |()| {
        forms::done(paths::PASSKEYS, "The passkey is removed. It signs nobody in any more.");
    })
}
