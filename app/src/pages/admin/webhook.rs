//! One webhook: where to, what of, its secret, and what it was told.

use domain::webhook::Webhook;
use leptos::{prelude::*, server_fn::ServerFn};

use super::{
    webhook_deliveries::Deliveries,
    webhook_fields::WebhookFields,
    webhooks::{name, standing},
};
use crate::{
    api::webhooks::{ChangeWebhook, RemoveWebhook, RenewWebhookSecret, webhook},
    components::{EntryForm, NewSecret, Retire, Trouble},
    error::AppError,
    flash::FormState,
    format,
    layouts::AdminBase,
    page,
    pages::{param, query},
    paths,
};

const REMOVING: &str = "It is told nothing any more, not even what waits, and its log is gone.";

#[component]
pub fn AdminWebhookPage() -> impl IntoView {
    let (id, cursor) = (param("id"), query("page"));
    let here = paths::one_of(paths::ADMIN_WEBHOOKS, &id);
    Suspend::new(async move {
        match webhook(&id, cursor.as_deref()).await.map_err(AppError::clinic) {
            Ok((webhook, deliveries)) => view! {
                <AdminBase title=name(&webhook) here=paths::ADMIN_WEBHOOKS>
                    <h1>{name(&webhook)}</h1>
                    <NewSecret
                        heading="Copy the secret now"
                        meaning="The receiver checks with it that a message comes from here, and is whole."
                    />
                    <Summary webhook=webhook.clone() />
                    <Deliveries webhook=webhook.clone() page=deliveries />
                    <Change webhook=webhook.clone() />
                    <Secret webhook=webhook.clone() />
                    <End webhook=webhook />
                    <p><a href=paths::ADMIN_WEBHOOKS>"All webhooks"</a></p>
                </AdminBase>
            }
            .into_any(),
            Err(error) => view! { <Trouble error=error here=here /> }.into_any(),
        }
    })
}

#[component]
fn Summary(webhook: Webhook) -> impl IntoView {
    let events = webhook.endpoint.events.iter().map(|event| format::event(*event)).collect::<Vec<_>>().join(", ");
    view! {
        <dl class="summary">
            <div><dt>"Standing"</dt><dd>{standing(&webhook)}</dd></div>
            <div><dt>"Address"</dt><dd>{webhook.endpoint.url}</dd></div>
            <div><dt>"Is told"</dt><dd>{events}</dd></div>
            <div><dt>"Added"</dt><dd>{format::universal(webhook.created_at)}</dd></div>
        </dl>
    }
}

#[component]
fn Change(webhook: Webhook) -> impl IntoView {
    let state = FormState::of("entry", page::flash());
    view! {
        <EntryForm
            heading="Change it"
            action=ChangeWebhook::PATH
            state=state.clone()
            hidden=vec![("id", webhook.id.to_string())]
            save="Save webhook"
        >
            <WebhookFields endpoint=Some(webhook.endpoint) state=state />
        </EntryForm>
    }
}

#[component]
fn Secret(webhook: Webhook) -> impl IntoView {
    let before = webhook.previous_secret_until.map(|until| {
        view! { <p>{format!("The secret before this one holds as well until {}.", format::universal(until))}</p> }
    });
    view! {
        <EntryForm
            anchor="secret"
            heading="Secret"
            action=RenewWebhookSecret::PATH
            state=FormState::of("secret", page::flash())
            hidden=vec![("id", webhook.id.to_string())]
            save="Make a new secret"
        >
            <p>"When somebody else may know it, or it is lost. The one before holds as well for 24 hours, so that the receiver can change over."</p>
            {before}
        </EntryForm>
    }
}

#[component]
fn End(webhook: Webhook) -> impl IntoView {
    let hidden = vec![("id", webhook.id.to_string())];
    let state = FormState::of("retire", page::flash());
    view! {
        <Retire
            verb="Remove"
            action=RemoveWebhook::PATH
            hidden=hidden
            name="this webhook".to_owned()
            meaning=REMOVING
            state=state
        />
    }
}
