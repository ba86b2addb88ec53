//! What an administrator can do about somebody's account, and what comes of it.

use domain::{actor::Role, ids::UserId};
use leptos::{prelude::*, server_fn::ServerFn};

use crate::{api::users::ChangeUser, page};

/// One thing to do about an account.
#[derive(Debug, Clone, Copy)]
pub enum AccountChange {
    Approve,
    Withdraw,
    /// Disabling the account of a doctor who waits for approval.
    Refuse,
    Disable,
    Enable,
}

impl AccountChange {
    /// What the button says, and what of whom.
    fn label(self) -> (&'static str, &'static str) {
        match self {
            Self::Approve => ("Approve", ""),
            Self::Withdraw => ("Withdraw approval", "of "),
            Self::Refuse => ("Refuse", ""),
            Self::Disable => ("Disable account", "of "),
            Self::Enable => ("Enable account", "of "),
        }
    }

    fn explanation(self) -> &'static str {
        match self {
            Self::Approve => "Patients find an approved doctor and can book them. The doctor is told by mail.",
            Self::Withdraw => {
                "Patients do not find the doctor any more, and book no new visits. Appointments that are booked stay."
            }
            Self::Refuse => {
                "Patients never find the doctor. The account is disabled and signed out everywhere; it can be enabled again."
            }
            Self::Disable => {
                "The account is signed out everywhere at once, and nobody can sign in to it until it is enabled again. \
                 Nothing is deleted, and appointments stay. A doctor whom patients expect cannot be disabled."
            }
            Self::Enable => "Its owner can sign in again, with the same password as before.",
        }
    }

    /// The field of the form, and what it says.
    fn field(self) -> (&'static str, &'static str) {
        match self {
            Self::Approve => ("verified", "true"),
            Self::Withdraw => ("verified", "false"),
            Self::Refuse | Self::Disable => ("active", "false"),
            Self::Enable => ("active", "true"),
        }
    }

    fn class(self) -> &'static str {
        match self {
            Self::Approve | Self::Enable => "",
            Self::Withdraw | Self::Refuse => "secondary",
            Self::Disable => "danger",
        }
    }
}

/// Everything that can be done about one account, each beside what it does. Nobody locks themselves out.
#[component]
pub fn AccountChanges(
    id: UserId,
    name: String,
    role: Role,
    approved: bool,
    active: bool,
    #[prop(into)] next: String,
) -> impl IntoView {
    use AccountChange::{Approve, Disable, Enable, Refuse, Withdraw};
    if page::user().is_some_and(|user| user.id == id) {
        let own = "This is your own account. Another administrator can change its role or disable it, you cannot.";
        return view! { <p class="empty">{own}</p> }.into_any();
    }
    let changes: &[AccountChange] = match (active, role, approved) {
        (false, ..) => &[Enable],
        (true, Role::Doctor, false) => &[Approve, Refuse],
        (true, Role::Doctor, true) => &[Withdraw, Disable],
        (true, ..) => &[Disable],
    };
    let item = |change: &AccountChange| {
        view! {
            <li class="card">
                <p>{change.explanation()}</p>
                <AccountButton id=id name=name.clone() change=*change next=next.clone() />
            </li>
        }
    };
    view! { <ul class="appointments changes">{changes.iter().map(item).collect_view()}</ul> }.into_any()
}

/// One button; `next` is where it leads.
#[component]
pub fn AccountButton(id: UserId, name: String, change: AccountChange, #[prop(into)] next: String) -> impl IntoView {
    let (verb, of) = change.label();
    let (field, value) = change.field();
    view! {
        <form method="post" action=ChangeUser::PATH>
            <input type="hidden" name="id" value=id.to_string() />
            <input type="hidden" name=field value=value />
            <input type="hidden" name="next" value=next />
            <button class=change.class() aria-label=format!("{verb} {of}{name}")>{verb}</button>
        </form>
    }
}
