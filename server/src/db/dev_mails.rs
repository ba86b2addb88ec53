use chrono::{DateTime, Utc};
use domain::mail::DevMail;
use sqlx::PgConnection;

use super::Db;

/// The mailbox shows no more than this.
const SHOWN: i64 = 200;

pub async fn insert(
    db: &mut PgConnection,
    recipient: &str,
    subject: &str,
    text: &str,
    html: &str,
    now: DateTime<Utc>,
) -> Db<()> {
    sqlx::query!(
        "insert into dev_mails (sent_at, recipient, subject, text, html) values ($1, $2, $3, $4, $5)",
        now,
        recipient,
        subject,
        text,
        html,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// The latest first; to one address, or to all.
pub async fn to(db: &mut PgConnection, recipient: Option<&str>) -> Db<Vec<DevMail>> {
    let mails = sqlx::query_as!(
        DevMail,
        r#"
        select id, recipient as "to", subject, text, html, sent_at
        from dev_mails
        where $1::text is null or recipient = $1
        order by id desc
        limit $2
        "#,
        recipient,
        SHOWN,
    );
    Ok(mails.fetch_all(db).await?)
}

pub async fn find(db: &mut PgConnection, id: i64) -> Db<Option<DevMail>> {
    let mail = sqlx::query_as!(
        DevMail,
        r#"select id, recipient as "to", subject, text, html, sent_at from dev_mails where id = $1"#,
        id,
    );
    Ok(mail.fetch_optional(db).await?)
}
