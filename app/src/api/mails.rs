//! The development mailbox.

use domain::mail::DevMail;
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

use crate::error::AppError;

/// The latest first.
#[server(prefix = "/fn", endpoint = "dev-mails", input = GetUrl)]
pub async fn list_dev_mails() -> Result<Vec<DevMail>, AppError> {
    use crate::{backend::backend, page::answer};
    answer(backend().dev_mails().await)
}

#[server(prefix = "/fn", endpoint = "dev-mail", input = GetUrl)]
pub async fn read_dev_mail(id: i64) -> Result<DevMail, AppError> {
    use crate::{backend::backend, page::answer};
    answer(backend().dev_mail(id).await)
}
