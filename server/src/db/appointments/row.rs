//! An appointment with the names of everybody and everything it is about.

use chrono::{DateTime, Utc};
use domain::{
    appointment::{
        Appointment, AppointmentDependant, AppointmentDoctor, AppointmentPatient, AppointmentVisitType, Status,
    },
    directory::{Location, Specialty},
    ids::{ApiTokenId, AppointmentId, DependantId, LocationId, SeriesId, SpecialtyId, UserId, VisitTypeId},
};
use uuid::Uuid;

use crate::db::{Db, DbError};

/// The appointments a condition names, as [`AppointmentRow`]s; `$with` may say what `appointments` is.
///
/// Nine tables are joined, and to plan that takes longer than to do it: a condition has to be one for which `PostgreSQL` keeps
/// its plan, without parts such as `$1 is null or …` that mean something else each time.
macro_rules! appointments {
    ($with:literal, $condition:literal $(+ $more:literal)*, $($argument:expr),*) => {
        sqlx::query_as!(
            $crate::db::appointments::row::AppointmentRow,
            $with
                + r#"
            select appointments.id as "id!",
                   appointments.doctor_id as "doctor_id!", doctors.slug as doctor_slug, doctor.full_name as doctor_name,
                   specialty_id as "specialty_id?", specialties.slug as "specialty_slug?",
                   specialties.name as "specialty_name?",
                   patient_id as "patient_id!", patient.full_name as patient_name,
                   dependant_id as "dependant_id?", dependants.full_name as "dependant_name?",
                   visit_type_id as "visit_type_id?", visit_types.name as "visit_type_name?",
                   appointments.location_id as "location_id!", locations.slug as location_slug,
                   locations.name as location_name, address, city, postal_code, time_zone,
                   lower(during) as "start_time!", upper(during) as "end_time!",
                   lower(during) - make_interval(mins => coalesce(cancellation_notice_minutes, 0)) as "changeable_until!",
                   status as "status!", overbooked as "overbooked!", series_id as "series_id?", reason,
                   booked_by_token as "booked_by_token?",
                   appointments.created_at as "created_at!", appointments.updated_at as "updated_at!"
            from appointments
            join doctors on doctors.doctor_id = appointments.doctor_id
            join users as doctor on doctor.id = appointments.doctor_id
            join users as patient on patient.id = patient_id
            left join dependants on dependants.guardian_id = patient_id and dependants.id = dependant_id
            join locations on locations.id = appointments.location_id
            left join specialties on specialties.id = specialty_id
            left join visit_types on visit_types.doctor_id = appointments.doctor_id and visit_types.id = visit_type_id
            where "#
                + $condition
                $(+ $more)*,
            $($argument),*
        )
    };
}
pub(super) use appointments;

/// As [`appointments!`] reads it.
pub struct AppointmentRow {
    pub id: Uuid,
    pub doctor_id: Uuid,
    pub doctor_slug: String,
    pub doctor_name: String,
    pub specialty_id: Option<Uuid>,
    pub specialty_slug: Option<String>,
    pub specialty_name: Option<String>,
    pub patient_id: Uuid,
    pub patient_name: String,
    pub dependant_id: Option<Uuid>,
    pub dependant_name: Option<String>,
    pub visit_type_id: Option<Uuid>,
    pub visit_type_name: Option<String>,
    pub location_id: Uuid,
    pub location_slug: String,
    pub location_name: String,
    pub address: String,
    pub city: String,
    pub postal_code: String,
    pub time_zone: String,
    pub start_time: DateTime<Utc>,
    pub end_time: DateTime<Utc>,
    pub changeable_until: DateTime<Utc>,
    pub status: String,
    pub overbooked: bool,
    pub series_id: Option<Uuid>,
    pub reason: Option<String>,
    pub booked_by_token: Option<Uuid>,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

impl TryFrom<AppointmentRow> for Appointment {
    type Error = DbError;

    fn try_from(row: AppointmentRow) -> Db<Self> {
        let status =
            Status::parse(&row.status).ok_or(DbError::Inconsistent { table: "appointments", column: "status" })?;
        let specialty = match (row.specialty_id, row.specialty_slug, row.specialty_name) {
            (Some(id), Some(slug), Some(name)) => Some(Specialty { id: SpecialtyId(id), slug, name }),
            _ => None,
        };
        let dependant = match (row.dependant_id, row.dependant_name) {
            (Some(id), Some(full_name)) => Some(AppointmentDependant { id: DependantId(id), full_name }),
            _ => None,
        };
        let visit_type = match (row.visit_type_id, row.visit_type_name) {
            (Some(id), Some(name)) => Some(AppointmentVisitType { id: VisitTypeId(id), name }),
            _ => None,
        };
        Ok(Self {
            id: AppointmentId(row.id),
            doctor: AppointmentDoctor {
                id: UserId(row.doctor_id),
                slug: row.doctor_slug,
                full_name: row.doctor_name,
                specialty,
            },
            patient: AppointmentPatient { id: UserId(row.patient_id), full_name: row.patient_name },
            dependant,
            visit_type,
            location: Location {
                id: LocationId(row.location_id),
                slug: row.location_slug,
                name: row.location_name,
                address: row.address,
                city: row.city,
                postal_code: row.postal_code,
                time_zone: row.time_zone.clone(),
            },
            time_zone: row.time_zone,
            start_time: row.start_time,
            end_time: row.end_time,
            changeable_until: row.changeable_until,
            status,
            overbooked: row.overbooked,
            series_id: row.series_id.map(SeriesId),
            reason: row.reason,
            booked_by: row.booked_by_token.map(ApiTokenId),
            created_at: row.created_at,
            updated_at: row.updated_at,
        })
    }
}
