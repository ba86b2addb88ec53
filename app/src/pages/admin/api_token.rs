//! One token: what it may do, when it was used, and its end.

use domain::{api_token::ApiToken, directory::Location, ids::LocationId};
use leptos::{prelude::*, server_fn::ServerFn};

use crate::{
    api::{
        api_tokens::{RevokeApiToken, api_token},
        directory::locations,
    },
    backend::backend,
    components::{NewSecret, Retire, Trouble},
    error::AppError,
    flash::FormState,
    format,
    layouts::AdminBase,
    page,
    pages::param,
    paths,
};

const REVOKING: &str = "It opens nothing any more, at once and for good. What it booked stays booked.";

#[component]
pub fn AdminApiTokenPage() -> impl IntoView {
    let id = param("id");
    Suspend::new(async move {
        let found = async { Ok::<_, AppError>((api_token(&id).await?, locations().await?)) };
        match found.await {
            Ok((token, locations)) => view! {
                <AdminBase title=token.name.clone() here=paths::ADMIN_API_TOKENS>
                    <h1>{token.name.clone()}</h1>
                    <NewSecret
                        heading="Copy the token now"
                        meaning="The other system sends it with every request, after “Authorization: Bearer”."
                    />
                    <Summary token=token.clone() locations=locations />
                    {token.revoked_at.is_none().then(|| view! { <End token=token /> })}
                    <p><a href=paths::ADMIN_API_TOKENS>"All tokens"</a></p>
                </AdminBase>
            }
            .into_any(),
            Err(error) => {
                let here = paths::one_of(paths::ADMIN_API_TOKENS, &id);
                view! { <Trouble error=error.clinic() here=here /> }.into_any()
            }
        }
    })
}

#[component]
fn Summary(token: ApiToken, locations: Vec<Location>) -> impl IntoView {
    let used = match (token.last_used_at, &token.last_used_address) {
        (None, _) => "Never".to_owned(),
        (Some(at), None) => format::universal(at),
        (Some(at), Some(address)) => format!("{}, from {address}", format::universal(at)),
    };
    view! {
        <dl class="summary">
            <div><dt>"Standing"</dt><dd>{standing(&token)}</dd></div>
            <div><dt>"It may"</dt><dd>{scopes(&token)}</dd></div>
            <div><dt>"Where it may book"</dt><dd>{place(token.location_id, &locations)}</dd></div>
            <div><dt>"Last used"</dt><dd>{used}</dd></div>
            <div>
                <dt>"Made"</dt>
                <dd>
                    {format!("{} by ", format::universal(token.created_at))}
                    <a href=paths::admin_user(token.created_by.id)>{token.created_by.full_name}</a>
                </dd>
            </div>
        </dl>
    }
}

#[component]
fn End(token: ApiToken) -> impl IntoView {
    let hidden = vec![("id", token.id.to_string())];
    let state = FormState::of("retire", page::flash());
    view! { <Retire verb="Revoke" action=RevokeApiToken::PATH hidden=hidden name=token.name meaning=REVOKING state=state /> }
}

/// Whether it opens anything, and until when.
pub(super) fn standing(token: &ApiToken) -> String {
    match token.revoked_at {
        Some(at) => format!("Revoked {}", format::universal(at)),
        None if token.expires_at <= backend().now() => format!("Expired {}", format::universal(token.expires_at)),
        None => format!("Good until {}", format::universal(token.expires_at)),
    }
}

pub(super) fn scopes(token: &ApiToken) -> String {
    token.scopes.iter().map(|scope| format::scope(*scope)).collect::<Vec<_>>().join("; ")
}

/// Where it may book.
pub(super) fn place(id: Option<LocationId>, locations: &[Location]) -> String {
    let name = |id| locations.iter().find(|location| location.id == id).map(|location| location.name.clone());
    id.map_or_else(
        || "At every location".to_owned(),
        |id| name(id).unwrap_or_else(|| "At a location that is retired".to_owned()),
    )
}
