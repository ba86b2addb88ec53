//! What a webhook was told, and how that went.

use domain::{
    directory::Page,
    ids::WebhookId,
    webhook::{Delivery, DeliveryStatus, NoAnswer, Webhook},
};
use leptos::{prelude::*, server_fn::ServerFn};

use crate::{
    api::webhooks::{ReplayDelivery, TestWebhook},
    components::{DataTable, ErrorSummary, Pager},
    flash::FormState,
    format, page, paths,
};

#[component]
pub fn Deliveries(webhook: Webhook, page: Page<Delivery>) -> impl IntoView {
    let here = paths::one_of(paths::ADMIN_WEBHOOKS, webhook.id);
    let next = page.next_cursor.as_ref().map(|cursor| paths::later(&here, cursor));
    view! {
        <section aria-labelledby="deliveries">
            <h2 id="deliveries">"Messages of the last 30 days"</h2>
            <ErrorSummary state=FormState::of("deliveries", page::flash()) />
            <form method="post" action=TestWebhook::PATH>
                <input type="hidden" name="id" value=webhook.id.to_string() />
                <p class="actions"><button class="secondary">"Send a test"</button></p>
            </form>
            <Table webhook=webhook.id deliveries=page.items />
            <Pager next=next label="Earlier messages" />
        </section>
    }
}

#[component]
fn Table(webhook: WebhookId, deliveries: Vec<Delivery>) -> impl IntoView {
    if deliveries.is_empty() {
        return view! { <p class="empty">"It was told nothing yet."</p> }.into_any();
    }
    let row = move |delivery: Delivery| {
        let when = format::universal(delivery.created_at);
        let label = format!("Send again: {}, {when}", format::event(delivery.event));
        view! {
            <tr>
                <th scope="row">{when}</th>
                <td data-label="What">{format::event(delivery.event)}</td>
                <td data-label="How it went">{outcome(&delivery)}</td>
                <td>
                    <form method="post" action=ReplayDelivery::PATH>
                        <input type="hidden" name="webhook_id" value=webhook.to_string() />
                        <input type="hidden" name="id" value=delivery.id.to_string() />
                        <button class="secondary" aria-label=label>"Send again"</button>
                    </form>
                </td>
            </tr>
        }
    };
    view! {
        <div class="visits">
            <DataTable caption="Messages, latest first" columns=["When", "What", "How it went", "Again"]>
                {deliveries.into_iter().map(row).collect_view()}
            </DataTable>
        </div>
    }
    .into_any()
}

fn outcome(delivery: &Delivery) -> String {
    let answer = match (delivery.last_status, delivery.last_error.as_deref().and_then(NoAnswer::parse)) {
        (Some(status), _) => format!("answered {status}"),
        (None, Some(NoAnswer::Timeout)) => "no answer in time".to_owned(),
        (None, Some(NoAnswer::Connection) | None) => "could not be reached".to_owned(),
        (None, Some(NoAnswer::PrivateAddress)) => "its address is of a private network".to_owned(),
        (None, Some(NoAnswer::SecretUnreadable)) => "its secret cannot be read: make a new one".to_owned(),
    };
    match (delivery.status, delivery.delivered_at, delivery.next_attempt_at) {
        (DeliveryStatus::Delivered, at, _) => {
            format!("Delivered {}, {answer}", at.map(format::universal).unwrap_or_default())
        }
        (DeliveryStatus::Pending, _, Some(next)) if delivery.attempts > 0 => {
            format!("Tried {}, {answer}; tried again {}", times(delivery.attempts), format::universal(next))
        }
        (DeliveryStatus::Pending, ..) => "Is being sent".to_owned(),
        (DeliveryStatus::Failed, ..) => format!("Failed, tried {}, {answer}", times(delivery.attempts)),
    }
}

fn times(number: i16) -> String {
    if number == 1 { "once".to_owned() } else { format!("{number} times") }
}
