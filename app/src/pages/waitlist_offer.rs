//! What a mail offered to somebody on a waiting list: one tap takes it. A button, as programs that check mail follow links
//! too.

use domain::{
    appointment::Appointment,
    waitlist::{MailedOffer, WaitlistEntry},
};
use leptos::{prelude::*, server_fn::ServerFn};

use super::query;
use crate::{
    api::waitlist::{AcceptMailedOffer, DeclineMailedOffer},
    backend::{backend, device},
    components::ErrorSummary,
    flash::FormState,
    format,
    layouts::Base,
    page::{self, answer},
    paths,
};

#[component]
pub fn WaitlistOfferPage() -> impl IntoView {
    page::keep_address_to_ourselves();
    let token = query("token").unwrap_or_default();
    Suspend::new(async move {
        let found = async {
            let MailedOffer { patient, entry, .. } = backend().mailed_offer(&token, &device()).await?;
            let own = match entry.appointment_id {
                Some(id) => Some(backend().appointment(&patient, id).await?),
                None => None,
            };
            Ok((entry, own))
        };
        let body = match answer(found.await) {
            Ok((entry, own)) => view! { <Offer token=token entry=entry own=own /> }.into_any(),
            Err(_) => view! {
                <h1>"This link is not good any more"</h1>
                <p>"You took the time, or you have left the waiting list."</p>
                <p class="actions"><a class="button" href=paths::APPOINTMENTS>"My appointments"</a></p>
            }
            .into_any(),
        };
        view! { <Base title="An earlier time for you"><div class="narrow">{body}</div></Base> }
    })
}

#[component]
fn Offer(token: String, entry: WaitlistEntry, own: Option<Appointment>) -> impl IntoView {
    let state = FormState::of("offer", page::flash());
    let Some(offer) = entry.offer else {
        return view! {
            <ErrorSummary state=state />
            <h1>"This offer has run out"</h1>
            <p>"You are still on the waiting list, and hear of the next time that suits you."</p>
            <p class="actions"><a class="button" href=paths::APPOINTMENTS>"My appointments"</a></p>
        }
        .into_any();
    };
    let zone = format::zone(&offer.location.time_zone);
    let when = format!("{} to {}", format::long(offer.start_time, zone), format::time(offer.end_time, zone));
    let kept = format!("Kept for you until {}.", format::moment(offer.expires_at, zone));
    let instead = own.map(|own| {
        let text = format!("It takes the place of your appointment on {}.", format::when(&own));
        view! { <p>{text}</p> }
    });
    let decline = token.clone();
    view! {
        <ErrorSummary state=state />
        <h1>"An earlier time for you"</h1>
        <dl class="summary">
            <div><dt>"When"</dt><dd>{when}</dd></div>
            <div><dt>"Doctor"</dt><dd>{entry.doctor.full_name}</dd></div>
            <div><dt>"Where"</dt><dd>{offer.location.in_full()}</dd></div>
        </dl>
        {instead}
        <p>{kept}</p>
        <form method="post" action=AcceptMailedOffer::PATH>
            <input type="hidden" name="token" value=token />
            <p class="actions"><button>"Take this time"</button></p>
        </form>
        <form method="post" action=DeclineMailedOffer::PATH>
            <input type="hidden" name="token" value=decline />
            <p class="actions"><button class="secondary">"No, thank you"</button></p>
        </form>
    }
    .into_any()
}
