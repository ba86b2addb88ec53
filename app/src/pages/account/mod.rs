//! One's own account: who one is, the password, where one is signed in, and what is kept.

mod data;
mod password;
mod profile;
mod sessions;

use domain::error::ClinicError;
use leptos::prelude::*;

use self::{
    data::{Delete, Download},
    password::Password,
    profile::Profile,
    sessions::Sessions,
};
use crate::{
    api::accounts::my_sessions,
    components::Trouble,
    error::AppError,
    layouts::Base,
    page::{self, answer},
    paths,
};

#[component]
pub fn AccountPage() -> impl IntoView {
    let page = Suspend::new(async move {
        let found = async {
            let user = answer(page::user().ok_or(ClinicError::Unauthenticated))?;
            Ok::<_, AppError>((user, my_sessions().await?))
        };
        match found.await {
            Ok((user, sessions)) => view! {
                <Base title="My account">
                    <h1>"My account"</h1>
                    <Profile user=user />
                    <Password />
                    <p><a href=paths::TWO_STEP>"Two-step sign-in"</a></p>
                    <Sessions sessions=sessions />
                    <Download />
                    <Delete />
                </Base>
            }
            .into_any(),
            Err(error) => view! { <Trouble error=error.clinic() here=paths::ACCOUNT /> }.into_any(),
        }
    });
    view! { <Suspense>{page}</Suspense> }
}
