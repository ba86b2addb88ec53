//! The port: what pages need of the server, without a road to its database.
//!
//! The server implements [`Backend`] over its services and provides it as `Arc<dyn Backend>` in every request's
//! context, for page renders and server functions alike.

use std::sync::Arc;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::{
    actor::Actor,
    appointment::{Appointment, AppointmentFilter, BookForm, ChangeForm, Hold, Series, SeriesForm, SlotQuery, Status},
    audit::{AuditFilter, AuditLine},
    availability::{
        AvailabilityWindow, ClosureForm, Hit, LocationClosure, ScheduleForm, TakenTimeOff, TimeOffForm, WeeklySchedule,
        WindowForm,
    },
    department::DepartmentForm,
    dependant::{Dependant, DependantForm},
    directory::{Department, Doctor, DoctorSearch, Location, Page, Specialty, VisitKind, VisitType},
    doctor::{AssignmentForm, DoctorAccount},
    error::ClinicError,
    ids::{
        AppointmentId, ClosureId, DepartmentId, DependantId, HoldId, LocationId, PasskeyId, SessionId, SpecialtyId,
        TimeOffId, UserId, VisitTypeId, WaitlistEntryId,
    },
    location::LocationForm,
    mail::DevMail,
    passkey::Passkey,
    patient::Patient,
    profile::ProfileForm,
    schedule::Slot,
    session::{Device, Session},
    specialty::SpecialtyForm,
    statistics::{Overview, Period, StatisticsForm, Utilisation},
    two_step::{HalfSignIn, TwoStep, TwoStepSetup},
    user::{RegistrationForm, User, UserChangeForm, UserFilter},
    visit_type::VisitTypeForm,
    waitlist::{MailedOffer, WaitlistEntry, WaitlistForm},
};
use leptos::prelude::use_context;

use crate::flash::Flash;

/// A successful sign-in: who it is, and the `Set-Cookie` values that keep them signed in.
pub struct SignIn {
    pub user: User,
    pub cookies: Vec<String>,
}

/// What registering led to.
pub enum Registered {
    SignedIn(Box<SignIn>),
    /// A link was mailed; the account works once it has been followed.
    LinkSent,
}

/// How far a right password leads.
pub enum LoginStep {
    SignedIn(Box<SignIn>),
    /// The `Set-Cookie` value that keeps, for a few minutes, that the password was right.
    CodeNeeded {
        cookie: String,
    },
}

type Answer<T> = Result<T, ClinicError>;

/// Every use case a page has. Errors are those of the service behind it.
#[async_trait]
pub trait Backend: Send + Sync {
    fn now(&self) -> DateTime<Utc>;

    async fn specialties(&self) -> Answer<Vec<Specialty>>;
    async fn locations(&self) -> Answer<Vec<Location>>;
    /// Those of every location.
    async fn departments(&self) -> Answer<Vec<Department>>;
    /// By id or slug.
    async fn specialty(&self, key: &str) -> Answer<Specialty>;
    /// By id or slug.
    async fn location(&self, key: &str) -> Answer<Location>;
    /// By id or slug.
    async fn department(&self, key: &str) -> Answer<Department>;
    async fn visit_kinds(&self) -> Answer<Vec<VisitKind>>;
    async fn search_doctors(&self, search: &DoctorSearch, cursor: Option<&str>) -> Answer<Page<Doctor>>;
    /// By id or slug.
    async fn doctor(&self, key: &str) -> Answer<Doctor>;
    /// By this person, if they are a patient.
    async fn slots(&self, actor: Option<&Actor>, query: &SlotQuery) -> Answer<Vec<Slot>>;

