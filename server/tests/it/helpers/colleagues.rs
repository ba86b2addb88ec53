//! People put straight into the database, as the services know them: nobody signs in, and no token runs out when the
//! clock is moved by days.

use chrono::{DateTime, Utc};
use domain::{
    actor::{Actor, Role},
    directory::Location,
    ids::{LocationId, UserId},
};
use server::{clock::Clock, db};
use sqlx::PgPool;
use uuid::Uuid;

use super::Clinic;

/// The services of a clinic, and who uses them.
pub struct Colleagues {
    pub clinic: Clinic,
    pub admin: Actor,
    pub doctors: Vec<Actor>,
    pub patients: Vec<Actor>,
    pub places: Vec<LocationId>,
}

impl Colleagues {
    /// Places in these zones; doctors, each with the places where they work, the first one first; patients.
    pub async fn new(pool: PgPool, zones: &[&str], works_at: &[&[usize]], patients: usize) -> Self {
        let clinic = Clinic::open(pool).await;
        let mut places = Vec::new();
        for (number, zone) in (100..).zip(zones) {
            places.push(place(&clinic.pool, number, zone).await);
        }
        let mut doctors = Vec::new();
        for (number, theirs) in (200..).zip(works_at) {
            let doctor = person(&clinic.pool, number, Role::Doctor).await;
            let theirs: Vec<Uuid> = theirs.iter().map(|place| places[*place].0).collect();
            let sql = "
                with approved as (
                    insert into doctors (doctor_id, slug, approved_at) values ($1, 'doctor-' || $2, now())
                )
                insert into doctor_locations
                select $1, location_id, position from unnest($3::uuid[]) with ordinality as places (location_id, position)";
            sqlx::query(sql)
                .bind(doctor.user_id.0)
                .bind(number.to_string())
                .bind(theirs)
                .execute(&clinic.pool)
                .await
                .unwrap();
            doctors.push(doctor);
        }
        let mut people = Vec::new();
        for (number, _) in (300..).zip(0..patients) {
            people.push(person(&clinic.pool, number, Role::Patient).await);
        }
        let admin = person(&clinic.pool, 1, Role::Admin).await;
        Self { clinic, admin, doctors, patients: people, places }
    }

    /// Nothing is booked and nothing stated any more, and it is another time.
    pub async fn start_again(&self, now: DateTime<Utc>) {
        let sql = "truncate appointments, weekly_hours, availability_windows, time_off, closures cascade";
        sqlx::query(sql).execute(&self.clinic.pool).await.unwrap();
        self.clinic.clock.advance(now - self.clinic.clock.now());
    }
}

async fn place(pool: &PgPool, number: u128, time_zone: &str) -> LocationId {
    let id = LocationId(Uuid::from_u128(number));
    let location = Location {
        id,
        slug: format!("place-{number}"),
        name: format!("Place {number}"),
        address: "1 High Street".into(),
        city: "Somewhere".into(),
        postal_code: "1".into(),
        time_zone: time_zone.into(),
    };
    db::locations::insert(&mut pool.acquire().await.unwrap(), &location).await.unwrap();
    id
}

async fn person(pool: &PgPool, number: u128, role: Role) -> Actor {
    let id = Uuid::from_u128(number);
    let sql = "
        insert into users (id, email, full_name, role, password_hash, created_at, updated_at)
        values ($1, $2 || '@example.com', 'Person ' || $2, $3, '!', now(), now())";
    sqlx::query(sql).bind(id).bind(number.to_string()).bind(role.as_str()).execute(pool).await.unwrap();
    Actor { user_id: UserId(id), role, location_id: None }
}
