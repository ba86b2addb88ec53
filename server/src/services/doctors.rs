//! Doctors, as administrators engage them and as they describe themselves.

use domain::{
    actor::{Actor, Role},
    audit::Action,
    department::unknown_department,
    directory::{Doctor, Page},
    doctor::{Assignment, AssignmentForm, DoctorAccount, unknown_locations},
    error::{ClinicError, FieldError, Problems},
    ids::{LocationId, UserId},
    profile::ProfileForm,
    specialty::unknown_specialty,
    user::{RegistrationForm, User},
};
use serde_json::json;
use sqlx::PgConnection;

use super::{
    Answer, Required, Services,
    availability::refuse_stranding,
    commit,
    invitations::Invitation,
    paging::{Place, one_more, page},
};
use crate::{
    db::{
        self,
        audit::Happened,
        doctors::{After, Filter, Visible},
    },
    precondition,
};

impl Services {
    /// Doctors by name, with their accounts: those who wait for approval, or all others.
    ///
    /// # Errors
    /// [`ClinicError::Forbidden`], [`ClinicError::Invalid`] for a cursor that is not one of ours.
    pub async fn doctor_accounts(
        &self,
        actor: &Actor,
        waiting: bool,
        cursor: Option<&str>,
        limit: u16,
    ) -> Answer<Page<DoctorAccount>> {
        actor.can_administer()?;
        let after = Place::read(cursor)?.map(|Place { id, by }| After { id, full_name: by.replace('\0', "") });
        let filter = Filter { waiting: Some(waiting), ..Filter::default() };
        let mut tx = self.begin().await?;
        let found = db::doctors::accounts(&mut tx, &filter, after.as_ref(), one_more(limit)).await?;
        let page = page(found, limit, |it| Place { id: it.doctor.id.0, by: it.doctor.full_name.clone() });
        let seen: Vec<_> = page.items.iter().map(|it| it.doctor.id).collect();
        if !seen.is_empty() {
            let happened = Happened::new(Action::AccountsListed).by(actor);
            self.note(&mut tx, happened.with(json!({ "accounts": seen }))).await?;
        }
        commit(tx).await?;
        Ok(page)
    }

    /// One of them.
    ///
    /// # Errors
    /// [`ClinicError::Forbidden`], [`ClinicError::NotFound`].
    pub async fn account_of_doctor(&self, actor: &Actor, id: UserId) -> Answer<DoctorAccount> {
        actor.can_administer()?;
        let filter = Filter { id: Some(id), ..Filter::default() };
        let mut tx = self.begin().await?;
        let account = db::doctors::accounts(&mut tx, &filter, None, 1).await?.pop().required("doctor")?;
        self.note(&mut tx, Happened::to_account(Action::AccountRead, id).by(actor)).await?;
        commit(tx).await?;
        Ok(account)
    }

    /// Makes an approved doctor, for administrators. Who is given no location works where their department is, or else at
    /// the first one; who is given no password is mailed a link to choose one.
    ///
    /// # Errors
    /// [`ClinicError::Forbidden`], [`ClinicError::Invalid`], [`ClinicError::EmailTaken`].
    pub async fn engage_doctor(
        &self,
        actor: &Actor,
        form: &RegistrationForm,
        assignment: &AssignmentForm,
    ) -> Answer<Doctor> {
        actor.can_administer()?;
        let mut problems = Problems::default();
        let invitation = problems.keep_all(Invitation::read(form));
        let assignment = problems.keep_all(assignment.parse(&Assignment::default()));
        problems.check()?;
        // `check` has answered for whatever is missing.
        let (invitation, mut assignment) = invitation.zip(assignment).ok_or(ClinicError::Internal)?;
        let hash = self.hasher.hash(&invitation.registration.password).await?;
        let mut tx = self.begin().await?;
        if assignment.location_ids.is_empty() {
            assignment.location_ids = usual_location(&mut tx, &assignment).await?.into_iter().collect();
        }
        check_assignment(&mut tx, &assignment).await?;
        let id = self.invite(&mut tx, actor, &invitation, &hash).await?;
        db::doctors::assign(&mut tx, id, &assignment).await?;
        db::doctors::set_approved(&mut tx, id, Some(self.now())).await?;
        let doctor = find_doctor(&mut tx, &id.to_string()).await?;
        commit(tx).await?;
        Ok(doctor)
    }

