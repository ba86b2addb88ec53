//! When a location is closed for everybody.

use domain::{availability::LocationClosure, ids::LocationId};
use leptos::{prelude::*, server_fn::ServerFn};

use crate::{
    api::closures::{CloseLocation, ReopenLocation},
    components::{EntryForm, Field},
    flash::FormState,
    format, page,
};

#[component]
pub fn Closures(location: LocationId, closures: Vec<LocationClosure>) -> impl IntoView {
    let state = FormState::of("closure", page::flash());
    let items = closures.into_iter().map(|closure| view! { <Item closure=closure /> });
    let list = if items.len() == 0 {
        view! { <p class="empty">"No closed days are planned."</p> }.into_any()
    } else {
        view! { <ul class="appointments">{items.collect_view()}</ul> }.into_any()
    };
    view! {
        <section aria-labelledby="closed">
            <h2 id="closed">"Closed days"</h2>
            <p>
                "Public holidays, or the practice is closed: nobody can be booked there then. Appointments that are booked \
                 already stay; the doctors see them, and move or cancel them."
            </p>
            {list}
        </section>
        <EntryForm
            anchor="close"
            heading="Close on more days"
            action=CloseLocation::PATH
            state=state.clone()
            hidden=vec![("location_id", location.to_string())]
            save="Close on these days"
        >
            <div class="pair">
                <Field name="first_day" label="First day" kind="date" required=true state=state.clone() />
                <Field
                    name="last_day"
                    label="Last day (optional)"
                    kind="date"
                    hint="Closed as well. Left empty: one day."
                    state=state.clone()
                />
            </div>
            <Field
                name="reason"
                label="Reason (optional)"
                hint="Such as “Good Friday”; everybody can read it. At most 200 characters."
                autocomplete="off"
                state=state
            />
        </EntryForm>
    }
}

#[component]
fn Item(closure: LocationClosure) -> impl IntoView {
    let days = format::days(closure.first_day, closure.last_day);
    let label = format!("Remove the closure: {days}");
    view! {
        <li class="card">
            <div>
                <p class="when">{days}</p>
                {closure.reason.map(|reason| view! { <p>{reason}</p> })}
            </div>
            <form class="actions" method="post" action=ReopenLocation::PATH>
                <input type="hidden" name="location_id" value=closure.location_id.to_string() />
                <input type="hidden" name="id" value=closure.id.to_string() />
                <button class="secondary" aria-label=label>"Remove"</button>
            </form>
        </li>
    }
}
