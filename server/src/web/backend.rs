//! The port of the pages, over the services: one line each.

use app::{
    backend::{Backend, LoginStep, Registered, SignIn},
    flash::Flash,
};
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

use crate::{
    auth::cookies::Cookies,
    services::{self, FirstStep, Services, TokenPair},
    startup::AppState,
};

type Answer<T> = Result<T, ClinicError>;

/// Doctors on one page of results.
const DOCTORS_PER_PAGE: u16 = 20;
/// Accounts on one page, and lines of the audit log.
const LINES_PER_PAGE: u16 = 50;
/// Appointments on one page.
const APPOINTMENTS_PER_PAGE: u16 = 100;
/// How much of a value that is too long comes back into the form.
const KEPT_CHARS: usize = 300;

pub struct Port {
    services: Services,
    cookies: Cookies,
}

impl Port {
    pub fn new(state: &AppState) -> Self {
        Self { services: state.services.clone(), cookies: state.cookies.clone() }
    }

    fn signed_in(&self, pair: TokenPair) -> SignIn {
        SignIn { cookies: self.cookies.sign_in(&pair).into(), user: pair.user }
    }
}

#[async_trait]
impl Backend for Port {
    fn now(&self) -> DateTime<Utc> {
        self.services.now()
    }

    async fn specialties(&self) -> Answer<Vec<Specialty>> {
        self.services.specialties().await
    }

    async fn locations(&self) -> Answer<Vec<Location>> {
        self.services.locations().await
    }

    async fn departments(&self) -> Answer<Vec<Department>> {
        self.services.departments(None).await
    }

    async fn specialty(&self, key: &str) -> Answer<Specialty> {
        self.services.specialty(key).await
    }

    async fn location(&self, key: &str) -> Answer<Location> {
        self.services.location(key).await
    }

    async fn department(&self, key: &str) -> Answer<Department> {
        self.services.department(key).await
    }

    async fn visit_kinds(&self) -> Answer<Vec<VisitKind>> {
        self.services.visit_kinds().await
    }

    async fn search_doctors(&self, search: &DoctorSearch, cursor: Option<&str>) -> Answer<Page<Doctor>> {
        self.services.search_doctors(search, cursor, DOCTORS_PER_PAGE).await
    }

    async fn doctor(&self, key: &str) -> Answer<Doctor> {
        self.services.doctor(key).await
    }

    async fn slots(&self, actor: Option<&Actor>, query: &SlotQuery) -> Answer<Vec<Slot>> {
        self.services.slots(actor, query).await
    }

    async fn register(&self, form: RegistrationForm, device: &Device) -> Answer<Registered> {
        Ok(match self.services.register(&form, device).await? {
            services::Registered::Ready(user) => {
                Registered::SignedIn(Box::new(self.signed_in(self.services.sign_in(user.id, device).await?)))
            }
            services::Registered::LinkSent => Registered::LinkSent,
        })
    }

    async fn login(&self, email: &str, password: &str, device: &Device) -> Answer<LoginStep> {
        Ok(match self.services.begin_login(email, password, device).await? {
            FirstStep::SignedIn(pair) => LoginStep::SignedIn(Box::new(self.signed_in(*pair))),
            FirstStep::CodeNeeded(half) => {
                LoginStep::CodeNeeded { cookie: self.cookies.seal_half_sign_in(&half).ok_or(ClinicError::Internal)? }
            }
        })
    }

    async fn finish_login(&self, half: &HalfSignIn, code: &str, device: &Device) -> Answer<SignIn> {
        let mut signed_in = self.signed_in(self.services.finish_login(half, code, device).await?);
        signed_in.cookies.push(self.cookies.clear_half_sign_in());
        Ok(signed_in)
    }

    fn clear_half_sign_in(&self) -> String {
        self.cookies.clear_half_sign_in()
    }

    async fn sign_out(&self, actor: &Actor, session: SessionId) -> Answer<Vec<String>> {
        self.services.sign_out(actor, session).await?;
        Ok(self.cookies.sign_out().into())
    }

    async fn sessions(&self, actor: &Actor, current: SessionId) -> Answer<Vec<Session>> {
        self.services.sessions(actor, current).await
    }

    async fn end_other_sessions(&self, actor: &Actor, current: SessionId) -> Answer<()> {
        self.services.end_other_sessions(actor, current).await
    }

    async fn end_session(&self, actor: &Actor, id: SessionId) -> Answer<()> {
        self.services.end_session(actor, id).await
    }

    async fn change_password(
        &self,
        actor: &Actor,
        session: SessionId,
        current_password: &str,
        new_password: &str,
    ) -> Answer<()> {
        self.services.change_password(actor, session, current_password, new_password).await
    }

    async fn forgot_password(&self, email: &str, device: &Device) -> Answer<()> {
        self.services.forgot_password(email, device).await
    }

