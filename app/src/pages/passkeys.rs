//! One's own passkeys.

use domain::{Tz, passkey::Passkey};
use leptos::{prelude::*, server_fn::ServerFn};

use crate::{
    api::passkeys::{AddPasskey, RemovePasskey, my_passkeys},
    components::{ErrorSummary, Field, OwnPassword, PasskeyForm, Trouble},
    error::AppError,
    flash::FormState,
    format,
    layouts::Base,
    page, paths,
};

#[component]
pub fn PasskeysPage() -> impl IntoView {
    Suspend::new(async move {
        match my_passkeys().await.map_err(AppError::clinic) {
            Ok(mine) => {
                let state = FormState::of("passkeys", page::flash());
                let list = if mine.passkeys.is_empty() {
                    view! { <p class="empty">"You have no passkeys yet."</p> }.into_any()
                } else {
                    let items = mine.passkeys.into_iter().map(|passkey| view! { <Item passkey=passkey /> });
                    view! { <ul class="appointments">{items.collect_view()}</ul> }.into_any()
                };
                view! {
                    <Base title="Passkeys">
                        <ErrorSummary state=state.clone() />
                        <h1>"Passkeys"</h1>
                        <p class="lead">
                            "With a passkey you sign in with your fingerprint, your face or the PIN of your device, and need no password and no code."
                        </p>
                        {list}
                        <Add offered=mine.offered state=state />
                        <p><a href=paths::ACCOUNT>"Back to my account"</a></p>
                    </Base>
                }
                .into_any()
            }
            Err(error) => view! { <Trouble error=error here=paths::PASSKEYS /> }.into_any(),
        }
    })
}

#[component]
fn Add(offered: bool, state: FormState) -> impl IntoView {
    if !offered {
        return view! {
            <p class="empty">
                "Passkeys cannot be used at this address: browsers make them for a site with a name and https, or for localhost."
            </p>
        }
        .into_any();
    }
    view! {
        <section class="narrow" aria-labelledby="add">
            <h2 id="add">"Add a passkey"</h2>
            <noscript><p>"Adding a passkey needs JavaScript, as browsers make passkeys for scripts only."</p></noscript>
            <PasskeyForm action=AddPasskey::PATH start="start-registration">
                <Field
                    name="name"
                    label="Name"
                    hint="What you will recognise it by, such as \u{201c}My phone\u{201d}."
                    autocomplete="off"
                    required=true
                    state=state
                />
                <OwnPassword state=FormState::default() />
                <p class="actions"><button>"Add this device"</button></p>
            </PasskeyForm>
        </section>
    }
    .into_any()
}

#[component]
fn Item(passkey: Passkey) -> impl IntoView {
    let moment = |at| format!("{} UTC", format::long(at, Tz::UTC));
    let used = passkey.last_used_at.map_or("not used yet".to_owned(), |at| format!("last used {}", moment(at)));
    view! {
        <li class="card">
            <div>
                <p class="when">{passkey.name.clone()}</p>
                <p class="where">{format!("Added {}, {used}", moment(passkey.created_at))}</p>
            </div>
            <form method="post" action=RemovePasskey::PATH>
                <input type="hidden" name="id" value=passkey.id.to_string() />
                <button class="secondary" aria-label=format!("Remove {}", passkey.name)>"Remove"</button>
            </form>
        </li>
    }
}
