//! Who is told what happens to appointments.

use domain::{
    directory::Page,
    webhook::{DisabledReason, Webhook},
};
use leptos::{prelude::*, server_fn::ServerFn};

use super::webhook_fields::WebhookFields;
use crate::{
    api::webhooks::{AddWebhook, webhooks},
    components::{EntryForm, LinkedRow, LinkedTable, Pager, Trouble},
    error::AppError,
    flash::FormState,
    format,
    layouts::AdminBase,
    page,
    pages::query,
    paths,
};

#[component]
pub fn AdminWebhooksPage() -> impl IntoView {
    let cursor = query("page");
    Suspend::new(async move {
        match webhooks(cursor.as_deref()).await.map_err(AppError::clinic) {
            Ok(page) => view! {
                <AdminBase title="Webhooks" here=paths::ADMIN_WEBHOOKS>
                    <h1>"Webhooks"</h1>
                    <p class="lead">"Other systems are told at once when an appointment is booked, moved or cancelled, or a patient is there."</p>
                    <List page=page />
                    <Add />
                </AdminBase>
            }
            .into_any(),
            Err(error) => view! { <Trouble error=error here=paths::ADMIN_WEBHOOKS /> }.into_any(),
        }
    })
}

#[component]
fn List(page: Page<Webhook>) -> impl IntoView {
    let row = |webhook: Webhook| LinkedRow {
        href: paths::one_of(paths::ADMIN_WEBHOOKS, webhook.id),
        name: name(&webhook),
        cells: vec![
            webhook.endpoint.events.iter().map(|event| format::event(*event)).collect::<Vec<_>>().join(", "),
            standing(&webhook),
        ],
    };
    let next = page.next_cursor.as_ref().map(|cursor| paths::later(paths::ADMIN_WEBHOOKS, cursor));
    let rows = page.items.into_iter().map(row).collect();
    view! {
        <LinkedTable caption="Webhooks" columns=&["Is told", "Standing"] rows=rows none="There are no webhooks yet." />
        <Pager next=next label="More webhooks" />
    }
}

#[component]
fn Add() -> impl IntoView {
    let state = FormState::of("entry", page::flash());
    view! {
        <EntryForm heading="Add a webhook" action=AddWebhook::PATH state=state.clone() save="Add webhook">
            <WebhookFields endpoint=None state=state />
        </EntryForm>
    }
}

/// By its description, or else its address.
pub(super) fn name(webhook: &Webhook) -> String {
    webhook.endpoint.description.clone().unwrap_or_else(|| webhook.endpoint.url.clone())
}

/// Whether it is told anything, and how that goes.
pub(super) fn standing(webhook: &Webhook) -> String {
    match (webhook.endpoint.active, webhook.disabled_reason, webhook.failing_since) {
        (true, _, None) => "On".to_owned(),
        (true, _, Some(since)) => format!("On, but nothing got through since {}", format::universal(since)),
        (false, None, _) => "Off".to_owned(),
        (false, Some(DisabledReason::Gone), _) => {
            "Switched off: the receiver answered that it is gone (410)".to_owned()
        }
        (false, Some(DisabledReason::Failing), _) => "Switched off: nothing got through for five days".to_owned(),
    }
}