    async fn reset_password(&self, token: &str, new_password: &str, device: &Device) -> Answer<()> {
        self.services.reset_password(token, new_password, device).await
    }

    async fn verify_email(&self, token: &str, device: &Device) -> Answer<()> {
        self.services.verify_email(token, device).await
    }

    async fn overview(&self, actor: &Actor) -> Answer<Overview> {
        self.services.overview(actor).await
    }

    async fn periods(&self, actor: &Actor, form: &StatisticsForm) -> Answer<Vec<Period>> {
        self.services.periods(actor, form).await
    }

    async fn utilisation_of_doctors(
        &self,
        actor: &Actor,
        form: &StatisticsForm,
        cursor: Option<&str>,
    ) -> Answer<Page<Utilisation>> {
        self.services.utilisation_of_doctors(actor, form, cursor, DOCTORS_PER_PAGE).await
    }

    async fn utilisation_of_locations(&self, actor: &Actor, form: &StatisticsForm) -> Answer<Vec<Utilisation>> {
        self.services.utilisation_of_locations(actor, form).await
    }

    async fn users(&self, actor: &Actor, filter: &UserFilter, cursor: Option<&str>) -> Answer<Page<User>> {
        self.services.users(actor, filter, cursor, LINES_PER_PAGE).await
    }

    async fn user(&self, actor: &Actor, id: UserId) -> Answer<User> {
        self.services.user(actor, id).await
    }

    async fn change_user(&self, actor: &Actor, id: UserId, form: UserChangeForm) -> Answer<User> {
        self.services.change_user(actor, id, &form).await
    }

    async fn doctor_accounts(&self, actor: &Actor, waiting: bool, cursor: Option<&str>) -> Answer<Page<DoctorAccount>> {
        self.services.doctor_accounts(actor, waiting, cursor, LINES_PER_PAGE).await
    }

    async fn account_of_doctor(&self, actor: &Actor, id: UserId) -> Answer<DoctorAccount> {
        self.services.account_of_doctor(actor, id).await
    }

    async fn engage_doctor(&self, actor: &Actor, form: RegistrationForm, place: AssignmentForm) -> Answer<Doctor> {
        self.services.engage_doctor(actor, &form, &place).await
    }

    async fn change_doctor(
        &self,
        actor: &Actor,
        id: UserId,
        profile: ProfileForm,
        place: AssignmentForm,
    ) -> Answer<Doctor> {
        self.services.change_doctor(actor, &id.to_string(), &profile, &place).await
    }

    async fn patients(&self, actor: &Actor, q: Option<&str>, cursor: Option<&str>) -> Answer<Page<Patient>> {
        self.services.patients(actor, q, cursor, LINES_PER_PAGE).await
    }

    async fn patient(&self, actor: &Actor, id: UserId) -> Answer<Patient> {
        self.services.patient(actor, id).await
    }

    async fn admit_patient(&self, actor: &Actor, form: RegistrationForm) -> Answer<Patient> {
        self.services.admit_patient(actor, &form).await
    }

    async fn change_patient(&self, actor: &Actor, id: UserId, form: ProfileForm) -> Answer<Patient> {
        self.services.change_patient(actor, id, &form).await
    }

    async fn audit_lines(&self, actor: &Actor, filter: &AuditFilter, cursor: Option<&str>) -> Answer<Page<AuditLine>> {
        self.services.audit_lines(actor, filter, cursor, LINES_PER_PAGE).await
    }

    async fn dev_mails(&self) -> Answer<Vec<DevMail>> {
        self.services.dev_mails(None).await
    }

    async fn dev_mail(&self, id: i64) -> Answer<DevMail> {
        self.services.dev_mail(id).await
    }

    async fn update_profile(&self, actor: &Actor, form: ProfileForm) -> Answer<User> {
        self.services.update_profile(actor, &form).await
    }

    async fn delete_account(&self, actor: &Actor, password: &str) -> Answer<Vec<String>> {
        self.services.delete_account(actor, password).await?;
        Ok(self.cookies.sign_out().into())
    }

    async fn two_step(&self, actor: &Actor) -> Answer<TwoStep> {
        self.services.two_step(actor).await
    }

    async fn two_step_setup(&self, actor: &Actor) -> Answer<Option<TwoStepSetup>> {
        self.services.two_step_setup(actor).await
    }

    async fn start_two_step(&self, actor: &Actor) -> Answer<TwoStepSetup> {
        self.services.start_two_step(actor).await
    }

    async fn confirm_two_step(&self, actor: &Actor, code: &str) -> Answer<Vec<String>> {
        self.services.confirm_two_step(actor, code).await
    }

    async fn renew_recovery_codes(&self, actor: &Actor, password: &str) -> Answer<Vec<String>> {
        self.services.renew_recovery_codes(actor, password).await
    }

