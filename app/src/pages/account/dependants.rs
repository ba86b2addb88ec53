//! People whom one books for.

use domain::dependant::Dependant;
use leptos::{prelude::*, server_fn::ServerFn};

use crate::{
    api::dependants::{AddDependant, RemoveDependant},
    components::{ErrorSummary, Field},
    flash::FormState,
    page,
};

#[component]
pub fn Dependants(dependants: Vec<Dependant>) -> impl IntoView {
    let state = FormState::of("dependants", page::flash());
    let items = dependants.into_iter().map(|dependant| view! { <Item dependant=dependant /> }).collect_view();
    view! {
        <section aria-labelledby="dependants">
            <h2 id="dependants">"People you book for"</h2>
            <p>"Children, parents, anybody you care for. You choose whom a visit is for when you book it."</p>
            <ErrorSummary state=state.clone() />
            <ul class="appointments">{items}</ul>
            <form method="post" action=AddDependant::PATH novalidate>
                <div class="pair">
                    <Field name="dependant_name" label="Their name" required=true state=state.clone() />
                    <Field name="born_on" label="Date of birth (optional)" kind="date" state=state />
                </div>
                <p class="actions"><button class="secondary">"Add this person"</button></p>
            </form>
        </section>
    }
}

#[component]
fn Item(dependant: Dependant) -> impl IntoView {
    let born = dependant.born_on.map(|date| format!("Born on {}", date.format("%-d %B %Y")));
    let label = format!("Remove {}", dependant.full_name);
    view! {
        <li class="card">
            <div>
                <p class="when">{dependant.full_name}</p>
                {born.map(|born| view! { <p>{born}</p> })}
            </div>
            <form class="actions" method="post" action=RemoveDependant::PATH>
                <input type="hidden" name="id" value=dependant.id.to_string() />
                <button class="secondary" aria-label=label>"Remove"</button>
            </form>
        </li>
    }
}
