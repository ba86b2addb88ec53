//! PostgreSQL's `at time zone` as a second opinion on our local times: another program, with a tz database of its own.
//! Wherever the two databases agree on when clocks change, weekly hours have to be the same instants.

use std::collections::{BTreeMap, HashSet};

use chrono::{DateTime, Datelike, NaiveDateTime, Offset, TimeDelta, TimeZone, Utc, Weekday};
use chrono_tz::{TZ_VARIANTS, Tz};
use domain::{
    ids::LocationId,
    schedule::{TimeRange, WallMinute, WeeklyHours, zone::resolve_local},
};
use server::db::MIGRATOR;
use sqlx::PgPool;
use uuid::Uuid;

const DAY: i64 = 86_400;
/// How far around a change hours are compared, in seconds.
const AROUND: i64 = 2 * DAY;
/// How many changes go into one statement.
const BATCH: usize = 400;

/// Wall-clock ranges in minutes, on every day but one.
const WEEKS: [&[(u16, u16)]; 5] = [
    &[(90, 180)],
    &[(120, 150), (150, 181)],
    &[(540, 1020)],
    &[(0, 1), (1, 61), (1381, 1440)],
    &[(0, 195), (1320, 1440)],
];

/// One change of the clocks of one zone.
#[derive(Debug, Clone, Copy)]
struct Change {
    zone: Tz,
    at: DateTime<Utc>,
    week: &'static [(u16, u16)],
    day_off: Weekday,
}

fn instant(seconds: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(seconds, 0).unwrap()
}

/// What our copy of the tz database says, in seconds.
fn offset(zone: Tz, at: DateTime<Utc>) -> i32 {
    zone.offset_from_utc_datetime(&at.naive_utc()).fix().local_minus_utc()
}

/// When a zone's clocks change from 2000 to 2037, to the second.
fn changes(zone: Tz) -> Vec<DateTime<Utc>> {
    let year = |year| Utc.with_ymd_and_hms(year, 1, 1, 0, 0, 0).unwrap().timestamp();
    let mut changes = Vec::new();
    for day in (year(2000)..year(2038)).step_by(86_400) {
        let (mut before, mut after) = (day, day + DAY);
        if offset(zone, instant(before)) == offset(zone, instant(after)) {
            continue;
        }
        while after - before > 1 {
            let middle = i64::midpoint(before, after);
            let is_after = offset(zone, instant(middle)) != offset(zone, instant(day));
            *(if is_after { &mut after } else { &mut before }) = middle;
        }
        changes.push(instant(after));
    }
    changes
}

/// Every zone both know; of each, another third of its changes, with other hours each time.
async fn sample(pool: &PgPool) -> Vec<Change> {
    let known: HashSet<String> =
        sqlx::query_scalar("select name from pg_timezone_names").fetch_all(pool).await.unwrap().into_iter().collect();
    let zones = TZ_VARIANTS.into_iter().filter(|zone| known.contains(zone.name()));
    let sampled = zones.enumerate().flat_map(|(row, zone)| {
        let some = changes(zone).into_iter().enumerate().filter(move |(column, _)| (row + column / 2) % 3 == 0);
        some.map(move |(column, at)| {
            let day_off = Weekday::try_from(u8::try_from((row + column) % 7).unwrap()).unwrap();
            Change { zone, at, week: WEEKS[(row / 3 + column) % WEEKS.len()], day_off }
        })
    });
    sampled.collect()
}

impl Change {
    fn weekly_hours(&self) -> Vec<WeeklyHours> {
        let days = (0..7).map(|day| Weekday::try_from(day).unwrap()).filter(|day| *day != self.day_off);
        let (place, minute) = (LocationId(Uuid::nil()), |minute| WallMinute::new(minute).unwrap());
        let on = |weekday, (start, end)| WeeklyHours::every_week(place, weekday, minute(start), minute(end));
        days.flat_map(|weekday| self.week.iter().map(move |range| on(weekday, *range))).collect()
    }

