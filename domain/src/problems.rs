//! Every problem the API answers with: what it means, and what helps.

/// What one code of a problem stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ProblemKind {
    /// Stable, `snake_case`: what programs branch on.
    pub code: &'static str,
    /// The HTTP status it comes with.
    pub status: u16,
    pub meaning: &'static str,
    /// What to do about it.
    pub remedy: &'static str,
}

const fn kind(status: u16, code: &'static str, meaning: &'static str, remedy: &'static str) -> ProblemKind {
    ProblemKind { code, status, meaning, remedy }
}

const RELOAD: &str = "Read the resource again and decide anew.";
const OTHER_TIME: &str = "Read the free slots again and choose one of them.";
const FIX_INPUT: &str = "Correct the field that `errors` points at and send the request again.";
const SIGN_IN: &str = "Get a new access token by signing in or refreshing, and send the request again. Administrators replace \
    API tokens that have expired.";

/// In the order of their status.
pub const ALL: &[ProblemKind] = &[
    kind(400, "bad_request", "The request could not be understood.", "Compare it with the documentation of the call."),
    kind(
        400,
        "malformed",
        "The request cannot be read: it is not JSON or not UTF-8, or names something twice.",
        "Send what `detail` says is accepted.",
    ),
    kind(401, "unauthenticated", "Nobody is signed in.", "Send an access token: `Authorization: Bearer …`."),
    kind(401, "invalid_token", "The access token is not valid, or not valid any more.", SIGN_IN),
    kind(
        401,
        "invalid_credentials",
        "The e-mail address or the password is not right.",
        "Ask the person to type them again.",
    ),
    kind(
        401,
        "two_step_required",
        "The password is right, and the account has two-step sign-in.",
        "Sign in again with the code of the authenticator app as `code`.",
    ),
    kind(
        401,
        "invalid_code",
        "The code of the second step is wrong, was used or is too old.",
        "Ask for the code that the app shows now.",
    ),
    kind(401, "too_many_codes", "Too many wrong codes.", "Wait 15 minutes, then sign in again."),
    kind(
        401,
        "passkey_not_accepted",
        "The passkey is not one of this account, or its answer does not fit the challenge.",
        "Begin again with a new challenge.",
    ),
    kind(401, "passkey_required", "Administrators do not sign in with a password alone.", "Sign in with a passkey."),
    kind(403, "forbidden", "The signed-in person's role does not do this.", "Sign in as somebody who does."),
    kind(
        403,
        "insufficient_scope",
        "The API token is not for this.",
        "Use one with the scope that `WWW-Authenticate` names; where it names none, no token does this.",
    ),
    kind(
        403,
        "email_not_verified",
        "The password is right, but the address is not confirmed yet.",
        "Follow the link in the mail that was sent just now.",
    ),
    kind(403, "account_disabled", "An administrator has closed the account.", "Call the practice."),
    kind(
        403,
        "two_step_setup_required",
        "Administrators set up a second step first.",
        "Set up two-step sign-in or a passkey.",
    ),
    kind(
        403,
        "cross_site_request",
        "The request came from another site, with cookies.",
        "Programs send access tokens instead of cookies.",
    ),
    kind(
        404,
        "not_found",
        "There is no such thing, or it is not the caller's: the two are never told apart.",
        "Check the id, and who is signed in.",
    ),
    kind(405, "method_not_allowed", "The path does not answer this method.", "`Allow` says which methods it does."),
    kind(
        409,
        "slot_taken",
        "Somebody was faster, or holds the time.",
        "`alternatives` has the three nearest times that are free.",
    ),
    kind(
        409,
        "patient_busy",
        "The patient has an appointment at that time already.",
        "Choose another time, or cancel the other appointment.",
    ),
    kind(
        409,
        "series_not_bookable",
        "Some visits of the series cannot be booked, so none was.",
        "`not_booked` says which and why; leave them out, or begin elsewhere.",
    ),
    kind(
        409,
        "hold_expired",
        "The hold has run out, or is not for this visit.",
        "Book without it: the time may still be free.",
    ),
    kind(409, "already_extended", "A hold can be made longer once.", "Book before it runs out."),
    kind(409, "not_changeable", "The appointment is over, cancelled or has begun.", RELOAD),
    kind(409, "not_cancellable", "The appointment is over, cancelled or has begun.", RELOAD),
    kind(
        409,
        "too_late",
        "Patients change this visit until some time before it begins, which is past.",
        "Call the practice.",
    ),
    kind(409, "status_not_possible", "The appointment cannot go from its status to this one.", RELOAD),
    kind(409, "time_taken", "The time is somebody else's by now.", OTHER_TIME),
    kind(
        409,
        "already_waiting",
        "The patient is on this doctor's waiting list already.",
        "Leave the list before joining it anew.",
    ),
    kind(409, "no_offer", "Nothing is offered, or the offer has run out.", "Wait for the next offer."),
    kind(409, "email_taken", "There is an account with this e-mail address.", "Sign in, or ask for a new password."),
    kind(409, "has_appointments", "Patients have appointments with this doctor.", "Move or cancel them first."),
    kind(409, "in_use", "Doctors belong to it, or visits are to come there.", "Give them another one first."),
    kind(
        409,
        "appointments_outside_hours",
        "The new hours or the time off leave out appointments.",
        "Say of each, in `decisions`, whether it moves, is cancelled or stays.",
    ),
    kind(
        409,
        "open_elsewhere",
        "The doctor is at another location then.",
        "Choose another time, or the same location.",
    ),
    kind(409, "last_visit_type", "A doctor offers at least one kind of visit.", "Add another one first."),
    kind(
        409,
        "last_admin",
        "The practice has one administrator at least.",
        "Make somebody else an administrator first.",
    ),
    kind(
        409,
        "own_account",
        "Nobody changes their own role or disables their own account.",
        "Ask another administrator.",
    ),
    kind(
        409,
        "webhook_off",
        "The webhook is switched off, and is told nothing.",
        "Switch it on first: `PATCH` with `active`.",
    ),
    kind(
        409,
        "too_many_dependants",
        "A patient books for so many people at most.",
        "Remove somebody from the list first.",
    ),
    kind(409, "two_step_on", "Two-step sign-in is on already.", RELOAD),
    kind(409, "two_step_off", "Two-step sign-in is off.", RELOAD),
    kind(409, "two_step_not_started", "Nobody has begun to set up two-step sign-in.", "Begin with a new secret."),
    kind(409, "passkey_known", "The passkey is on the account already.", "Use another device."),
    kind(409, "passkeys_unavailable", "The site has no address that passkeys work for.", "Use two-step sign-in."),
    kind(409, "too_many_passkeys", "An account has so many passkeys at most.", "Remove one first."),
    kind(
        409,
        "idempotency_in_progress",
        "The first request with this `Idempotency-Key` is still being carried out.",
        "Send the same request again in a moment.",
    ),
    kind(
        412,
        "precondition_failed",
        "It is not, or no longer, what `If-Match` names: somebody changed it since it was read. Nothing was done.",
        RELOAD,
    ),
    kind(413, "too_large", "The body has more than 64 kB.", "Send less."),
    kind(
        415,
        "unsupported_media_type",
        "The body is not `application/json`.",
        "Send JSON, and say so in `Content-Type`.",
    ),
    kind(422, "invalid", "Something in the request is not accepted; `errors` has all of it.", FIX_INPUT),
    kind(422, "in_the_past", "The time has passed.", OTHER_TIME),
    kind(422, "too_soon", "This visit has to be booked longer beforehand.", OTHER_TIME),
    kind(422, "beyond_horizon", "This visit cannot be booked so far ahead.", OTHER_TIME),
    kind(422, "outside_availability", "The doctor does not work then, or not for the whole visit.", OTHER_TIME),
    kind(422, "off_grid", "Visits do not start at this time.", OTHER_TIME),
    kind(422, "day_full", "As many such visits as there can be are booked that day.", OTHER_TIME),
    kind(
        422,
        "known_patients_only",
        "The visit is for people the doctor has seen before.",
        "Choose another kind of visit.",
    ),
    kind(
        422,
        "new_patients_only",
        "The visit is for people the doctor has not seen before.",
        "Choose another kind of visit.",
    ),
    kind(
        422,
        "idempotency_key_reused",
        "The `Idempotency-Key` was used for another request.",
        "Use a new key for each thing that is to be done.",
    ),
    kind(429, "rate_limited", "Too many tries in too short a time.", "Wait as many seconds as `Retry-After` says."),
    kind(
        500,
        "internal",
        "Our fault. Nothing half done was kept.",
        "Try again; if it stays, tell us the `request_id`.",
    ),
    kind(
        503,
        "overloaded",
        "Too much to do at the moment, or the database is away.",
        "Wait as many seconds as `Retry-After` says.",
    ),
];

/// What a code stands for; none: the API has no such code.
pub fn find(code: &str) -> Option<&'static ProblemKind> {
    ALL.iter().find(|kind| kind.code == code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_stands_for_one_problem_and_they_are_in_order() {
        for (number, kind) in ALL.iter().enumerate() {
            assert!(ALL[number + 1..].iter().all(|other| other.code != kind.code), "{}", kind.code);
            assert!(ALL[..number].iter().all(|other| other.status <= kind.status), "{}", kind.code);
        }
        assert_eq!(find("slot_taken").map(|kind| kind.status), Some(409));
        assert_eq!(find("nonsense"), None);
    }
}
