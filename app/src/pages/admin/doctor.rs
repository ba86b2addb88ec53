//! One doctor, to read and to change.

use domain::{actor::Role, doctor::DoctorAccount};
use leptos::{prelude::*, server_fn::ServerFn};

use super::{doctor_fields::DoctorFields, doctors::standing};
use crate::{
    api::doctors::{ChangeDoctor, Places, doctor_account, places},
    components::{AccountChanges, ErrorSummary, Trouble},
    error::AppError,
    flash::FormState,
    layouts::AdminBase,
    page,
    pages::param,
    paths,
};

#[component]
pub fn AdminDoctorPage() -> impl IntoView {
    let id = param("id");
    Suspend::new(async move {
        let found = async { Ok::<_, AppError>((doctor_account(&id).await?, places().await?)) };
        let (account, places) = match found.await {
            Ok(found) => found,
            Err(error) => {
                let here = format!("{}/{id}", paths::ADMIN_DOCTORS);
                return view! { <Trouble error=error.clinic() here=here /> }.into_any();
            }
        };
        let (id, name) = (account.doctor.id, account.doctor.full_name.clone());
        let access = FormState::of("account", page::flash());
        view! {
            <AdminBase title=name.clone() here=paths::ADMIN_DOCTORS>
                <ErrorSummary state=access />
                <h1>{name.clone()}</h1>
                <Details account=account.clone() places=places />
                <section aria-labelledby="access">
                    <h2 id="access">"Access"</h2>
                    <AccountChanges
                        id=id
                        name=name
                        role=Role::Doctor
                        approved=account.approved
                        active=account.active
                        next=paths::admin_doctor(id)
                    />
                    <p><a href=paths::admin_user(id)>"The account, its role and its entries in the audit log"</a></p>
                </section>
            </AdminBase>
        }
        .into_any()
    })
}

#[component]
fn Details(account: DoctorAccount, places: Places) -> impl IntoView {
    let state = FormState::of("doctor", page::flash());
    let seen = (account.approved && account.active).then(|| {
        view! { <p><a href=paths::doctor(&account.doctor.slug, None, None)>"The doctor's page, as patients see it"</a></p> }
    });
    view! {
        <section class="narrow" aria-labelledby="details">
            <h2 id="details">"Details"</h2>
            <ErrorSummary state=state.clone() />
            <dl class="summary">
                <div><dt>"E-mail address"</dt><dd>{account.email.clone()}</dd></div>
                <div><dt>"Standing"</dt><dd>{standing(&account)}</dd></div>
            </dl>
            {seen}
            <form method="post" action=ChangeDoctor::PATH novalidate>
                <input type="hidden" name="id" value=account.doctor.id.to_string() />
                <DoctorFields places=places account=Some(account) state=state />
                <p class="actions"><button>"Save details"</button></p>
            </form>
        </section>
    }
}