    /// Our hours around the change, as PostgreSQL writes a multirange.
    fn ours(&self) -> String {
        let around = TimeDelta::seconds(AROUND);
        let within = TimeRange::new(self.at - around, self.at + around).unwrap();
        let stretches = self.weekly_hours().into_iter().flat_map(|hours| hours.expand(self.zone, within));
        let written = stretches.map(|it| format!("[{},{})", it.start().to_rfc3339(), it.end().to_rfc3339()));
        format!("{{{}}}", written.collect::<Vec<_>>().join(","))
    }

    /// What PostgreSQL calls the weekly hours: minutes of the week, on its clock.
    fn stated(&self) -> String {
        let week = self.weekly_hours().into_iter().map(|hours| {
            let midnight = i32::try_from(hours.weekday.num_days_from_monday()).unwrap() * 1440;
            let minute = |minute: WallMinute| midnight + i32::from(minute.minutes());
            format!("[{},{})", minute(hours.start), minute(hours.end))
        });
        format!("{{{}}}", week.collect::<Vec<_>>().join(","))
    }

    fn offset_before(&self) -> i32 {
        offset(self.zone, self.at - TimeDelta::seconds(1))
    }
}

/// Of each change: whether the two tz databases agree around it, at how many points the hours were compared, and at how
/// many they differ. Points are all quarters of an hour, and the seconds and minutes around the change.
const HOURS: &str = "
    select number, bool_and(local - moment at time zone 'UTC' = make_interval(secs => case when moment < change then before else after end)) as agree,
           count(*) as points,
           count(*) filter (where (ours @> moment) <> (stated @> minute_of_week)) as wrong
    from unnest($1::text[], $2::timestamptz[], $3::int[], $4::int[], $5::text[]::tstzmultirange[], $6::text[]::int4multirange[])
         with ordinality as changes (zone, change, before, after, ours, stated, number)
    cross join lateral (
        select date_bin('15 minutes', change, timestamptz 'epoch') + step * interval '15 minutes' as moment from generate_series(-190, 190) as step
        union
        select change + step * interval '1 minute' from generate_series(-5, 5) as step
        union
        select change + step * interval '1 second' from generate_series(-1, 1) as step
    ) as points
    cross join lateral (select moment at time zone zone as local) as clock
    cross join lateral (
        select ((extract(isodow from local) - 1) * 1440 + extract(hour from local) * 60 + extract(minute from local))::int
                   as minute_of_week
    ) as shown
    group by number
    order by number";

#[sqlx::test(migrator = "MIGRATOR")]
async fn weekly_hours_are_the_instants_at_which_postgres_clocks_show_them(pool: PgPool) {
    let sample = sample(&pool).await;
    let (mut compared, mut points, mut zones) = (0, 0, HashSet::new());
    let mut different = BTreeMap::<&str, Vec<i32>>::new();
    for batch in sample.chunks(BATCH) {
        let told: Vec<(i64, bool, i64, i64)> = sqlx::query_as(HOURS)
            .bind(batch.iter().map(|change| change.zone.name()).collect::<Vec<_>>())
            .bind(batch.iter().map(|change| change.at).collect::<Vec<_>>())
            .bind(batch.iter().map(Change::offset_before).collect::<Vec<_>>())
            .bind(batch.iter().map(|change| offset(change.zone, change.at)).collect::<Vec<_>>())
            .bind(batch.iter().map(Change::ours).collect::<Vec<_>>())
            .bind(batch.iter().map(Change::stated).collect::<Vec<_>>())
            .fetch_all(&pool)
            .await
            .unwrap();
        assert_eq!(told.len(), batch.len());
        for (change, (_, agree, at, wrong)) in batch.iter().zip(told) {
            if agree {
                assert_eq!(wrong, 0, "of {at} points: {change:?}, {}", change.ours());
                compared += 1;
                points += at;
                zones.insert(change.zone.name());
            } else {
                different.entry(change.zone.name()).or_default().push(change.at.year());
            }
        }
    }
    println!("{compared} changes of {} zones, {points} points; tables differ: {different:?}", zones.len());
    // Changes of law are known to one of the two first: those years say nothing about us. Nor do names such as CET, which
    // PostgreSQL takes for abbreviations: its clock never changes there.
    assert!(zones.len() > 300 && compared > 5000 && points > 1_500_000, "{compared} changes of {} zones", zones.len());
    assert!(compared * 10 > sample.len() * 9, "{compared} of {}; tables differ: {different:?}", sample.len());
}

