use chrono::{DateTime, Utc};
use domain::{
    actor::Role,
    contact::Phone,
    directory::Specialty,
    ids::{SpecialtyId, UserId},
    user::{Registration, User},
};
use sqlx::PgConnection;
use uuid::Uuid;

use super::{Db, DbError};

struct UserRow {
    id: Uuid,
    email: String,
    full_name: String,
    phone: Option<String>,
    bio: Option<String>,
    role: String,
    created_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
    verified: bool,
    specialty_id: Option<Uuid>,
    specialty_slug: Option<String>,
    specialty_name: Option<String>,
}

impl TryFrom<UserRow> for User {
    type Error = DbError;

    fn try_from(row: UserRow) -> Db<Self> {
        let role = Role::parse(&row.role).ok_or(DbError::Inconsistent { table: "users", column: "role" })?;
        let specialty = match (row.specialty_id, row.specialty_slug, row.specialty_name) {
            (Some(id), Some(slug), Some(name)) => Some(Specialty { id: SpecialtyId(id), slug, name }),
            _ => None,
        };
        Ok(Self {
            id: UserId(row.id),
            email: row.email,
            full_name: row.full_name,
            phone: row.phone,
            bio: row.bio,
            role,
            verified: row.verified,
            specialty,
            created_at: row.created_at,
            updated_at: row.updated_at,
        })
    }
}

pub async fn find(db: &mut PgConnection, id: UserId) -> Db<Option<User>> {
    sqlx::query_as!(
        UserRow,
        r#"
        select users.id, email, full_name, phone, bio, role, users.created_at, users.updated_at,
               (role <> 'doctor' or approved_at is not null) as "verified!",
               specialty_id as "specialty_id?", specialties.slug as "specialty_slug?", specialties.name as "specialty_name?"
        from users
        left join doctors on doctor_id = users.id
        left join specialties on specialties.id = specialty_id
        where users.id = $1
        "#,
        id.0,
    )
    .fetch_optional(db)
    .await?
    .map(User::try_from)
    .transpose()
}

/// Who an e-mail address belongs to, and the hash their password is checked against.
pub async fn credentials(db: &mut PgConnection, email: &str) -> Db<Option<(UserId, String)>> {
    let row = sqlx::query!("select id, password_hash from users where email = $1", email).fetch_optional(db).await?;
    Ok(row.map(|row| (UserId(row.id), row.password_hash)))
}

/// The hash a signed-in person's password is checked against.
pub async fn password_hash(db: &mut PgConnection, id: UserId) -> Db<Option<String>> {
    let hash = sqlx::query_scalar!("select password_hash from users where id = $1", id.0);
    Ok(hash.fetch_optional(db).await?)
}

/// False when the address is taken.
pub async fn insert(
    db: &mut PgConnection,
    id: UserId,
    registration: &Registration,
    password_hash: &str,
    now: DateTime<Utc>,
) -> Db<bool> {
    let inserted = sqlx::query!(
        "
        insert into users (id, email, full_name, phone, bio, role, password_hash, created_at, updated_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $8)
        on conflict on constraint users_email_key do nothing
        ",
        id.0,
        registration.email.as_str(),
        registration.full_name.as_str(),
        registration.phone.as_ref().map(Phone::as_str),
        registration.bio,
        registration.role.as_str(),
        password_hash,
        now,
    )
    .execute(db)
    .await?;
    Ok(inserted.rows_affected() == 1)
}

pub async fn set_password(db: &mut PgConnection, id: UserId, password_hash: &str, now: DateTime<Utc>) -> Db<()> {
    sqlx::query!("update users set password_hash = $2, updated_at = $3 where id = $1", id.0, password_hash, now)
        .execute(db)
        .await?;
    Ok(())
}
