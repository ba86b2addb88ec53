use chrono::{DateTime, Utc};
use domain::{
    api_token::{ApiToken, NewApiToken, TokenBearer, TokenMaker, TokenScope},
    ids::{ApiTokenId, LocationId, UserId},
};
use sqlx::PgConnection;
use uuid::Uuid;

use super::{Db, DbError};

pub async fn insert(
    db: &mut PgConnection,
    id: ApiTokenId,
    new: &NewApiToken,
    hash: &[u8; 32],
    maker: UserId,
    now: DateTime<Utc>,
) -> Db<()> {
    let scopes: Vec<String> = new.scopes.iter().map(|scope| scope.as_str().to_owned()).collect();
    sqlx::query!(
        "
        insert into api_tokens (id, name, hash, scopes, location_id, created_by, created_at, expires_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8)
        ",
        id.0,
        new.name,
        hash.as_slice(),
        &scopes,
        new.location_id.map(|id| id.0),
        maker.0,
        now,
        new.expires_at,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// The latest first, from `before` on; also those that have ended.
pub async fn list(
    db: &mut PgConnection,
    only: Option<ApiTokenId>,
    before: Option<Uuid>,
    limit: i64,
) -> Db<Vec<ApiToken>> {
    let rows = sqlx::query!(
        "
        select api_tokens.id, name, scopes, api_tokens.location_id, created_by, full_name, api_tokens.created_at,
               expires_at, revoked_at, last_used_at, last_used_address
        from api_tokens
        join users on users.id = created_by
        where ($1::uuid is null or api_tokens.id = $1) and ($2::uuid is null or api_tokens.id < $2)
        order by api_tokens.id desc
        limit $3
        ",
        only.map(|id| id.0),
        before,
        limit,
    );
    let tokens = rows.fetch_all(db).await?.into_iter().map(|row| {
        Ok(ApiToken {
            id: ApiTokenId(row.id),
            name: row.name,
            scopes: scopes(&row.scopes)?,
            location_id: row.location_id.map(LocationId),
            created_by: TokenMaker { id: UserId(row.created_by), full_name: row.full_name },
            created_at: row.created_at,
            expires_at: row.expires_at,
            revoked_at: row.revoked_at,
            last_used_at: row.last_used_at,
            last_used_address: row.last_used_address,
        })
    });
    tokens.collect()
}

pub async fn find(db: &mut PgConnection, id: ApiTokenId) -> Db<Option<ApiToken>> {
    Ok(list(db, Some(id), None, 1).await?.pop())
}

/// False when it was revoked before.
pub async fn revoke(db: &mut PgConnection, id: ApiTokenId, now: DateTime<Utc>) -> Db<bool> {
    let revoked = sqlx::query!("update api_tokens set revoked_at = $2 where id = $1 and revoked_at is null", id.0, now);
    Ok(revoked.execute(db).await?.rows_affected() == 1)
}

/// A token that is good, and when it was last seen to be used.
pub struct Known {
    pub bearer: TokenBearer,
    pub last_used_at: Option<DateTime<Utc>>,
}

pub async fn known(db: &mut PgConnection, hash: &[u8; 32], now: DateTime<Utc>) -> Db<Option<Known>> {
    let row = sqlx::query!(
        "
        select id, scopes, location_id, last_used_at
        from api_tokens
        where hash = $1 and revoked_at is null and expires_at > $2
        ",
        hash.as_slice(),
        now,
    );
    let Some(row) = row.fetch_optional(db).await? else { return Ok(None) };
    let bearer = TokenBearer {
        id: ApiTokenId(row.id),
        scopes: scopes(&row.scopes)?,
        location_id: row.location_id.map(LocationId),
    };
    Ok(Some(Known { bearer, last_used_at: row.last_used_at }))
}

pub async fn note_use(db: &mut PgConnection, id: ApiTokenId, address: Option<&str>, now: DateTime<Utc>) -> Db<()> {
    sqlx::query!("update api_tokens set last_used_at = $2, last_used_address = $3 where id = $1", id.0, now, address)
        .execute(db)
        .await?;
    Ok(())
}

fn scopes(words: &[String]) -> Db<Vec<TokenScope>> {
    let unknown = DbError::Inconsistent { table: "api_tokens", column: "scopes" };
    words.iter().map(|word| TokenScope::parse(word)).collect::<Option<_>>().ok_or(unknown)
}
