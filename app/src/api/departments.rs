//! The parts of a practice, as administrators list them.

use domain::{directory::Department, ids::DepartmentId};
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

use crate::error::AppError;

/// Those of every location.
#[server(prefix = "/fn", endpoint = "departments", input = GetUrl)]
pub async fn departments() -> Result<Vec<Department>, AppError> {
    crate::page::answer(crate::backend::backend().departments().await)
}

/// By id or slug.
#[server(prefix = "/fn", endpoint = "department", input = GetUrl)]
pub async fn find_department(key: String) -> Result<Department, AppError> {
    crate::page::answer(crate::backend::backend().department(&key).await)
}

#[server(prefix = "/fn", endpoint = "add-department")]
pub async fn add_department(name: String, #[server(default)] location_id: String) -> Result<(), AppError> {
    use crate::{backend, forms, paths};
    use domain::department::DepartmentForm;
    let form = DepartmentForm { name: Some(name.clone()), location_id: Some(location_id.clone()) };
    let typed = [("name", name.as_str()), ("location_id", &location_id)];
    let added = async { backend::backend().add_department(&backend::actor()?, form).await };
    forms::answer("entry", paths::ADMIN_DEPARTMENTS, &typed, added.await, |department| {
        let done = format!("{} is added. Doctors who work at its location can belong to it now.", department.name);
        forms::done(paths::ADMIN_DEPARTMENTS, &done);
    })
}

#[server(prefix = "/fn", endpoint = "change-department")]
pub async fn change_department(
    id: DepartmentId,
    name: String,
    #[server(default)] location_id: String,
) -> Result<(), AppError> {
    use crate::{backend, forms, paths};
    use domain::department::DepartmentForm;
    let here = paths::one_of(paths::ADMIN_DEPARTMENTS, id);
    let form = DepartmentForm { name: Some(name.clone()), location_id: Some(location_id.clone()) };
    let typed = [("name", name.as_str()), ("location_id", &location_id)];
    let changed = async { backend::backend().change_department(&backend::actor()?, id, form).await };
    forms::answer("entry", &here, &typed, changed.await, |_| forms::done(&here, "The department is saved."))
}

#[server(prefix = "/fn", endpoint = "retire-department")]
pub async fn retire_department(id: DepartmentId) -> Result<(), AppError> {
    use crate::{backend, forms, paths};
    let retired = async { backend::backend().retire_department(&backend::actor()?, id).await };
    forms::answer("retire", &paths::one_of(paths::ADMIN_DEPARTMENTS, id), &[], retired.await, |()| {
        forms::done(paths::ADMIN_DEPARTMENTS, "The department is retired. Nobody can choose it any more.");
    })
}
