//! What is wrong with a form, above it.

use leptos::prelude::*;

use crate::flash::FormState;

/// Everything that is wrong, with links to the fields, and with the focus; nothing when nothing is. `children` can say
/// what to do instead.
#[component]
pub fn ErrorSummary(state: FormState, #[prop(optional)] children: Option<Children>) -> impl IntoView {
    let error = state.error()?.to_string();
    let fields = state.field_errors();
    let items = if fields.is_empty() {
        view! { <li>{error}</li> }.into_any()
    } else {
        let link = |field: domain::error::FieldError| {
            view! { <li><a href=format!("#{}", field.field)>{field.detail}</a></li> }
        };
        fields.into_iter().map(link).collect_view().into_any()
    };
    Some(view! {
        <div class="error-summary" role="alert" aria-labelledby="error-summary-title" tabindex="-1" autofocus>
            <h2 id="error-summary-title">"There is a problem"</h2>
            <ul>{items}</ul>
            {children.map(|children| children())}
        </div>
    })
}
