//! The search form patients start from.

use leptos::prelude::*;

use crate::api::directory::specialties;

#[component]
pub fn HomePage() -> impl IntoView {
    let specialties = Resource::new_blocking(|| (), |()| specialties());
    view! {
        <main>
            <h1>"See a doctor"</h1>
            <Suspense>
                {move || Suspend::new(async move {
                    specialties.await.map(|all| all.into_iter().map(|s| view! { <p>{s.name}</p> }).collect_view())
                })}
            </Suspense>
        </main>
    }
}
