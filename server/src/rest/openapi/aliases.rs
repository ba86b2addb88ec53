//! Paths that older clients use.

use serde_json::{Value, json};

/// The path, the one it stands for, and what its call is named.
const ALIASES: [(&str, &str, &str); 7] = [
    ("/admin/stats", "/admin/dashboard/stats", "get_overview_as_before"),
    ("/admin/users", "/users", "list_users_as_before"),
    ("/users/", "/users", "list_users_with_slash"),
    ("/appointments/my-appointments", "/appointments", "list_appointments_as_before"),
    ("/doctors/my-appointments", "/doctors/me/appointments", "list_my_patients_appointments_as_before"),
    ("/auth/me", "/users/me", "get_profile_as_before"),
    ("/health", "/health/ready", "get_health"),
];

/// What load balancers and people ask for in the first place is no older path.
const EQUALS: [&str; 2] = ["/auth/me", "/health"];

pub fn add(document: &mut Value) {
    for (alias, path, name) in ALIASES {
        let mut call = document["paths"][path]["get"].clone();
        call["operationId"] = json!(name);
        if !EQUALS.contains(&alias) {
            call["deprecated"] = json!(true);
            call["description"] = json!(format!("The same as `GET {path}`, for older clients."));
        }
        document["paths"][alias] = json!({ "get": call });
    }
}
