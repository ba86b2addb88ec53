//! One's own account: who one is, what one signs in with, where one is signed in, and what is kept.

mod data;
mod password;
mod profile;
mod sessions;
mod sign_in;

use domain::error::ClinicError;
use leptos::prelude::*;

use self::{
    data::{Delete, Download},
    password::Password,
    profile::Profile,
    sessions::Sessions,
    sign_in::SignIn,
};
use crate::{
    api::{accounts::my_sessions, passkeys::my_passkeys, two_step::my_two_step},
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
            let (two_step, passkeys) = (my_two_step().await?.status, my_passkeys().await?.passkeys);
            Ok::<_, AppError>((user, two_step, passkeys, my_sessions().await?))
        };
        match found.await {
            Ok((user, two_step, passkeys, sessions)) => view! {
                <Base title="My account">
                    <h1>"My account"</h1>
                    <Profile user=user />
                    <Password />
                    <SignIn two_step=two_step passkeys=passkeys />
                    <Sessions sessions=sessions />
                    <Download />
                    <Delete />
                </Base>
            }
            .into_any(),
            Err(error) => view! { <Trouble error=error.clinic() here=paths::ACCOUNT /> }.into_any(),
        }
    });
    page
}
