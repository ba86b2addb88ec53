use server::{db::MIGRATOR, services::demo};
use sqlx::PgPool;

use crate::helpers::Clinic;

async fn counts(pool: &PgPool) -> Vec<i64> {
    let mut counts = Vec::new();
    for query in [
        "select count(*) from locations",
        "select count(distinct time_zone) from locations",
        "select count(*) from specialties",
        "select count(*) from doctors",
        "select count(*) from users where role = 'patient'",
        "select count(*) from appointments where status = 'confirmed'",
        "select count(*) from appointments where status = 'cancelled'",
    ] {
        counts.push(sqlx::query_scalar(query).fetch_one(pool).await.unwrap());
    }
    counts
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn seeding_twice_changes_nothing(pool: PgPool) {
    let clinic = Clinic::open(pool).await;
    demo::seed(&clinic.state.services).await.unwrap();
    let once = counts(&clinic.pool).await;
    // The clinic under test brings one location of its own; its specialty is one of the demo's.
    assert_eq!(once[..5], [4, 2, 12, 40, 200], "{once:?}");
    assert!(once[5] > 300 && once[6] > 10, "{once:?}");
    // Every location has departments, and every doctor belongs to one where they work.
    let belonging = "
        select count(distinct departments.location_id), count(distinct doctor_id)
        from doctors join departments on departments.id = department_id
        join doctor_locations using (doctor_id, location_id)";
    assert_eq!(sqlx::query_as::<_, (i64, i64)>(belonging).fetch_one(&clinic.pool).await.unwrap(), (3, 40));
    demo::seed(&clinic.state.services).await.unwrap();
    assert_eq!(counts(&clinic.pool).await, once);
    // A run that was cut short before it could say that it was complete is taken up again, without doubles.
    sqlx::query("delete from demo_data").execute(&clinic.pool).await.unwrap();
    demo::seed(&clinic.state.services).await.unwrap();
    assert_eq!(counts(&clinic.pool).await[..5], once[..5]);
}
