use chrono::{DateTime, Utc};
use domain::{
    directory::{Department, Doctor, Specialty},
    doctor::{Assignment, DoctorAccount},
    ids::{SpecialtyId, UserId},
};
use sqlx::{PgConnection, types::Json};
use uuid::Uuid;

use super::{Db, locations, visit_types};

pub(super) struct DoctorRow {
    pub id: Uuid,
    pub slug: String,
    pub full_name: String,
    pub bio: Option<String>,
    pub specialty_id: Option<Uuid>,
    pub specialty_slug: Option<String>,
    pub specialty_name: Option<String>,
    pub department: Option<Json<Department>>,
}

/// Which doctors may be found.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Visible {
    /// Those patients may see.
    Approved,
    /// Also one who still waits for approval.
    All,
}

/// By id or slug.
pub async fn find(db: &mut PgConnection, key: &str, visible: Visible) -> Db<Option<Doctor>> {
    let rows = sqlx::query_as!(
        DoctorRow,
        r#"
        select doctor_id as id, doctors.slug, full_name, bio, specialty_id,
               specialties.slug as "specialty_slug?", specialties.name as "specialty_name?",
               to_jsonb(departments) as "department?: Json<Department>"
        from doctors
        join users on users.id = doctor_id
        left join specialties on specialties.id = specialty_id
        left join departments on departments.id = department_id
        where (doctors.slug = $1 or doctor_id = $2) and ($3 or (approved_at is not null and disabled_at is null))
        "#,
        key,
        Uuid::parse_str(key).ok(),
        visible == Visible::All,
    )
    .fetch_all(&mut *db)
    .await?;
    Ok(with_details(db, rows).await?.pop())
}

/// Which accounts of doctors are meant.
#[derive(Default)]
pub struct Filter {
    pub id: Option<UserId>,
    /// Only those who wait for approval, or only the others.
    pub waiting: Option<bool>,
}

/// The place in the list after which to go on.
pub struct After {
    pub full_name: String,
    pub id: Uuid,
}

struct AccountRow {
    id: Uuid,
    slug: String,
    full_name: String,
    bio: Option<String>,
    specialty_id: Option<Uuid>,
    specialty_slug: Option<String>,
    specialty_name: Option<String>,
    department: Option<Json<Department>>,
    email: String,
    phone: Option<String>,
    approved: bool,
    active: bool,
}

/// Doctors whether patients see them or not, in the order of their names, at most `limit`.
pub async fn accounts(
    db: &mut PgConnection,
    filter: &Filter,
    after: Option<&After>,
    limit: i64,
) -> Db<Vec<DoctorAccount>> {
    let rows = sqlx::query_as!(
        AccountRow,
        r#"
        select doctor_id as id, doctors.slug, full_name, bio, specialty_id,
               specialties.slug as "specialty_slug?", specialties.name as "specialty_name?",
               to_jsonb(departments) as "department?: Json<Department>",
               email, phone, approved_at is not null as "approved!", disabled_at is null as "active!"
        from doctors
        join users on users.id = doctor_id
        left join specialties on specialties.id = specialty_id
        left join departments on departments.id = department_id
        where role = 'doctor' and erased_at is null
          and ($1::uuid is null or doctor_id = $1)
          and ($2::bool is null or (approved_at is null and disabled_at is null) = $2)
          and ($3::text is null or (full_name, doctor_id) > ($3, $4::uuid))
        order by full_name, doctor_id
        limit $5
        "#,
        filter.id.map(|id| id.0),
        filter.waiting,
        after.map(|after| after.full_name.as_str()),
        after.map(|after| after.id),
        limit,
    )
    .fetch_all(&mut *db)
    .await?;
    let (doctors, accounts): (Vec<_>, Vec<_>) = rows.into_iter().map(AccountRow::split).unzip();
    let doctors = with_details(db, doctors).await?.into_iter().zip(accounts);
    let account = |(doctor, (email, phone, approved, active))| DoctorAccount { doctor, email, phone, approved, active };
    Ok(doctors.map(account).collect())
}

