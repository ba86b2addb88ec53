//! One's own account: who one is, what one signs in with, where one is signed in, and what is kept.

mod data;
mod dependants;
mod password;
mod profile;
mod sessions;
mod sign_in;

use domain::error::ClinicError;
use leptos::prelude::*;

use self::{
    data::{Delete, Download},
    dependants::Dependants,
    password::Password,
    profile::Profile,
    sessions::Sessions,
    sign_in::SignIn,
};
use crate::{
    api::{accounts::my_sessions, dependants::my_dependants, passkeys::my_passkeys, two_step::my_two_step},
    components::Trouble,
    error::AppError,
    layouts::Base,
    page::{self, answer},
    paths,
};

#[component]
pub fn AccountPage() -> impl IntoView {
    Suspend::new(async move {
        let found = async {
            let user = answer(page::user().ok_or(ClinicError::Unauthenticated))?;
            let (two_step, passkeys) = (my_two_step().await?.status, my_passkeys().await?.passkeys);
            let dependants = if user.actor().can_book().is_ok() { Some(my_dependants().await?) } else { None };
            Ok::<_, AppError>((user, dependants, two_step, passkeys, my_sessions().await?))
        };
        match found.await {
            Ok((user, dependants, two_step, passkeys, sessions)) => view! {
                <Base title="My account">
                    <h1>"My account"</h1>
                    <Profile user=user />
                    {dependants.map(|dependants| view! { <Dependants dependants=dependants /> })}
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
    })
}
