//! The rules of one visit type, for administrators.

use domain::error::ClinicError;
use leptos::prelude::*;

use crate::{
    api::{
        users::only_administrators,
        visit_types::{Offered, find_visit_type},
    },
    components::{Trouble, VisitTypeRules},
    flash::FormState,
    layouts::AdminBase,
    page::{self, answer},
    pages::param,
    paths,
};

#[component]
pub fn AdminVisitTypePage() -> impl IntoView {
    let key = param("id");
    let here = paths::one_of(paths::ADMIN_VISIT_TYPES, &key);
    Suspend::new(async move {
        let found = async {
            only_administrators()?;
            let id = answer(key.parse().map_err(|_| ClinicError::not_found("visit type")))?;
            find_visit_type(id).await
        };
        match found.await {
            Ok(Offered { doctor, visit_type }) => {
                let (entry, retire) = (FormState::of("entry", page::flash()), FormState::of("retire", page::flash()));
                view! {
                    <AdminBase title=visit_type.name.clone() here=paths::ADMIN_VISIT_TYPES>
                        <h1>{visit_type.name.clone()}</h1>
                        <p class="lead">{format!("With {}", doctor.full_name)}</p>
                        <VisitTypeRules doctor=doctor.clone() visit_type=visit_type state=entry retiring=retire />
                        <p><a href=paths::admin_visit_types(Some(&doctor.slug))>"All visit types of this doctor"</a></p>
                    </AdminBase>
                }
                .into_any()
            }
            Err(error) => view! { <Trouble error=error.clinic() here=here /> }.into_any(),
        }
    })
}
