//! Where one is signed in.

use domain::session::Session;
use leptos::{prelude::*, server_fn::ServerFn};

use crate::{
    api::accounts::{EndOtherSessions, EndSession},
    components::ErrorSummary,
    flash::FormState,
    format, page,
};

#[component]
pub fn Sessions(sessions: Vec<Session>) -> impl IntoView {
    let state = FormState::of("sessions", page::flash());
    let several = sessions.len() > 1;
    let items = sessions.into_iter().map(|session| view! { <Device session=session /> }).collect_view();
    view! {
        <section aria-labelledby="sessions">
            <h2 id="sessions">"Where you are signed in"</h2>
            <ErrorSummary state=state />
            <ul class="appointments">{items}</ul>
            {several.then(|| view! {
                <form method="post" action=EndOtherSessions::PATH>
                    <p class="actions"><button class="secondary">"Sign out all other devices"</button></p>
                </form>
            })}
        </section>
    }
}

#[component]
fn Device(session: Session) -> impl IntoView {
    let name = browser(session.user_agent.as_deref().unwrap_or_default());
    let since = format!(
        "Signed in {}, last used {}",
        format::universal(session.created_at),
        format::universal(session.last_used_at)
    );
    let label = format!("Sign out {name}, signed in {}", format::universal(session.created_at));
    let end = if session.current {
        view! { <span class="badge">"This device"</span> }.into_any()
    } else {
        view! {
            <form method="post" action=EndSession::PATH>
                <input type="hidden" name="id" value=session.id.to_string() />
                <button class="secondary" aria-label=label>"Sign out"</button>
            </form>
        }
        .into_any()
    };
    view! {
        <li class="card">
            <div>
                <p class="when">{name}</p>
                <p class="where">{since}</p>
                {session.address.map(|address| view! { <p class="where">{format!("From {address}")}</p> })}
            </div>
            {end}
        </li>
    }
}

/// What people call their browser and system, from a header that says much more (RFC 9110, section 10.1.5).
fn browser(user_agent: &str) -> String {
    let first = |names: &[(&'static str, &'static str)]| {
        names.iter().find(|(mark, _)| user_agent.contains(mark)).map(|(_, name)| *name)
    };
    // The order matters: most browsers also call themselves those further down.
    let browser = first(&[("Edg/", "Edge"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari")]);
    let system = first(&[
        ("Android", "Android"),
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Windows", "Windows"),
        ("Mac OS", "macOS"),
        ("Linux", "Linux"),
    ]);
    match (browser, system) {
        (Some(browser), Some(system)) => format!("{browser} on {system}"),
        (Some(name), None) | (None, Some(name)) => name.to_owned(),
        (None, None) => "Another program".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn browsers_are_called_what_people_call_them() {
        let chrome =
            "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36";
        assert_eq!(browser(chrome), "Chrome on Linux");
        assert_eq!(browser(&format!("{chrome} Edg/156.0")), "Edge on Linux");
        assert_eq!(browser("Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Safari/604.1"), "Safari on iPhone");
        assert_eq!(browser("curl/8.5"), "Another program");
    }
}
