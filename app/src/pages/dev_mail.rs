//! The development mailbox: what would have been mailed.

use domain::{Tz, mail::DevMail};
use leptos::prelude::*;

use super::param;
use crate::{
    api::mails::{list_dev_mails, read_dev_mail},
    components::Trouble,
    error::AppError,
    format,
    layouts::Base,
    paths,
};

#[component]
pub fn DevMailsPage() -> impl IntoView {
    Suspend::new(async move {
        match list_dev_mails().await {
            Ok(mails) => view! { <Mailbox mails=mails /> }.into_any(),
            Err(error) => view! { <Trouble error=error.clinic() here=paths::DEV_MAIL /> }.into_any(),
        }
    })
}

#[component]
fn Mailbox(mails: Vec<DevMail>) -> impl IntoView {
    let empty = mails.is_empty().then(|| view! { <p>"No mail yet."</p> });
    let items = mails.into_iter().map(|mail| {
        view! {
            <li class="card">
                <div>
                    <p class="when"><a href=paths::dev_mail(mail.id)>{mail.subject}</a></p>
                    <p class="where">{format!("To {}, {} UTC", mail.to, format::long(mail.sent_at, Tz::UTC))}</p>
                </div>
            </li>
        }
    });
    view! {
        <Base title="Development mailbox">
            <h1>"Development mailbox"</h1>
            <p>"No mail server is set up, so mail stays here. In production nobody can see this page."</p>
            {empty}
            <ul class="appointments">{items.collect_view()}</ul>
        </Base>
    }
}

#[component]
pub fn DevMailPage() -> impl IntoView {
    Suspend::new(async move {
        match find().await {
            Ok(mail) => view! { <OneMail mail=mail /> }.into_any(),
            Err(error) => view! { <Trouble error=error.clinic() here=paths::DEV_MAIL /> }.into_any(),
        }
    })
}

async fn find() -> Result<DevMail, AppError> {
    // What is no number is the number of no mail.
    read_dev_mail(param("id").parse().unwrap_or_default()).await
}

#[component]
fn OneMail(mail: DevMail) -> impl IntoView {
    let lines = mail.text.lines().map(str::to_owned).collect::<Vec<_>>().into_iter().map(|text| {
        let line = if text.starts_with("http") {
            view! { <a href=text.clone()>{text.clone()}</a> }.into_any()
        } else {
            text.into_any()
        };
        view! { {line} "\n" }
    });
    view! {
        <Base title=mail.subject.clone()>
            <p><a href=paths::DEV_MAIL>"Development mailbox"</a></p>
            <h1>{mail.subject.clone()}</h1>
            <p>{format!("To {}", mail.to)}</p>
            <pre class="mail">{lines.collect_view()}</pre>
        </Base>
    }
}