    async fn register(&self, form: RegistrationForm, device: &Device) -> Answer<Registered>;
    async fn login(&self, email: &str, password: &str, device: &Device) -> Answer<LoginStep>;
    /// The second step.
    async fn finish_login(&self, half: &HalfSignIn, code: &str, device: &Device) -> Answer<SignIn>;
    /// The `Set-Cookie` value that forgets the first step.
    fn clear_half_sign_in(&self) -> String;
    /// Ends the session; the `Set-Cookie` values that make the browser forget it.
    async fn sign_out(&self, actor: &Actor, session: SessionId) -> Answer<Vec<String>>;
    async fn sessions(&self, actor: &Actor, current: SessionId) -> Answer<Vec<Session>>;
    async fn end_other_sessions(&self, actor: &Actor, current: SessionId) -> Answer<()>;
    async fn end_session(&self, actor: &Actor, id: SessionId) -> Answer<()>;
    /// Every other session ends.
    async fn change_password(
        &self,
        actor: &Actor,
        session: SessionId,
        current_password: &str,
        new_password: &str,
    ) -> Answer<()>;
    async fn update_profile(&self, actor: &Actor, form: ProfileForm) -> Answer<User>;
    /// Erases what is personal; the `Set-Cookie` values that make the browser forget it, too.
    async fn delete_account(&self, actor: &Actor, password: &str) -> Answer<Vec<String>>;

    /// Mails a link to the owner of the address, if it has one.
    async fn forgot_password(&self, email: &str, device: &Device) -> Answer<()>;
    async fn reset_password(&self, token: &str, new_password: &str, device: &Device) -> Answer<()>;
    async fn verify_email(&self, token: &str, device: &Device) -> Answer<()>;

    async fn overview(&self, actor: &Actor) -> Answer<Overview>;
    async fn periods(&self, actor: &Actor, form: &StatisticsForm) -> Answer<Vec<Period>>;
    async fn utilisation_of_doctors(
        &self,
        actor: &Actor,
        form: &StatisticsForm,
        cursor: Option<&str>,
    ) -> Answer<Page<Utilisation>>;
    async fn utilisation_of_locations(&self, actor: &Actor, form: &StatisticsForm) -> Answer<Vec<Utilisation>>;

    async fn users(&self, actor: &Actor, filter: &UserFilter, cursor: Option<&str>) -> Answer<Page<User>>;
    async fn user(&self, actor: &Actor, id: UserId) -> Answer<User>;
    async fn change_user(&self, actor: &Actor, id: UserId, form: UserChangeForm) -> Answer<User>;
    /// Those who wait for approval, or all others.
    async fn doctor_accounts(&self, actor: &Actor, waiting: bool, cursor: Option<&str>) -> Answer<Page<DoctorAccount>>;
    async fn account_of_doctor(&self, actor: &Actor, id: UserId) -> Answer<DoctorAccount>;
    async fn engage_doctor(&self, actor: &Actor, form: RegistrationForm, place: AssignmentForm) -> Answer<Doctor>;
    async fn change_doctor(
        &self,
        actor: &Actor,
        id: UserId,
        profile: ProfileForm,
        place: AssignmentForm,
    ) -> Answer<Doctor>;
    async fn patients(&self, actor: &Actor, q: Option<&str>, cursor: Option<&str>) -> Answer<Page<Patient>>;
    async fn patient(&self, actor: &Actor, id: UserId) -> Answer<Patient>;
    async fn admit_patient(&self, actor: &Actor, form: RegistrationForm) -> Answer<Patient>;
    async fn change_patient(&self, actor: &Actor, id: UserId, form: ProfileForm) -> Answer<Patient>;
    async fn audit_lines(&self, actor: &Actor, filter: &AuditFilter, cursor: Option<&str>) -> Answer<Page<AuditLine>>;

    /// The development mailbox, latest first.
    async fn dev_mails(&self) -> Answer<Vec<DevMail>>;
    async fn dev_mail(&self, id: i64) -> Answer<DevMail>;

    async fn two_step(&self, actor: &Actor) -> Answer<TwoStep>;
    /// The set-up that awaits its code.
    async fn two_step_setup(&self, actor: &Actor) -> Answer<Option<TwoStepSetup>>;
    async fn start_two_step(&self, actor: &Actor) -> Answer<TwoStepSetup>;
    /// The recovery codes.
    async fn confirm_two_step(&self, actor: &Actor, code: &str) -> Answer<Vec<String>>;
    async fn renew_recovery_codes(&self, actor: &Actor, password: &str) -> Answer<Vec<String>>;
    async fn turn_off_two_step(&self, actor: &Actor, password: &str) -> Answer<()>;

