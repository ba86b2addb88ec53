//! Paths that older clients know.

use server::db::MIGRATOR;
use sqlx::PgPool;

use crate::helpers::Clinic;

#[sqlx::test(migrator = "MIGRATOR")]
async fn another_name_of_a_path_tells_its_name_and_nothing_else_does(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    let (admin, doctor) = (clinic.admin("Sam Keller").await, clinic.doctor("Amara Osei").await);
    for (who, alias, name) in [
        (&admin, "appointments/my-appointments", "appointments"),
        (&doctor, "doctors/my-appointments", "doctors/me/appointments"),
        (&admin, "users/", "users"),
        (&admin, "admin/stats", "admin/dashboard/stats"),
    ] {
        for base in ["/api/v1", "/api"] {
            let old = who.get(&format!("{base}/{alias}")).await.expect(200);
            assert_eq!(old.headers["deprecation"], "@1795824000", "{alias}");
            assert_eq!(old.headers["link"], format!("</api/v1/{name}>; rel=\"successor-version\""));
            let new = who.get(&format!("{base}/{name}")).await.expect(200);
            assert!(!new.headers.contains_key("deprecation") && !new.headers.contains_key("link"), "{name}");
            assert_eq!(old.json(), new.json());
        }
    }
    // Also to who is not let in.
    let refused = clinic.anonymous().get("/api/v1/admin/stats").await.expect_problem(401, "unauthenticated");
    assert!(refused.headers.contains_key("deprecation"));
}