impl AccountRow {
    /// What is of the doctor, and what is of the account alone.
    fn split(self) -> (DoctorRow, (String, Option<String>, bool, bool)) {
        let doctor = DoctorRow {
            id: self.id,
            slug: self.slug,
            full_name: self.full_name,
            bio: self.bio,
            specialty_id: self.specialty_id,
            specialty_slug: self.specialty_slug,
            specialty_name: self.specialty_name,
            department: self.department,
        };
        (doctor, (self.email, self.phone, self.approved, self.active))
    }
}

/// Slugs that begin like this one and are in use.
pub async fn slugs_like(db: &mut PgConnection, slug: &str) -> Db<Vec<String>> {
    let rows =
        sqlx::query!("select slug from doctors where slug = $1 or slug like $1 || '-%'", slug).fetch_all(db).await?;
    Ok(rows.into_iter().map(|row| row.slug).collect())
}

pub async fn insert(
    db: &mut PgConnection,
    id: UserId,
    slug: &str,
    specialty: Option<SpecialtyId>,
    approved_at: Option<DateTime<Utc>>,
) -> Db<()> {
    sqlx::query!(
        "insert into doctors (doctor_id, slug, specialty_id, approved_at) values ($1, $2, $3, $4)",
        id.0,
        slug,
        specialty.map(|id| id.0),
        approved_at,
    )
    .execute(db)
    .await?;
    Ok(())
}

pub(super) async fn with_details(db: &mut PgConnection, rows: Vec<DoctorRow>) -> Db<Vec<Doctor>> {
    let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
    let mut locations = locations::of_doctors(&mut *db, &ids).await?;
    let mut visit_types = visit_types::of_doctors(&mut *db, &ids).await?;
    let doctors = rows.into_iter().map(|row| {
        let id = UserId(row.id);
        let specialty = match (row.specialty_id, row.specialty_slug, row.specialty_name) {
            (Some(id), Some(slug), Some(name)) => Some(Specialty { id: SpecialtyId(id), slug, name }),
            _ => None,
        };
        Doctor {
            id,
            slug: row.slug,
            full_name: row.full_name,
            bio: row.bio,
            specialty,
            department: row.department.map(|Json(department)| department),
            locations: locations.remove(&id).unwrap_or_default(),
            visit_types: visit_types.remove(&id).unwrap_or_default(),
            next_available: None,
            next_slots: Vec::new(),
        }
    });
    Ok(doctors.collect())
}

/// Whether they have a place in the directory, seen by patients or not.
pub async fn exists(db: &mut PgConnection, id: UserId) -> Db<bool> {
    let exists = sqlx::query_scalar!(r#"select exists (select from doctors where doctor_id = $1) as "exists!""#, id.0);
    Ok(exists.fetch_one(db).await?)
}

/// Approves a doctor, or takes that back; false when they are none.
pub async fn set_approved(db: &mut PgConnection, id: UserId, approved_at: Option<DateTime<Utc>>) -> Db<bool> {
    let set = sqlx::query!("update doctors set approved_at = $2 where doctor_id = $1", id.0, approved_at);
    Ok(set.execute(db).await?.rows_affected() == 1)
}

/// What a doctor knows about, and where they work.
pub async fn assign(db: &mut PgConnection, id: UserId, assignment: &Assignment) -> Db<()> {
    sqlx::query!(
        "update doctors set specialty_id = $2, department_id = $3 where doctor_id = $1",
        id.0,
        assignment.specialty_id.map(|id| id.0),
        assignment.department_id.map(|id| id.0),
    )
    .execute(&mut *db)
    .await?;
    locations::replace_of_doctor(db, id, &assignment.location_ids).await
}

/// Takes a doctor who deleted their account off the directory, with their hours. Kinds of visit stay: appointments name them.
pub async fn erase(db: &mut PgConnection, id: UserId) -> Db<()> {
    sqlx::query!("delete from weekly_hours where doctor_id = $1", id.0).execute(&mut *db).await?;
    sqlx::query!("delete from availability_windows where doctor_id = $1", id.0).execute(&mut *db).await?;
    sqlx::query!("delete from time_off where doctor_id = $1", id.0).execute(&mut *db).await?;
    sqlx::query!("update doctors set slug = 'deleted-' || doctor_id, approved_at = null where doctor_id = $1", id.0,)
        .execute(db)
        .await?;
    Ok(())
}