    /// Whether the site's address is one that browsers make passkeys for.
    fn passkeys_are_offered(&self) -> bool;
    async fn passkeys(&self, actor: &Actor) -> Answer<Vec<Passkey>>;
    /// With the answer of a device, as JSON.
    async fn add_passkey(&self, actor: &Actor, name: &str, challenge: &str, credential: &str) -> Answer<Passkey>;
    async fn remove_passkey(&self, actor: &Actor, id: PasskeyId) -> Answer<()>;
    async fn login_with_passkey(&self, challenge: &str, credential: &str, device: &Device) -> Answer<SignIn>;

    /// Whom one books for.
    async fn dependants(&self, actor: &Actor) -> Answer<Vec<Dependant>>;
    async fn add_dependant(&self, actor: &Actor, form: DependantForm) -> Answer<Dependant>;
    async fn remove_dependant(&self, actor: &Actor, id: DependantId) -> Answer<()>;

    async fn hold(&self, actor: &Actor, form: BookForm) -> Answer<Hold>;
    async fn extend_hold(&self, actor: &Actor, id: HoldId) -> Answer<Hold>;
    async fn book(&self, actor: &Actor, form: BookForm) -> Answer<Appointment>;
    /// The same visit for several weeks.
    async fn book_series(&self, actor: &Actor, form: SeriesForm) -> Answer<Series>;
    async fn appointments(
        &self,
        actor: &Actor,
        filter: &AppointmentFilter,
        cursor: Option<&str>,
    ) -> Answer<Page<Appointment>>;
    async fn appointment(&self, actor: &Actor, id: AppointmentId) -> Answer<Appointment>;
    /// What it takes up itself counts as free.
    async fn times_to_move_to(&self, actor: &Actor, id: AppointmentId, query: &SlotQuery) -> Answer<Vec<Slot>>;
    async fn change_appointment(&self, actor: &Actor, id: AppointmentId, form: ChangeForm) -> Answer<Appointment>;
    async fn set_status(&self, actor: &Actor, id: AppointmentId, status: Status) -> Answer<Appointment>;
    async fn cancel(&self, actor: &Actor, id: AppointmentId) -> Answer<()>;

    async fn join_waitlist(&self, actor: &Actor, form: WaitlistForm) -> Answer<WaitlistEntry>;
    /// What somebody waits for, and what they are offered.
    async fn waitlist(&self, actor: &Actor) -> Answer<Vec<WaitlistEntry>>;
    async fn leave_waitlist(&self, actor: &Actor, id: WaitlistEntryId) -> Answer<()>;
    /// The offer that is meant; none: whatever is offered now.
    async fn accept_offer(&self, actor: &Actor, id: WaitlistEntryId, offer: Option<HoldId>) -> Answer<Appointment>;
    async fn decline_offer(&self, actor: &Actor, id: WaitlistEntryId, offer: Option<HoldId>) -> Answer<()>;
    /// What the token of a mail is for.
    async fn mailed_offer(&self, token: &str, device: &Device) -> Answer<MailedOffer>;

    /// The doctor's weekly hours at a location (none: their first).
    async fn schedule(&self, actor: &Actor, location: Option<LocationId>) -> Answer<WeeklySchedule>;
    /// Which appointments new hours would hit. Changes nothing.
    async fn preview_schedule(&self, actor: &Actor, form: ScheduleForm) -> Answer<Vec<Hit>>;
    async fn set_schedule(&self, actor: &Actor, form: ScheduleForm) -> Answer<WeeklySchedule>;
    /// The doctor's one-off windows that are not over.
    async fn windows(&self, actor: &Actor) -> Answer<Vec<AvailabilityWindow>>;
    async fn open_window(&self, actor: &Actor, form: WindowForm) -> Answer<AvailabilityWindow>;

    /// The doctor's time off that is not over, with what is still to be moved or cancelled in it.
    async fn time_off(&self, actor: &Actor) -> Answer<Vec<TakenTimeOff>>;
    /// Which appointments are booked in time that is to be taken off. Changes nothing.
    async fn preview_time_off(&self, actor: &Actor, form: TimeOffForm) -> Answer<Vec<Hit>>;
    async fn take_time_off(&self, actor: &Actor, form: TimeOffForm) -> Answer<TakenTimeOff>;
    async fn give_back_time_off(&self, actor: &Actor, id: TimeOffId) -> Answer<()>;

