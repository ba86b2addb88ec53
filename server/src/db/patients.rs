use chrono::{DateTime, Utc};
use domain::{actor::Scope, ids::UserId, patient::Patient};
use sqlx::PgConnection;
use uuid::Uuid;

use super::Db;

/// Which patients are meant.
#[derive(Default)]
pub struct Filter<'a> {
    pub id: Option<UserId>,
    /// How words of the name or the e-mail address begin, in order; accents are forgiven.
    pub q: Option<&'a str>,
}

/// The place in the list after which to go on.
pub struct After {
    pub full_name: String,
    pub id: Uuid,
}

struct PatientRow {
    id: Uuid,
    full_name: String,
    email: String,
    phone: Option<String>,
    active: bool,
    created_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
}

impl From<PatientRow> for Patient {
    fn from(row: PatientRow) -> Self {
        Self {
            id: UserId(row.id),
            full_name: row.full_name,
            email: row.email,
            phone: row.phone,
            active: row.active,
            created_at: row.created_at,
            updated_at: row.updated_at,
        }
    }
}

/// The patients of the appointments in somebody's scope, and themselves if they are one, in the order of their names, at
/// most `limit`. A time that is only held is no appointment.
pub async fn list(
    db: &mut PgConnection,
    scope: Scope,
    filter: &Filter<'_>,
    after: Option<&After>,
    limit: i64,
) -> Db<Vec<Patient>> {
    let (own, at) = match scope {
        Scope::Everybody => (None, None),
        Scope::Own(person) => (Some(person.0), None),
        Scope::At(location) => (None, Some(location.0)),
        // External systems look at appointments, and through no list of people.
        Scope::BookedBy(_) | Scope::Nobody => return Ok(Vec::new()),
    };
    let rows = sqlx::query_as!(
        PatientRow,
        r#"
        select id, full_name, email, phone, disabled_at is null as "active!", created_at, updated_at
        from users
        where role = 'patient' and erased_at is null
          and ($1 or id = any(array(
                  select $2::uuid
                  union
                  select patient_id from appointments where doctor_id = $2 and expires_at is null
                  union
                  select patient_id from appointments where location_id = $3 and expires_at is null)))
          and ($4::uuid is null or id = $4)
          and ($5::text is null
               or ' ' || folded_name(full_name) || ' ' || folded(email) like '% ' || replace(folded($5), ' ', '% ') || '%')
          and ($6::text is null or (full_name, id) > ($6, $7::uuid))
        order by full_name, id
        limit $8
        "#,
        scope == Scope::Everybody,
        own,
        at,
        filter.id.map(|id| id.0),
        filter.q,
        after.map(|after| after.full_name.as_str()),
        after.map(|after| after.id),
        limit,
    );
    Ok(rows.fetch_all(db).await?.into_iter().map(Patient::from).collect())
}