/// Local times around changes: what zone, what time, what instant we say it is, and whether it is that once.
#[derive(Default)]
struct Locals {
    zones: Vec<&'static str>,
    times: Vec<NaiveDateTime>,
    ours: Vec<Option<DateTime<Utc>>>,
    once: Vec<bool>,
}

impl Locals {
    fn new(changes: &[Change]) -> Self {
        let mut all = Self::default();
        for change in changes {
            let shown = (change.at + TimeDelta::seconds(change.offset_before().into())).naive_utc();
            for step in -14..=14 {
                let local = shown + TimeDelta::minutes(step * 13);
                all.zones.push(change.zone.name());
                all.times.push(local);
                all.ours.push(resolve_local(change.zone, local).ok());
                all.once.push(change.zone.from_local_datetime(&local).single().is_some());
            }
        }
        all
    }
}

/// How many local times exist and how many of those once, and which of our instants PostgreSQL does not agree with. It
/// reads a skipped or doubled time by a convention of its own, so forward only those are asked that happen once.
const LOCALS: &str = "
    select count(ours), count(*) filter (where once),
           array_agg(zone || ' ' || local) filter (where case
               when ours is null then (local at time zone zone) at time zone zone = local
               else ours at time zone zone <> local or (once and local at time zone zone <> ours)
           end)
    from unnest($1::text[], $2::timestamp[], $3::timestamptz[], $4::bool[]) as locals (zone, local, ours, once)";

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_local_time_is_the_instant_postgres_says_it_is(pool: PgPool) {
    let sample = sample(&pool).await;
    let (mut existing, mut single, mut asked, mut wrong) = (0, 0, 0, Vec::new());
    for batch in agreeing(&pool, &sample).await.chunks(BATCH) {
        let locals = Locals::new(batch);
        asked += locals.times.len();
        let (exist, once, differing): (i64, i64, Option<Vec<String>>) = sqlx::query_as(LOCALS)
            .bind(&locals.zones)
            .bind(&locals.times)
            .bind(&locals.ours)
            .bind(&locals.once)
            .fetch_one(&pool)
            .await
            .unwrap();
        existing += exist;
        single += once;
        wrong.extend(differing.unwrap_or_default());
    }
    println!("{asked} local times, {existing} exist, {single} of them once");
    assert_eq!(wrong, Vec::<String>::new());
    assert!(
        single > 100_000 && existing > single && i64::try_from(asked).unwrap() > existing,
        "{single} of {existing}"
    );
}

/// The changes around which both tz databases say the same.
async fn agreeing(pool: &PgPool, sample: &[Change]) -> Vec<Change> {
    let sql = "
        select bool_and((change + away) at time zone zone - (change + away) at time zone 'UTC'
                        = make_interval(secs => case when away < interval '0' then before else after end))
        from unnest($1::text[], $2::timestamptz[], $3::int[], $4::int[])
             with ordinality as changes (zone, change, before, after, number)
        cross join unnest(array[interval '-1 day', '-6 hours', '-1 second', '0', '6 hours', '1 day']) as away
        group by number
        order by number";
    let agree: Vec<bool> = sqlx::query_scalar(sql)
        .bind(sample.iter().map(|change| change.zone.name()).collect::<Vec<_>>())
        .bind(sample.iter().map(|change| change.at).collect::<Vec<_>>())
        .bind(sample.iter().map(Change::offset_before).collect::<Vec<_>>())
        .bind(sample.iter().map(|change| offset(change.zone, change.at)).collect::<Vec<_>>())
        .fetch_all(pool)
        .await
        .unwrap();
    sample.iter().zip(agree).filter_map(|(change, agree)| agree.then_some(*change)).collect()
}