    async fn add_specialty(&self, actor: &Actor, form: SpecialtyForm) -> Answer<Specialty>;
    async fn change_specialty(&self, actor: &Actor, id: SpecialtyId, form: SpecialtyForm) -> Answer<Specialty>;
    async fn retire_specialty(&self, actor: &Actor, id: SpecialtyId) -> Answer<()>;

    async fn add_location(&self, actor: &Actor, form: LocationForm) -> Answer<Location>;
    async fn change_location(&self, actor: &Actor, id: LocationId, form: LocationForm) -> Answer<Location>;
    async fn retire_location(&self, actor: &Actor, id: LocationId) -> Answer<()>;
    /// A location's closures that are not over.
    async fn closures(&self, location: LocationId) -> Answer<Vec<LocationClosure>>;
    async fn close(&self, actor: &Actor, location: LocationId, form: ClosureForm) -> Answer<LocationClosure>;
    async fn reopen(&self, actor: &Actor, location: LocationId, id: ClosureId) -> Answer<()>;

    async fn add_department(&self, actor: &Actor, form: DepartmentForm) -> Answer<Department>;
    async fn change_department(&self, actor: &Actor, id: DepartmentId, form: DepartmentForm) -> Answer<Department>;
    async fn retire_department(&self, actor: &Actor, id: DepartmentId) -> Answer<()>;

    /// For a doctor (none: oneself).
    async fn add_visit_type(&self, actor: &Actor, doctor: Option<UserId>, form: VisitTypeForm) -> Answer<VisitType>;
    async fn change_visit_type(&self, actor: &Actor, id: VisitTypeId, form: VisitTypeForm) -> Answer<VisitType>;
    async fn retire_visit_type(&self, actor: &Actor, id: VisitTypeId) -> Answer<()>;

    /// The `Set-Cookie` value that carries a flash, encrypted, to the next page.
    fn seal(&self, flash: &Flash) -> String;
}

/// The signed-in person, as the server's middleware found them; it puts this into the request's extensions.
#[derive(Debug, Clone)]
pub struct CurrentUser(pub User);

/// The session they are signed in with; put there as well.
#[derive(Debug, Clone, Copy)]
pub struct CurrentSession(pub SessionId);

/// # Panics
/// When a door forgot to provide the port: no page works without it.
pub fn backend() -> Arc<dyn Backend> {
    use_context().expect("the server provides `Arc<dyn Backend>` for every request")
}

/// Free times, to book or to move an appointment to.
///
/// # Errors
/// Those of the services.
pub async fn free_times(query: &SlotQuery, moving: Option<AppointmentId>) -> Answer<Vec<Slot>> {
    match moving {
        None => backend().slots(actor().ok().as_ref(), query).await,
        Some(id) => backend().times_to_move_to(&actor()?, id, query).await,
    }
}

/// # Errors
/// [`ClinicError::Unauthenticated`] when nobody is signed in.
pub fn actor() -> Answer<Actor> {
    current_user().map(|user| user.actor()).ok_or(ClinicError::Unauthenticated)
}

/// The session of this request.
///
/// # Errors
/// [`ClinicError::Unauthenticated`] when nobody is signed in.
pub fn session() -> Answer<SessionId> {
    extension::<CurrentSession>().map(|current| current.0).ok_or(ClinicError::Unauthenticated)
}

/// What the request came from.
pub fn device() -> Device {
    extension().unwrap_or_default()
}

/// Who is signed in, if anybody. Also `None` while the routes are listed at start, outside any request.
pub fn current_user() -> Option<User> {
    extension::<CurrentUser>().map(|current| current.0)
}

/// Whose password this browser has given already.
pub fn half_sign_in() -> Option<HalfSignIn> {
    extension()
}

/// What the last form left behind for this page.
pub fn flash() -> Option<Flash> {
    extension()
}

/// What the server's middleware found out about the request.
fn extension<T: Clone + Send + Sync + 'static>() -> Option<T> {
    use_context::<http::request::Parts>()?.extensions.get::<T>().cloned()
}
