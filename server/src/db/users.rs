use chrono::{DateTime, Utc};
use domain::{
    actor::Role,
    contact::Phone,
    directory::{Order, Specialty},
    ids::{LocationId, SessionId, SpecialtyId, UserId},
    profile::Profile,
    user::{Registration, User, UserFilter},
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
    active: bool,
    location_id: Option<Uuid>,
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
            active: row.active,
            location_id: row.location_id.map(LocationId),
            specialty,
            created_at: row.created_at,
            updated_at: row.updated_at,
        })
    }
}

/// The accounts a condition names, as [`UserRow`]s.
macro_rules! users {
    ($condition:literal $(+ $more:literal)*, $($argument:expr),*) => {
        sqlx::query_as!(
            UserRow,
            r#"
            select id as "id!", email as "email!", full_name as "full_name!", phone, bio, role as "role!", location_id,
                   created_at as "created_at!", updated_at as "updated_at!", active as "active!", verified as "verified!",
                   specialty_id, specialty_slug, specialty_name
            from accounts
            where "#
                + $condition
                $(+ $more)*,
            $($argument),*
        )
    };
}

pub async fn find(db: &mut PgConnection, id: UserId) -> Db<Option<User>> {
    let row = users!("id = $1", id.0);
    row.fetch_optional(db).await?.map(User::try_from).transpose()
}

/// Whose session this is, while it goes on.
pub async fn of_session(db: &mut PgConnection, id: SessionId, now: DateTime<Utc>) -> Db<Option<User>> {
    let row = users!(
        "id = (select user_id from sessions where sessions.id = $1 and ended_at is null and expires_at > $2)",
        id.0,
        now
    );
    row.fetch_optional(db).await?.map(User::try_from).transpose()
}

/// In the order of registration or against it, after one of them, at most `limit`.
pub async fn list(db: &mut PgConnection, filter: &UserFilter, after: Option<Uuid>, limit: i64) -> Db<Vec<User>> {
    macro_rules! listed {
        ($beyond:literal, $order:literal) => {
            users!(
                "
            ($1::text is null or role = $1)
        and ($2::bool is null or verified = $2)
        and ($3::bool is null or active = $3)
        and ($4::uuid is null or id "
                    + $beyond
                    + " $4)
        order by id "
                    + $order
                    + "
        limit $5
        ",
                filter.role.map(Role::as_str),
                filter.verified,
                filter.active,
                after,
                limit
            )
            .fetch_all(db)
            .await?
        };
    }
    let rows = match filter.order {
        Order::Ascending => listed!(">", "asc"),
        Order::Descending => listed!("<", "desc"),
    };
    rows.into_iter().map(User::try_from).collect()
}

/// What some of them are called.
pub async fn names(db: &mut PgConnection, ids: &[Uuid]) -> Db<Vec<(UserId, String)>> {
    let rows = sqlx::query!("select id, full_name from users where id = any($1)", ids).fetch_all(db).await?;
    Ok(rows.into_iter().map(|row| (UserId(row.id), row.full_name)).collect())
}

/// Held to the end of the transaction: nobody else changes this account meanwhile.
pub async fn lock(db: &mut PgConnection, id: UserId) -> Db<()> {
    sqlx::query!("select id from users where id = $1 for update", id.0).fetch_optional(db).await?;
    Ok(())
}

/// The administrators there are, none of whom can go until the end of the transaction.
pub async fn lock_all_admins(db: &mut PgConnection) -> Db<Vec<UserId>> {
    let ids =
        sqlx::query_scalar!("select id from users where role = 'admin' and erased_at is null order by id for update");
    Ok(ids.fetch_all(db).await?.into_iter().map(UserId).collect())
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

pub async fn is_email_verified(db: &mut PgConnection, id: UserId) -> Db<bool> {
    let verified =
        sqlx::query_scalar!(r#"select email_verified_at is not null as "verified!" from users where id = $1"#, id.0);
    Ok(verified.fetch_optional(db).await?.unwrap_or(false))
}

/// Notes that the address is theirs, if that was not known.
pub async fn set_email_verified(db: &mut PgConnection, id: UserId, now: DateTime<Utc>) -> Db<()> {
    sqlx::query!("update users set email_verified_at = coalesce(email_verified_at, $2) where id = $1", id.0, now)
        .execute(db)
        .await?;
    Ok(())
}

/// The role, and where a receptionist works.
pub async fn set_role(
    db: &mut PgConnection,
    id: UserId,
    role: Role,
    location: Option<LocationId>,
    now: DateTime<Utc>,
) -> Db<()> {
    sqlx::query!(
        "update users set role = $2, location_id = $3, updated_at = $4 where id = $1",
        id.0,
        role.as_str(),
        location.map(|id| id.0),
        now,
    )
    .execute(db)
    .await?;
    Ok(())
}

pub async fn set_disabled(
    db: &mut PgConnection,
    id: UserId,
    disabled_at: Option<DateTime<Utc>>,
    now: DateTime<Utc>,
) -> Db<()> {
    sqlx::query!("update users set disabled_at = $2, updated_at = $3 where id = $1", id.0, disabled_at, now)
        .execute(db)
        .await?;
    Ok(())
}

/// Another hash of the same password; nothing when the password was changed meanwhile.
pub async fn replace_hash(db: &mut PgConnection, id: UserId, old: &str, new: &str) -> Db<()> {
    sqlx::query!("update users set password_hash = $3 where id = $1 and password_hash = $2", id.0, old, new)
        .execute(db)
        .await?;
    Ok(())
}

pub async fn set_profile(db: &mut PgConnection, id: UserId, profile: &Profile, now: DateTime<Utc>) -> Db<()> {
    sqlx::query!(
        "update users set full_name = $2, phone = $3, bio = $4, updated_at = $5 where id = $1",
        id.0,
        profile.full_name.as_str(),
        profile.phone.as_ref().map(Phone::as_str),
        profile.bio,
        now,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Leaves the row without anything personal: its address is none, and no password matches its hash.
pub async fn erase(db: &mut PgConnection, id: UserId, name: &str, now: DateTime<Utc>) -> Db<()> {
    sqlx::query!(
        "
        update users
        set email = 'deleted-' || id, full_name = $2, phone = null, bio = null, password_hash = '!',
            updated_at = $3, erased_at = $3
        where id = $1
        ",
        id.0,
        name,
        now,
    )
    .execute(db)
    .await?;
    Ok(())
}
