//! What is kept about oneself: taking it along, and having it deleted.

use leptos::{prelude::*, server_fn::ServerFn};

use crate::{
    api::profile::DeleteAccount,
    components::{ErrorSummary, OwnPassword},
    flash::FormState,
    page, paths,
};

#[component]
pub fn Download() -> impl IntoView {
    view! {
        <section aria-labelledby="data">
            <h2 id="data">"Your data"</h2>
            <p>"Everything that is kept about you, as a file that programs can read."</p>
            <p><a href=paths::EXPORT download="praxis-my-data.json" rel="external">"Download my data"</a></p>
        </section>
    }
}

#[component]
pub fn Delete() -> impl IntoView {
    let state = FormState::of("delete", page::flash());
    view! {
        <section class="narrow" aria-labelledby="delete">
            <h2 id="delete">"Delete account"</h2>
            <ErrorSummary state=state.clone() />
            <p>
                "Your appointments to come are cancelled, and your name, addresses and texts are erased. Visits that took \
                 place stay in the practice's records, as the law asks, without your name. This cannot be undone."
            </p>
            <form method="post" action=DeleteAccount::PATH novalidate>
                <OwnPassword state=state />
                <p class="actions"><button class="danger">"Delete my account"</button></p>
            </form>
        </section>
    }
}
