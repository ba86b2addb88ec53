//! Pages of a search for a time: full, complete, and of a bounded cost.

use server::db::MIGRATOR;
use sqlx::PgPool;
use tracing::subscriber::set_default;
use tracing_subscriber::{layer::SubscriberExt, registry};

use crate::helpers::{Clinic, Statements, crowd};

const MONDAY: &str = "date=2026-03-09";

impl Clinic {
    /// The names on every page, from the first to the last.
    async fn pages(&self, query: &str) -> Vec<Vec<String>> {
        let (mut pages, mut cursor) = (Vec::new(), String::new());
        loop {
            let page =
                self.anonymous().get(&format!("/api/v1/doctors?{query}&cursor={cursor}")).await.expect(200).json();
            let items = page["items"].as_array().unwrap();
            pages.push(items.iter().map(|doctor| doctor["full_name"].as_str().unwrap().to_owned()).collect());
            match page["next_cursor"].as_str() {
                Some(next) => next.clone_into(&mut cursor),
                None => return pages,
            }
        }
    }
}

fn names(numbers: impl IntoIterator<Item = i32>) -> Vec<String> {
    numbers.into_iter().map(|number| format!("Crowd {number:04}")).collect()
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn pages_are_full_and_nobody_is_lost_or_doubled(pool: PgPool) {
    let clinic = Clinic::open(pool.clone()).await;
    let free: Vec<i32> = (1..=100).filter(|number| number % 3 == 0 || *number > 95).collect();
    crowd(&pool, 100, &free).await;
    let found = clinic.pages(&format!("{MONDAY}&limit=7")).await;
    let (last, full) = found.split_last().unwrap();
    assert!(full.iter().all(|page| page.len() == 7) && (1..=7).contains(&last.len()), "{found:?}");
    assert_eq!(found.concat(), names(free));
    // The cursor of a page that ends the list, and one of a list of everybody.
    assert_eq!(clinic.pages("limit=100").await.concat(), names(1..=100));
    assert_eq!(clinic.pages(&format!("{MONDAY}&limit=7&part_of_day=afternoon")).await, [names([])]);
    assert_eq!(clinic.pages("date=2026-03-10&limit=7").await, [names([])]);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn many_who_are_booked_out_do_not_end_a_page(pool: PgPool) {
    let clinic = Clinic::open(pool.clone()).await;
    crowd(&pool, 400, &[1, 70, 399, 400]).await;
    assert_eq!(clinic.pages(&format!("{MONDAY}&limit=2")).await, [names([1, 70]), names([399, 400])]);
    assert_eq!(clinic.pages(&format!("{MONDAY}&limit=4")).await, [names([1, 70, 399, 400])]);
    assert_eq!(clinic.pages(&format!("{MONDAY}&q=crowd&location=riverside")).await, [names([1, 70, 399, 400])]);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn beyond_the_bound_the_next_page_goes_on(pool: PgPool) {
    let clinic = Clinic::open(pool.clone()).await;
    crowd(&pool, 1400, &[1, 1400]).await;
    let statements = Statements::default();
    let _counting = set_default(registry().with(statements.clone()));
    assert_eq!(clinic.pages(MONDAY).await, [names([1]), names([1400])]);
    // The first page used up all its candidates.
    assert_eq!(statements.taken(), 3 * 4 + 4);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn the_number_of_statements_does_not_grow_with_the_number_of_doctors(pool: PgPool) {
    let clinic = Clinic::open(pool.clone()).await;
    let statements = Statements::default();
    let _counting = set_default(registry().with(statements.clone()));
    let all: Vec<i32> = (1..=300).collect();
    for (crowd_of, shown) in [(3, 3), (300, 50)] {
        sqlx::raw_sql("truncate users cascade").execute(&pool).await.unwrap();
        crowd(&pool, crowd_of, &all).await;
        statements.taken();
        for query in ["", "q=crowd", "q=crowt", MONDAY, "part_of_day=morning&q=crowd&location=riverside"] {
            assert_eq!(clinic.found(query).await.len(), shown, "{query}");
            assert_eq!(statements.taken(), 4, "{crowd_of} doctors, {query}");
        }
    }
}
