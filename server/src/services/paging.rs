//! Lists in pages: each is asked for one item more than it holds, which tells whether there is another page.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD as BASE64};
use domain::{directory::Page, error::ClinicError};
use uuid::Uuid;

use super::Answer;

/// A place in a list: what its last item is ordered by, and its id.
pub struct Place {
    pub id: Uuid,
    pub by: String,
}

impl Place {
    /// Where a cursor points; none for the beginning.
    ///
    /// # Errors
    /// [`ClinicError::Invalid`] for what is not a cursor of ours.
    pub fn read(cursor: Option<&str>) -> Answer<Option<Self>> {
        let read = |cursor: &str| {
            let text = String::from_utf8(BASE64.decode(cursor).ok()?).ok()?;
            let (id, by) = text.split_at_checked(32)?;
            Some(Self { id: Uuid::parse_str(id).ok()?, by: by.to_owned() })
        };
        let cursor = cursor.filter(|cursor| !cursor.is_empty());
        cursor.map(|cursor| read(cursor).ok_or_else(invalid_cursor)).transpose()
    }

    /// What to pass to go on after this place.
    pub fn cursor(&self) -> String {
        BASE64.encode(format!("{}{}", self.id.simple(), self.by))
    }
}

pub fn invalid_cursor() -> ClinicError {
    ClinicError::invalid("cursor", "invalid_cursor", "The cursor is what `next_cursor` of the last answer said.")
}

/// How many to ask for.
pub fn one_more(limit: u16) -> i64 {
    i64::from(limit) + 1
}

/// What was found, as a page.
pub fn page<T>(mut items: Vec<T>, limit: u16, place: impl Fn(&T) -> Place) -> Page<T> {
    let more = items.len() > usize::from(limit);
    items.truncate(limit.into());
    let next_cursor = items.last().filter(|_| more).map(|last| place(last).cursor());
    Page { items, next_cursor }
}