    async fn turn_off_two_step(&self, actor: &Actor, password: &str) -> Answer<()> {
        self.services.turn_off_two_step(actor, password).await
    }

    fn passkeys_are_offered(&self) -> bool {
        self.services.passkeys_are_offered()
    }

    async fn passkeys(&self, actor: &Actor) -> Answer<Vec<Passkey>> {
        self.services.passkeys(actor).await
    }

    async fn add_passkey(&self, actor: &Actor, name: &str, challenge: &str, credential: &str) -> Answer<Passkey> {
        // What is no JSON is no credential; the service says so.
        let credential = serde_json::from_str(credential).unwrap_or_default();
        self.services.finish_passkey(actor, name, challenge, credential).await
    }

    async fn remove_passkey(&self, actor: &Actor, id: PasskeyId) -> Answer<()> {
        self.services.remove_passkey(actor, id).await
    }

    async fn login_with_passkey(&self, challenge: &str, credential: &str, device: &Device) -> Answer<SignIn> {
        let credential = serde_json::from_str(credential).unwrap_or_default();
        Ok(self.signed_in(self.services.finish_passkey_sign_in(challenge, credential, device).await?))
    }

    async fn dependants(&self, actor: &Actor) -> Answer<Vec<Dependant>> {
        self.services.dependants(actor).await
    }

    async fn add_dependant(&self, actor: &Actor, form: DependantForm) -> Answer<Dependant> {
        self.services.add_dependant(actor, &form).await
    }

    async fn remove_dependant(&self, actor: &Actor, id: DependantId) -> Answer<()> {
        self.services.remove_dependant(actor, id).await
    }

    async fn hold(&self, actor: &Actor, form: BookForm) -> Answer<Hold> {
        self.services.hold(actor, &form).await
    }

    async fn extend_hold(&self, actor: &Actor, id: HoldId) -> Answer<Hold> {
        self.services.extend_hold(actor, id).await
    }

    async fn book(&self, actor: &Actor, form: BookForm) -> Answer<Appointment> {
        self.services.book(actor, &form).await
    }

    async fn book_series(&self, actor: &Actor, form: SeriesForm) -> Answer<Series> {
        self.services.book_series(actor, &form).await
    }

    async fn appointments(
        &self,
        actor: &Actor,
        filter: &AppointmentFilter,
        cursor: Option<&str>,
    ) -> Answer<Page<Appointment>> {
        self.services.appointments(actor, filter, cursor, APPOINTMENTS_PER_PAGE).await
    }

    async fn appointment(&self, actor: &Actor, id: AppointmentId) -> Answer<Appointment> {
        self.services.appointment(actor, id).await
    }

    async fn times_to_move_to(&self, actor: &Actor, id: AppointmentId, query: &SlotQuery) -> Answer<Vec<Slot>> {
        self.services.times_to_move_to(actor, id, query).await
    }

    async fn change_appointment(&self, actor: &Actor, id: AppointmentId, form: ChangeForm) -> Answer<Appointment> {
        self.services.change_appointment(actor, id, &form).await
    }

    async fn set_status(&self, actor: &Actor, id: AppointmentId, status: Status) -> Answer<Appointment> {
        self.services.set_status(actor, id, status).await
    }

    async fn cancel(&self, actor: &Actor, id: AppointmentId) -> Answer<()> {
        self.services.cancel(actor, id).await
    }

    async fn join_waitlist(&self, actor: &Actor, form: WaitlistForm) -> Answer<WaitlistEntry> {
        self.services.join_waitlist(actor, &form).await
    }

    async fn waitlist(&self, actor: &Actor) -> Answer<Vec<WaitlistEntry>> {
        self.services.waitlist(actor).await
    }

    async fn leave_waitlist(&self, actor: &Actor, id: WaitlistEntryId) -> Answer<()> {
        self.services.leave_waitlist(actor, id).await
    }

    async fn accept_offer(&self, actor: &Actor, id: WaitlistEntryId, offer: Option<HoldId>) -> Answer<Appointment> {
        self.services.accept_offer(actor, id, offer).await
    }

    async fn decline_offer(&self, actor: &Actor, id: WaitlistEntryId, offer: Option<HoldId>) -> Answer<()> {
        self.services.decline_offer(actor, id, offer).await
    }

    async fn mailed_offer(&self, token: &str, device: &Device) -> Answer<MailedOffer> {
        self.services.mailed_offer(token, device).await
    }

    async fn schedule(&self, actor: &Actor, location: Option<LocationId>) -> Answer<WeeklySchedule> {
        self.services.schedule(actor, location).await
    }

    async fn preview_schedule(&self, actor: &Actor, form: ScheduleForm) -> Answer<Vec<Hit>> {
        self.services.preview_schedule(actor, &form).await
    }