    /// Changes what patients read of a doctor, by id or slug, and where the doctor works. Hours at a location they leave
    /// are gone.
    ///
    /// # Errors
    /// [`ClinicError::Forbidden`], [`ClinicError::NotFound`], [`ClinicError::Invalid`], [`ClinicError::Conflict`] with
    /// `appointments_outside_hours` where patients are expected at a location they leave.
    pub async fn change_doctor(
        &self,
        actor: &Actor,
        key: &str,
        profile: &ProfileForm,
        assignment: &AssignmentForm,
    ) -> Answer<Doctor> {
        let mut tx = self.begin().await?;
        let id = find_doctor(&mut tx, key).await?.id;
        actor.can_edit_doctor(id)?;
        db::calendars::edit(&mut tx, id).await?;
        db::users::lock(&mut tx, id).await?;
        let user = doctor_account(&mut tx, id).await?;
        // Again: somebody may have changed it meanwhile.
        let before = self.expected_doctor(&mut tx, id).await?;
        let before = Assignment::from(&before);
        let mut problems = Problems::default();
        let profile = problems.keep_all(profile.parse(&user));
        let assignment = problems.keep_all(assignment.parse(&before));
        problems.check()?;
        // `check` has answered for whatever is missing.
        let (profile, assignment) = profile.zip(assignment).ok_or(ClinicError::Internal)?;
        db::users::set_profile(&mut tx, id, &profile, self.now()).await?;
        if assignment != before {
            check_assignment(&mut tx, &assignment).await?;
            let outside_before = self.stranded(&mut tx, id).await?;
            db::doctors::assign(&mut tx, id, &assignment).await?;
            let outside = self.stranded(&mut tx, id).await?;
            refuse_stranding(outside.iter().filter(|id| !outside_before.contains(id)).count())?;
        }
        self.note(&mut tx, Happened::to_account(Action::ProfileChanged, id).by(actor)).await?;
        let mut doctor = find_doctor(&mut tx, &id.to_string()).await?;
        self.add_next_free(&mut tx, &mut doctor).await?;
        commit(tx).await?;
        self.changes.note(id);
        Ok(doctor)
    }

    /// Disables a doctor's account, for administrators; nothing where it is disabled already.
    ///
    /// # Errors
    /// [`ClinicError::Forbidden`], [`ClinicError::NotFound`], [`ClinicError::Conflict`] with `has_appointments`.
    pub async fn disable_doctor(&self, actor: &Actor, key: &str) -> Answer<()> {
        actor.can_administer()?;
        let mut tx = self.begin().await?;
        let id = find_doctor(&mut tx, key).await?.id;
        db::calendars::lock(&mut tx, id).await?;
        db::users::lock(&mut tx, id).await?;
        let user = doctor_account(&mut tx, id).await?;
        self.expected_doctor(&mut tx, id).await?;
        if user.active {
            self.enable(&mut tx, actor, &user, false).await?;
        }
        commit(tx).await
    }

    /// As patients read of them, with their next free times where somebody wants to know.
    async fn expected_doctor(&self, tx: &mut PgConnection, id: UserId) -> Answer<Doctor> {
        let mut doctor = find_doctor(tx, &id.to_string()).await?;
        if !precondition::is_met() {
            self.add_next_free(tx, &mut doctor).await?;
            precondition::check(&doctor)?;
        }
        Ok(doctor)
    }
}

/// Approved or not.
async fn find_doctor(db: &mut PgConnection, key: &str) -> Answer<Doctor> {
    db::doctors::find(db, key, Visible::All).await?.required("doctor")
}

/// Somebody may have been a doctor, and be none any more.
async fn doctor_account(db: &mut PgConnection, id: UserId) -> Answer<User> {
    db::users::find(db, id).await?.filter(|user| user.role == Role::Doctor).required("doctor")
}

async fn usual_location(db: &mut PgConnection, assignment: &Assignment) -> Answer<Option<LocationId>> {
    match assignment.department_id {
        Some(department) => Ok(db::departments::location_of(db, department).await?),
        None => Ok(db::locations::all(db).await?.first().map(|location| location.id)),
    }
}

/// Everything named can be chosen, until the end of the transaction, and the department is where the doctor works.
async fn check_assignment(db: &mut PgConnection, assignment: &Assignment) -> Answer<()> {
    let mut problems = Problems::default();
    if let Some(specialty) = assignment.specialty_id
        && !db::specialties::exists(db, specialty).await?
    {
        problems.push(unknown_specialty());
    }
    for location in &assignment.location_ids {
        if !db::locations::exists(db, *location).await? {
            problems.push(unknown_locations());
            break;
        }
    }
    if let Some(department) = assignment.department_id {
        match db::departments::location_of(db, department).await? {
            None => problems.push(unknown_department()),
            Some(location) if assignment.location_ids.contains(&location) => {}
            Some(_) => {
                let detail = "The department is at a location where the doctor does not work.";
                problems.push(FieldError::new("department_id", "department_elsewhere", detail));
            }
        }
    }
    problems.check()
}
