//! Whom a visit is for: people the doctor has seen before, people they have not, or both. Who looks without having said
//! who they are sees what some patient could book.

use super::{super::visit::Standing, Case, Refusal};

pub(super) fn refuses(case: &Case) -> Option<Refusal> {
    match case.asker.standing {
        Standing::NewPatient if !case.visit.new_patients => Some(Refusal::KnownPatientsOnly),
        Standing::KnownPatient if !case.visit.known_patients => Some(Refusal::NewPatientsOnly),
        _ => None,
    }
}
