//! One account: its role, and whether it works.

use domain::{actor::Role, directory::Location, user::User};
use leptos::{prelude::*, server_fn::ServerFn};

use super::users::standing;
use crate::{
    api::{
        directory::locations,
        users::{ChangeUser, user},
    },
    components::{AccountChanges, ErrorSummary, SelectField, Trouble},
    error::AppError,
    flash::FormState,
    format,
    layouts::AdminBase,
    page,
    pages::param,
    paths,
};

#[component]
pub fn AdminUserPage() -> impl IntoView {
    let id = param("id");
    Suspend::new(async move {
        let found = async { Ok::<_, AppError>((user(&id).await?, locations().await?)) };
        let (user, locations) = match found.await {
            Ok(found) => found,
            Err(error) => {
                let here = format!("{}/{id}", paths::ADMIN_USERS);
                return view! { <Trouble error=error.clinic() here=here /> }.into_any();
            }
        };
        let state = FormState::of("account", page::flash());
        let own = page::user().is_some_and(|me| me.id == user.id);
        let role = (!own).then(|| view! { <GiveRole user=user.clone() locations=locations state=state.clone() /> });
        view! {
            <AdminBase title=user.full_name.clone() here=paths::ADMIN_USERS>
                <ErrorSummary state=state />
                <h1>{user.full_name.clone()}</h1>
                <Summary user=user.clone() />
                <section aria-labelledby="access">
                    <h2 id="access">"Access"</h2>
                    <AccountChanges
                        id=user.id
                        name=user.full_name.clone()
                        role=user.role
                        approved=user.verified
                        active=user.active
                        next=paths::admin_user(user.id)
                    />
                </section>
                {role}
            </AdminBase>
        }
        .into_any()
    })
}

#[component]
fn Summary(user: User) -> impl IntoView {
    let id = user.id.to_string();
    let log = |field| paths::admin_audit(&[(field, Some(&id))]);
    let details = match user.role {
        Role::Doctor => Some((paths::admin_doctor(user.id), "Details as a doctor")),
        Role::Patient => Some((paths::admin_patient(user.id), "Details as a patient")),
        Role::Receptionist | Role::Admin | Role::ApiToken => None,
    };
    view! {
        <dl class="summary">
            <div><dt>"E-mail address"</dt><dd>{user.email.clone()}</dd></div>
            <div><dt>"Role"</dt><dd>{format::role(user.role)}</dd></div>
            <div><dt>"Standing"</dt><dd>{standing(&user)}</dd></div>
            <div><dt>"Since"</dt><dd>{format::universal(user.created_at)}</dd></div>
        </dl>
        <ul class="looser">
            {details.map(|(href, text)| view! { <li><a class="button secondary" href=href>{text}</a></li> })}
            <li><a class="button secondary" href=log("actor_id")>"What they did"</a></li>
            <li><a class="button secondary" href=log("person_id")>"What was done about them"</a></li>
        </ul>
    }
}

#[component]
fn GiveRole(user: User, locations: Vec<Location>, state: FormState) -> impl IntoView {
    let option = |role: Role| (role.as_str().to_owned(), format::role(role).to_owned());
    let roles = [Role::Patient, Role::Doctor, Role::Receptionist, Role::Admin].map(option).into();
    let place = |location: Location| (location.id.to_string(), format!("{}, {}", location.name, location.city));
    let places = [(String::new(), "None".to_owned())].into_iter().chain(locations.into_iter().map(place)).collect();
    view! {
        <section class="narrow" aria-labelledby="role-title">
            <h2 id="role-title">"Role"</h2>
            <p>
                "A new role holds from the next page on. Receptionists see the appointments of their location, administrators \
                everything. A doctor whom patients expect stays one until the appointments are moved or cancelled."
            </p>
            <form method="post" action=ChangeUser::PATH>
                <input type="hidden" name="id" value=user.id.to_string() />
                <SelectField name="role" label="Role" options=roles chosen=user.role.as_str() state=state.clone() />
                <SelectField
                    name="location_id"
                    label="Location"
                    hint="Where a receptionist works; for every other role it does not matter."
                    options=places
                    chosen=user.location_id.map(|id| id.to_string()).unwrap_or_default()
                    state=state
                />
                <p class="actions"><button aria-label=format!("Give {} this role", user.full_name)>"Give this role"</button></p>
            </form>
        </section>
    }
}
