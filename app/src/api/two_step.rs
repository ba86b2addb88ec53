//! Two-step sign-in: the code after the password, and one's own set-up.

use domain::two_step::{TwoStep, TwoStepSetup};
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;
use serde::{Deserialize, Serialize};

use crate::error::AppError;

/// The second step of signing in; goes on to `next`.
#[server(prefix = "/fn", endpoint = "login-two-step")]
pub async fn finish_login(
    code: Option<String>,
    recovery_code: Option<String>,
    next: Option<String>,
) -> Result<(), AppError> {
    use crate::{
        backend::{backend, device, half_sign_in},
        forms, paths,
    };
    use domain::error::ClinicError;
    let next = next.as_deref().and_then(paths::local);
    let typed = recovery_code.as_ref().or(code.as_ref()).map(String::as_str).unwrap_or_default();
    let finished = match half_sign_in() {
        Some(half) => backend().finish_login(&half, typed, &device()).await,
        None => Err(ClinicError::Unauthenticated),
    };
    match finished {
        Ok(signed_in) => forms::signed_in(signed_in, next),
        // The password has to be given again.
        Err(error @ (ClinicError::TooManyCodes | ClinicError::Unauthenticated)) => {
            forms::set_cookies([backend().clear_half_sign_in()]);
            forms::refused("login", &paths::login(next), &[], error)?;
        }
        Err(ClinicError::InvalidCode | ClinicError::TwoStepRequired) if recovery_code.is_some() => {
            let detail = "This recovery code is not right, or was used already.";
            let error = ClinicError::invalid("recovery_code", "invalid_code", detail);
            forms::refused("recovery-code", &paths::login_two_step(next), &[], error)?;
        }
        Err(error) => forms::refused("code", &paths::login_two_step(next), &[], error)?,
    }
    Ok(())
}

/// One's own two-step sign-in, and a set-up that awaits its code.
#[derive(Clone, Serialize, Deserialize)]
pub struct TwoStepState {
    pub status: TwoStep,
    pub setup: Option<TwoStepSetup>,
}

#[server(prefix = "/fn", endpoint = "two-step", input = GetUrl)]
pub async fn my_two_step() -> Result<TwoStepState, AppError> {
    use crate::{backend, page::answer};
    let actor = answer(backend::actor())?;
    let status = answer(backend::backend().two_step(&actor).await)?;
    let setup = answer(backend::backend().two_step_setup(&actor).await)?;
    Ok(TwoStepState { status, setup })
}

#[server(prefix = "/fn", endpoint = "two-step-start")]
pub async fn start_two_step() -> Result<(), AppError> {
    use crate::{backend, forms, page, paths};
    let started = async { backend::backend().start_two_step(&backend::actor()?).await };
    forms::answer("two-step", paths::TWO_STEP, &[], started.await, |_| page::go(paths::TWO_STEP))
}

#[server(prefix = "/fn", endpoint = "two-step-confirm")]
pub async fn confirm_two_step(code: String) -> Result<(), AppError> {
    use crate::{backend, forms, paths};
    let confirmed = async { backend::backend().confirm_two_step(&backend::actor()?, &code).await };
    let show = |codes| forms::recovery_codes(paths::TWO_STEP, codes);
    forms::answer("two-step", paths::TWO_STEP, &[], confirmed.await, show)
}

#[server(prefix = "/fn", endpoint = "two-step-recovery-codes")]
pub async fn renew_recovery_codes(password: String) -> Result<(), AppError> {
    use crate::{backend, forms, paths};
    let renewed = async { backend::backend().renew_recovery_codes(&backend::actor()?, &password).await };
    let show = |codes| forms::recovery_codes(paths::TWO_STEP, codes);
    forms::answer("two-step", paths::TWO_STEP, &[], renewed.await, show)
}

#[server(prefix = "/fn", endpoint = "two-step-turn-off")]
pub async fn turn_off_two_step(password: String) -> Result<(), AppError> {
    use crate::{backend, forms, paths};
    let turned_off = async { backend::backend().turn_off_two_step(&backend::actor()?, &password).await };
    forms::answer("two-step", paths::TWO_STEP, &[], turned_off.await, |()| {
        forms::done(paths::TWO_STEP, "Two-step sign-in is off. Your password alone signs you in.");
    })
}