    async fn set_schedule(&self, actor: &Actor, form: ScheduleForm) -> Answer<WeeklySchedule> {
        self.services.set_schedule(actor, &form).await
    }

    async fn windows(&self, actor: &Actor) -> Answer<Vec<AvailabilityWindow>> {
        self.services.windows(actor).await
    }

    async fn open_window(&self, actor: &Actor, form: WindowForm) -> Answer<AvailabilityWindow> {
        self.services.open_window(actor, &form).await
    }

    async fn time_off(&self, actor: &Actor) -> Answer<Vec<TakenTimeOff>> {
        self.services.time_off(actor).await
    }

    async fn preview_time_off(&self, actor: &Actor, form: TimeOffForm) -> Answer<Vec<Hit>> {
        self.services.preview_time_off(actor, &form).await
    }

    async fn take_time_off(&self, actor: &Actor, form: TimeOffForm) -> Answer<TakenTimeOff> {
        self.services.take_time_off(actor, &form).await
    }

    async fn give_back_time_off(&self, actor: &Actor, id: TimeOffId) -> Answer<()> {
        self.services.give_back_time_off(actor, id).await
    }

    async fn add_specialty(&self, actor: &Actor, form: SpecialtyForm) -> Answer<Specialty> {
        self.services.add_specialty(actor, &form).await
    }

    async fn change_specialty(&self, actor: &Actor, id: SpecialtyId, form: SpecialtyForm) -> Answer<Specialty> {
        self.services.change_specialty(actor, &id.to_string(), &form).await
    }

    async fn retire_specialty(&self, actor: &Actor, id: SpecialtyId) -> Answer<()> {
        self.services.retire_specialty(actor, &id.to_string()).await
    }

    async fn add_location(&self, actor: &Actor, form: LocationForm) -> Answer<Location> {
        self.services.add_location(actor, &form).await
    }

    async fn change_location(&self, actor: &Actor, id: LocationId, form: LocationForm) -> Answer<Location> {
        self.services.change_location(actor, &id.to_string(), &form).await
    }

    async fn retire_location(&self, actor: &Actor, id: LocationId) -> Answer<()> {
        self.services.retire_location(actor, &id.to_string()).await
    }

    async fn closures(&self, location: LocationId) -> Answer<Vec<LocationClosure>> {
        self.services.closures(location).await
    }

    async fn close(&self, actor: &Actor, location: LocationId, form: ClosureForm) -> Answer<LocationClosure> {
        self.services.close(actor, location, &form).await
    }

    async fn reopen(&self, actor: &Actor, location: LocationId, id: ClosureId) -> Answer<()> {
        self.services.reopen(actor, location, id).await
    }

    async fn add_department(&self, actor: &Actor, form: DepartmentForm) -> Answer<Department> {
        self.services.add_department(actor, &form).await
    }

    async fn change_department(&self, actor: &Actor, id: DepartmentId, form: DepartmentForm) -> Answer<Department> {
        self.services.change_department(actor, &id.to_string(), &form).await
    }

    async fn retire_department(&self, actor: &Actor, id: DepartmentId) -> Answer<()> {
        self.services.retire_department(actor, &id.to_string()).await
    }

    async fn add_visit_type(&self, actor: &Actor, doctor: Option<UserId>, form: VisitTypeForm) -> Answer<VisitType> {
        self.services.add_visit_type(actor, doctor, &form).await
    }

    async fn change_visit_type(&self, actor: &Actor, id: VisitTypeId, form: VisitTypeForm) -> Answer<VisitType> {
        self.services.change_visit_type(actor, id, &form).await
    }

    async fn retire_visit_type(&self, actor: &Actor, id: VisitTypeId) -> Answer<()> {
        self.services.retire_visit_type(actor, id).await
    }

    fn seal(&self, flash: &Flash) -> String {
        let text = |flash: &Flash| serde_json::to_string(flash).unwrap_or_default();
        self.cookies
            .seal_flash(text(flash))
            .or_else(|| self.cookies.seal_flash(text(&shortened(flash))))
            .unwrap_or_else(|| self.cookies.clear_flash())
    }
}

/// The same flash with long values cut, for a form that was filled with more than a cookie can hold.
fn shortened(flash: &Flash) -> Flash {
    let cut = |values: Vec<(String, String)>| {
        values.into_iter().map(|(name, value)| (name, value.chars().take(KEPT_CHARS).collect())).collect()
    };
    match flash.clone() {
        Flash::Refused { form, values, error } => Flash::Refused { form, values: cut(values), error },
        Flash::Asked { form, values } => Flash::Asked { form, values: cut(values) },
        short @ (Flash::Done { .. } | Flash::RecoveryCodes { .. }) => short,
    }
}
