//! The form of a visit type's rules: numbers as typed, and boxes.

use domain::visit_type::VisitTypeForm;

use crate::api::visit_types::RuleFields;

/// A new one, with the rules that are usual.
pub fn added(name: &str, duration_minutes: &str) -> VisitTypeForm {
    VisitTypeForm {
        name: Some(name.to_owned()),
        duration_minutes: Some(number(duration_minutes)),
        ..VisitTypeForm::default()
    }
}

/// All rules: a box that is not ticked says no.
pub fn read(rules: &RuleFields) -> VisitTypeForm {
    VisitTypeForm {
        name: Some(rules.name.clone()),
        duration_minutes: Some(number(&rules.duration_minutes)),
        buffer_before_minutes: Some(number(&rules.buffer_before_minutes)),
        buffer_after_minutes: Some(number(&rules.buffer_after_minutes)),
        slot_step_minutes: Some(number_or_none(&rules.slot_step_minutes)),
        minimum_notice_minutes: Some(number(&rules.minimum_notice_minutes)),
        horizon_days: Some(number(&rules.horizon_days)),
        cancellation_notice_minutes: Some(number(&rules.cancellation_notice_minutes)),
        no_show_after_minutes: Some(number_or_none(&rules.no_show_after_minutes)),
        per_day_limit: Some(number_or_none(&rules.per_day_limit)),
        seats: Some(number(&rules.seats)),
        new_patients: Some(rules.new_patients.is_some()),
        known_patients: Some(rules.known_patients.is_some()),
        needs_confirmation: Some(rules.needs_confirmation.is_some()),
        location_ids: Some(rules.location_ids.clone()),
    }
}

/// Text that is no whole number becomes one that no rule accepts: the rule then says which it does.
fn number(text: &str) -> i64 {
    text.trim().parse().unwrap_or(-1)
}

/// Left empty, there is no such rule.
fn number_or_none(text: &str) -> i64 {
    if text.trim().is_empty() { 0 } else { number(text) }
}

/// Everything that was typed and ticked, by field.
pub fn typed(rules: &RuleFields) -> Vec<(String, String)> {
    let texts = [
        ("name", &rules.name),
        ("duration_minutes", &rules.duration_minutes),
        ("buffer_before_minutes", &rules.buffer_before_minutes),
        ("buffer_after_minutes", &rules.buffer_after_minutes),
        ("slot_step_minutes", &rules.slot_step_minutes),
        ("minimum_notice_minutes", &rules.minimum_notice_minutes),
        ("horizon_days", &rules.horizon_days),
        ("cancellation_notice_minutes", &rules.cancellation_notice_minutes),
        ("no_show_after_minutes", &rules.no_show_after_minutes),
        ("per_day_limit", &rules.per_day_limit),
        ("seats", &rules.seats),
    ];
    let boxes = [
        ("new_patients", &rules.new_patients),
        ("known_patients", &rules.known_patients),
        ("needs_confirmation", &rules.needs_confirmation),
    ];
    let ticked = |field: String| (field, "on".to_owned());
    let mut typed: Vec<_> = texts.map(|(field, text)| (field.to_owned(), text.clone())).into();
    typed.extend(boxes.into_iter().filter(|(_, value)| value.is_some()).map(|(field, _)| ticked(field.to_owned())));
    typed.push(("location_ids".to_owned(), rules.location_ids.join(" ")));
    typed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_number_is_left_to_the_rule_and_what_is_empty_is_none() {
        for (text, read, or_none) in [("30", 30, 30), (" 5 ", 5, 5), ("soon", -1, -1), ("1.5", -1, -1), ("", -1, 0)] {
            assert_eq!((number(text), number_or_none(text)), (read, or_none), "{text:?}");
        }
    }
}
