//! Two-step sign-in of one's own account: setting it up, its recovery codes, and turning it off.

use domain::{
    Tz,
    two_step::{QrPicture, TwoStep, TwoStepSetup, grouped},
};
use leptos::{prelude::*, server_fn::ServerFn};

use crate::{
    api::two_step::{ConfirmTwoStep, RenewRecoveryCodes, StartTwoStep, TurnOffTwoStep, my_two_step},
    components::{CodeField, ErrorSummary, OwnPassword, Trouble},
    error::AppError,
    flash::{Flash, FormState},
    format,
    layouts::Base,
    page, paths,
};

#[component]
pub fn TwoStepPage() -> impl IntoView {
    Suspend::new(async move {
        match my_two_step().await.map_err(AppError::clinic) {
            Ok(mine) => {
                let state = FormState::of("two-step", page::flash());
                let body = match (mine.status.enabled_at, mine.setup) {
                    (Some(_), _) => view! { <On status=mine.status state=state.clone() /> }.into_any(),
                    (None, Some(setup)) => view! { <Confirm setup=setup state=state.clone() /> }.into_any(),
                    (None, None) => view! { <Off /> }.into_any(),
                };
                view! {
                    <Base title="Two-step sign-in">
                        <ErrorSummary state=state />
                        <h1>"Two-step sign-in"</h1>
                        {mine.status.required.then(|| view! {
                            <p class="notice">
                                "Administrators sign in with a second step or a passkey. Everything else opens once you have set one up."
                            </p>
                        })}
                        <NewCodes />
                        {body}
                        <p>"Or sign in with your device instead of a password: "<a href=paths::PASSKEYS>"passkeys"</a></p>
                        <p><a href=paths::ACCOUNT>"Back to my account"</a></p>
                    </Base>
                }
                .into_any()
            }
            Err(error) => view! { <Trouble error=error here=paths::TWO_STEP /> }.into_any(),
        }
    })
}

#[component]
fn Off() -> impl IntoView {
    view! {
        <p class="lead">"Besides your password, signing in then asks for a code of an app on your phone."</p>
        <p>"You need an authenticator app, such as the ones of Google, Microsoft or 2FAS, or a password manager."</p>
        <form method="post" action=StartTwoStep::PATH>
            <p class="actions"><button>"Set up two-step sign-in"</button></p>
        </form>
    }
}

#[component]
fn Confirm(setup: TwoStepSetup, state: FormState) -> impl IntoView {
    view! {
        <ol class="steps">
            <li>
                <h2>"Add Praxis to your app"</h2>
                <p>"Scan this picture with your authenticator app, "<a href=setup.otpauth_uri>"open it on this device"</a>", or type the key."</p>
                <Qr picture=setup.qr />
                <p>"Key: "<code class="secret">{grouped(&setup.secret, " ")}</code></p>
            </li>
            <li>
                <h2>"Enter the code it shows"</h2>
                <form class="narrow" method="post" action=ConfirmTwoStep::PATH novalidate>
                    <CodeField state=state />
                    <p class="actions"><button>"Turn on two-step sign-in"</button></p>
                </form>
            </li>
        </ol>
    }
}

/// Dark on light in both colour schemes: not every app reads it the other way round.
#[component]
fn Qr(picture: QrPicture) -> impl IntoView {
    let size = picture.size;
    view! {
        <svg class="qr" viewBox=format!("0 0 {size} {size}") role="img" aria-label="QR code of the key below">
            <rect width=size height=size fill="#fff" />
            <path d=picture.path fill="#000" shape-rendering="crispEdges" />
        </svg>
    }
}

/// One password, and what it is asked for.
#[component]
fn On(status: TwoStep, state: FormState) -> impl IntoView {
    let since = status.enabled_at.map(|at| format!("On since {} UTC.", format::long(at, Tz::UTC)));
    let left = match status.recovery_codes_left {
        0 => "You have no recovery codes left: make new ones.".to_owned(),
        1 => "You have 1 recovery code left: make new ones soon.".to_owned(),
        left => format!("You have {left} recovery codes left."),
    };
    view! {
        <p class="lead">{since}</p>
        <p>{left}</p>
        <form class="narrow" method="post" action=RenewRecoveryCodes::PATH novalidate>
            <OwnPassword hint="Asked for before anything here is changed." state=state />
            <p class="actions">
                <button>"Make new recovery codes"</button>
                <button class="danger" formaction=TurnOffTwoStep::PATH>"Turn off two-step sign-in"</button>
            </p>
        </form>
    }
}

/// Recovery codes that were just made: they are in no later page.
#[component]
fn NewCodes() -> impl IntoView {
    let Some(Flash::RecoveryCodes { codes }) = page::flash() else { return None };
    let file = format!("data:text/plain;charset=utf-8,{}", codes.join("%0A"));
    Some(view! {
        <section class="panel" aria-labelledby="codes">
            <h2 id="codes">"Keep these recovery codes"</h2>
            <p>"When you do not have your app at hand, each of them signs you in once. They are shown only now: print them, or keep the file in a safe place."</p>
            <ul class="codes">{codes.into_iter().map(|code| view! { <li><code>{code}</code></li> }).collect_view()}</ul>
            <p><a class="button secondary" href=file download="praxis-recovery-codes.txt">"Download as text"</a></p>
        </section>
    })
}
