//! Taking an entry off its list.

use leptos::prelude::*;

use super::ErrorSummary;
use crate::flash::FormState;

/// What retiring does, in `meaning`; what stands in its way, when something does, with `children` to help.
#[component]
pub fn Retire(
    action: &'static str,
    /// Names and values, the id of what is retired among them.
    hidden: Vec<(&'static str, String)>,
    name: String,
    /// What it is called here.
    #[prop(default = "Retire")]
    verb: &'static str,
    meaning: &'static str,
    state: FormState,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    let hidden = hidden.into_iter().map(|(name, value)| view! { <input type="hidden" name=name value=value /> });
    let label = format!("{verb} {name}");
    view! {
        <section aria-labelledby="retire">
            <h2 id="retire">{label.clone()}</h2>
            <ErrorSummary state=state>{children.map(|children| children())}</ErrorSummary>
            <p>{meaning}</p>
            <form method="post" action=action>
                {hidden.collect_view()}
                <p class="actions"><button class="danger">{label}</button></p>
            </form>
        </section>
    }
}
