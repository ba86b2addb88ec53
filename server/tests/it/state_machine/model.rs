//! What the services are expected to do, said again in the plainest way: lists, looked through from end to end, and
//! time in minutes since 1970.

use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveDateTime, TimeDelta, Timelike, Utc};
use domain::Tz;
use uuid::Uuid;

/// What people are told: the code of the refusal, if it is one.
pub type Told<T> = Result<T, &'static str>;

pub const DAY: i64 = 24 * 60;
/// How long the modelled time is, and how much of it is before the scene begins.
const MINUTES: i64 = 18 * DAY;
const BEFORE: i64 = 4 * DAY;

/// One kind of visit, in minutes.
pub struct Kind {
    pub minutes: i64,
    pub before: i64,
    pub after: i64,
    /// From one start time to the next; none: it names its own length and starts on any five minutes.
    pub step: Option<i64>,
    pub notice: i64,
    pub horizon: i64,
    pub per_day: Option<usize>,
    pub new_patients: bool,
    pub needs_confirmation: bool,
}

const PLAIN: Kind = Kind {
    minutes: 30,
    before: 0,
    after: 0,
    step: Some(30),
    notice: 0,
    horizon: 180 * DAY,
    per_day: None,
    new_patients: true,
    needs_confirmation: false,
};

/// What every doctor offers, and a visit of no type.
pub const KINDS: [Kind; 4] = [
    PLAIN,
    Kind {
        minutes: 20,
        before: 5,
        after: 10,
        step: Some(15),
        notice: 120,
        horizon: 3 * DAY,
        per_day: Some(2),
        needs_confirmation: true,
        ..PLAIN
    },
    Kind { minutes: 45, after: 15, step: Some(45), new_patients: false, ..PLAIN },
    Kind { minutes: 25, step: None, ..PLAIN },
];

/// An appointment, or a hold.
#[derive(Debug, Clone)]
pub struct Entry {
    pub id: Uuid,
    pub doctor: usize,
    pub patient: usize,
    pub place: usize,
    pub kind: usize,
    pub start: i64,
    pub status: &'static str,
    pub overbooked: bool,
    /// When a hold runs out.
    pub expires: i64,
    pub extended: bool,
}

impl Entry {
    pub fn during(&self) -> Span {
        (self.start, self.start + KINDS[self.kind].minutes)
    }

    pub fn blocked(&self) -> Span {
        with_buffers(self.kind, self.during())
    }

    pub fn is_held(&self) -> bool {
        self.status == "held"
    }
}

/// From a minute up to, not including, another.
pub type Span = (i64, i64);

fn overlap(a: Span, b: Span) -> bool {
    a.0 < b.1 && b.0 < a.1
}

fn with_buffers(kind: usize, during: Span) -> Span {
    (during.0 - KINDS[kind].before, during.1 + KINDS[kind].after)
}

/// Weekly hours on the clock of a place: ISO weekday, minutes of the day, and the days they hold.
#[derive(Debug, Clone)]
pub struct Hours {
    pub place: usize,
    pub weekday: u32,
    pub minutes: Span,
    pub from: Option<NaiveDate>,
    pub until: Option<NaiveDate>,
}

impl Hours {
    fn hold_on(&self, date: NaiveDate) -> bool {
        date.weekday().number_from_monday() == self.weekday
            && self.from.is_none_or(|from| from <= date)
            && self.until.is_none_or(|until| date <= until)
    }
}

/// What one doctor stated.
#[derive(Debug, Clone, Default)]
struct Diary {
    /// Where they work, the first place first.
    places: Vec<usize>,
    hours: Vec<Hours>,
    /// The hours as they are in time: place, and each stretch whole.
    weekly: Vec<(usize, Span)>,
    windows: Vec<(usize, Span)>,
    time_off: Vec<(Uuid, Span)>,
}

/// Somebody's wish for a visit.
#[derive(Debug, Clone, Copy)]
pub struct Wish {
    pub doctor: usize,
    pub patient: usize,
    pub kind: usize,
    pub start: i64,
    pub by_staff: bool,
}

pub struct Model {
    pub now: i64,
    pub entries: Vec<Entry>,
    /// Place, first and last day.
    pub closures: Vec<(Uuid, usize, NaiveDate, NaiveDate)>,
    diaries: Vec<Diary>,
    begin: i64,
    /// What the clock of each place shows at each minute from `begin`.
    clocks: Vec<Vec<NaiveDateTime>>,
}

impl Model {
    /// At the beginning of a scene.
    pub fn new(base: DateTime<Utc>, zones: &[Tz], works_at: &[&[usize]]) -> Self {
        let begin = base.timestamp() / 60 - BEFORE;
        let instant = |minute: i64| base + TimeDelta::minutes(minute - BEFORE);
        let shown = |zone: &Tz| (0..MINUTES).map(|minute| instant(minute).with_timezone(zone).naive_local()).collect();
        Self {
            now: begin + BEFORE,
            entries: Vec::new(),
            closures: Vec::new(),
            diaries: works_at.iter().map(|places| Diary { places: places.to_vec(), ..Diary::default() }).collect(),
            begin,
            clocks: zones.iter().map(shown).collect(),
        }
    }

    /// What is not a hold that ran out.
    pub fn current(&self) -> impl Iterator<Item = &Entry> {
        self.entries.iter().filter(|entry| !entry.is_held() || entry.expires > self.now)
    }

    /// What takes up its time.
    fn live(&self) -> impl Iterator<Item = &Entry> {
        self.current().filter(|entry| !matches!(entry.status, "cancelled" | "no_show"))
    }

    fn shown(&self, place: usize, minute: i64) -> NaiveDateTime {
        self.clocks[place][usize::try_from(minute - self.begin).unwrap()]
    }

    /// Where the doctor is to be: a window wins over weekly hours, then the place that comes first.
    fn works_at(&self, doctor: usize, minute: i64) -> Option<usize> {
        let diary = &self.diaries[doctor];
        let states = |stated: &[(usize, Span)], place: usize| {
            stated.iter().any(|(at, span)| *at == place && span.0 <= minute && minute < span.1)
        };
        [&diary.windows, &diary.weekly]
            .into_iter()
            .find_map(|stated| diary.places.iter().copied().find(|place| states(stated, *place)))
    }

    fn is_off(&self, doctor: usize, minute: i64) -> bool {
        self.diaries[doctor].time_off.iter().any(|(_, off)| off.0 <= minute && minute < off.1)
    }

    fn is_closed(&self, place: usize, minute: i64) -> bool {
        let date = self.shown(place, minute).date();
        self.closures.iter().any(|(_, at, first, last)| *at == place && *first <= date && date <= *last)
    }

    /// Whether the doctor has seen the patient.
    fn is_known(&self, doctor: usize, patient: usize) -> bool {
        let seen = |entry: &Entry| matches!(entry.status, "checked_in" | "completed");
        self.entries.iter().any(|entry| entry.doctor == doctor && entry.patient == patient && seen(entry))
    }

    fn is_start(&self, wish: &Wish, place: usize) -> bool {
        let Some(step) = KINDS[wish.kind].step else { return wish.start % 5 == 0 };
        let diary = &self.diaries[wish.doctor];
        diary.windows.iter().chain(&diary.weekly).any(|(at, span)| {
            *at == place && span.0 <= wish.start && wish.start < span.1 && (wish.start - span.0) % step == 0
        })
    }

    /// Why it cannot be booked, as patients are told. `but` is the appointment that is to be moved there.
    fn refusal(&self, wish: &Wish, but: Option<Uuid>) -> Option<&'static str> {
        let kind = &KINDS[wish.kind];
        let during = (wish.start, wish.start + kind.minutes);
        let ahead = wish.start - self.now;
        let place = self.works_at(wish.doctor, wish.start);
        let all = |holds: &dyn Fn(i64) -> bool| (during.0..during.1).all(holds);
        let works = all(&|minute| place.is_some() && self.works_at(wish.doctor, minute) == place);
        let away = |minute| self.is_off(wish.doctor, minute) || place.is_some_and(|at| self.is_closed(at, minute));
        // One's own hold is never in one's way.
        let others: Vec<&Entry> = self
            .live()
            .filter(|entry| entry.doctor == wish.doctor && Some(entry.id) != but)
            .filter(|entry| !(entry.is_held() && entry.patient == wish.patient))
            .collect();
        let day = |minute| place.map(|place| self.shown(place, minute).date());
        let same =
            |entry: &&&Entry| entry.kind == wish.kind && !entry.overbooked && day(entry.start) == day(wish.start);
        let full = |most| others.iter().filter(same).count() >= most;
        let blocked = with_buffers(wish.kind, during);
        let against = [
            (ahead < 0, "in_the_past"),
            (!wish.by_staff && ahead < kind.notice, "too_soon"),
            (!wish.by_staff && ahead > kind.horizon, "beyond_horizon"),
            (!works || !all(&|minute| !away(minute)), "outside_availability"),
            (!wish.by_staff && !kind.new_patients && !self.is_known(wish.doctor, wish.patient), "known_patients_only"),
            (!wish.by_staff && kind.per_day.is_some_and(full), "day_full"),
            (others.iter().any(|entry| overlap(entry.blocked(), blocked)), "slot_taken"),
            (place.is_some_and(|place| !self.is_start(wish, place)), "off_grid"),
        ];
        against.into_iter().find_map(|(against, code)| against.then_some(code))
    }

    /// The starts offered to a patient, each with its place.
    pub fn offered(&self, wish: &Wish, within: Span) -> Vec<(i64, usize)> {
        let starts = (within.0..within.1).filter_map(|start| {
            let place = self.works_at(wish.doctor, start)?;
            let wish = Wish { start, ..*wish };
            (self.is_start(&wish, place) && self.refusal(&wish, None).is_none()).then_some((start, place))
        });
        starts.collect()
    }

    /// Whether the patient is somewhere else. Their hold is not.
    fn is_busy(&self, patient: usize, during: Span, but: Option<Uuid>) -> bool {
        let mut theirs = self.live().filter(|entry| entry.patient == patient && !entry.is_held());
        theirs.any(|entry| Some(entry.id) != but && overlap(entry.during(), during))
    }

    /// Lets go of what the patient holds, where it is in the way of their own visit.
    fn clear_the_way(&mut self, wish: &Wish, blocked: Span, during: Span) {
        self.entries.retain(|entry| {
            let in_the_way =
                overlap(entry.during(), during) || (entry.doctor == wish.doctor && overlap(entry.blocked(), blocked));
            !(entry.is_held() && entry.patient == wish.patient && in_the_way)
        });
    }

    fn own_hold(&self, wish: &Wish) -> Option<usize> {
        let same = |entry: &Entry| (entry.doctor, entry.patient, entry.kind, entry.start);
        let wanted = (wish.doctor, wish.patient, wish.kind, wish.start);
        self.entries.iter().position(|it| it.is_held() && it.expires > self.now && same(it) == wanted)
    }

    fn add(&mut self, wish: &Wish, place: usize, status: &'static str, overbooked: bool) -> usize {
        let &Wish { doctor, patient, kind, start, .. } = wish;
        let (id, expires, extended) = (Uuid::nil(), self.now + 5, false);
        self.entries.push(Entry { id, doctor, patient, place, kind, start, status, overbooked, expires, extended });
        self.entries.len() - 1
    }

    /// Which of the entries it is now; a new one has no id yet.
    pub fn book(&mut self, wish: &Wish, overbook: bool, hold: Option<Uuid>) -> Told<usize> {
        let during = (wish.start, wish.start + KINDS[wish.kind].minutes);
        let overbooked = match self.refusal(wish, None) {
            None => false,
            Some(why) if !(wish.by_staff && overbook) || why == "in_the_past" => return Err(why),
            Some(_) => true,
        };
        let confirmed = wish.by_staff || !KINDS[wish.kind].needs_confirmation;
        let status = if confirmed { "confirmed" } else { "requested" };
        let own = self.own_hold(wish);
        if hold.is_some() && hold != own.map(|own| self.entries[own].id) {
            return Err("hold_expired");
        }
        if let Some(own) = own {
            (self.entries[own].status, self.entries[own].overbooked) = (status, overbooked);
            return Ok(own);
        }
        if self.is_busy(wish.patient, during, None) {
            return Err("patient_busy");
        }
        // What is overbooked is kept apart from nothing but the patient's own times.
        self.clear_the_way(wish, if overbooked { (0, 0) } else { with_buffers(wish.kind, during) }, during);
        let there = |minute: i64| {
            self.works_at(wish.doctor, minute)
                .filter(|place| !self.is_off(wish.doctor, minute) && !self.is_closed(*place, minute))
        };
        let place = (during.0..during.1).find_map(there).unwrap_or(self.diaries[wish.doctor].places[0]);
        Ok(self.add(wish, place, status, overbooked))
    }

    pub fn hold(&mut self, wish: &Wish) -> Told<usize> {
        if let Some(why) = self.refusal(wish, None) {
            return Err(why);
        }
        if let Some(own) = self.own_hold(wish) {
            return Ok(own);
        }
        self.entries.retain(|entry| !(entry.is_held() && entry.patient == wish.patient));
        if self.is_busy(wish.patient, (wish.start, wish.start + KINDS[wish.kind].minutes), None) {
            return Err("patient_busy");
        }
        let place = self.works_at(wish.doctor, wish.start).unwrap();
        Ok(self.add(wish, place, "held", false))
    }

    fn held(&self, id: Uuid) -> Option<usize> {
        self.entries.iter().position(|entry| entry.id == id && entry.is_held() && entry.expires > self.now)
    }

    pub fn extend_hold(&mut self, id: Uuid) -> Told<()> {
        let hold = self.held(id).ok_or("hold_expired")?;
        let hold = &mut self.entries[hold];
        if hold.extended {
            return Err("already_extended");
        }
        (hold.extended, hold.expires) = (true, hold.expires + 5);
        Ok(())
    }

    pub fn release_hold(&mut self, id: Uuid) -> Told<()> {
        let hold = self.held(id).ok_or("not_found")?;
        self.entries.remove(hold);
        Ok(())
    }

    /// One that is to come and belongs to whoever asks; none: the practice.
    fn to_change(&self, id: Uuid, by: Option<usize>, otherwise: &'static str) -> Told<usize> {
        let index = self.entries.iter().position(|entry| entry.id == id).ok_or("not_found")?;
        let entry = &self.entries[index];
        if by.is_some_and(|patient| patient != entry.patient) {
            return Err("not_found");
        }
        let to_come = matches!(entry.status, "requested" | "confirmed") && entry.start > self.now;
        if to_come { Ok(index) } else { Err(otherwise) }
    }

    pub fn cancel(&mut self, id: Uuid, by: Option<usize>) -> Told<()> {
        let index = self.to_change(id, by, "not_cancellable")?;
        self.entries[index].status = "cancelled";
        Ok(())
    }

    pub fn move_to(&mut self, id: Uuid, by: Option<usize>, start: i64) -> Told<()> {
        let index = self.to_change(id, by, "not_changeable")?;
        let Entry { doctor, patient, kind, .. } = self.entries[index];
        let wish = Wish { doctor, patient, kind, start, by_staff: by.is_none() };
        if let Some(why) = self.refusal(&wish, Some(id)) {
            return Err(why);
        }
        let during = (start, start + KINDS[kind].minutes);
        if self.is_busy(patient, during, Some(id)) {
            return Err("patient_busy");
        }
        let place = self.works_at(doctor, start).unwrap();
        let entry = &mut self.entries[index];
        (entry.start, entry.place, entry.overbooked) = (start, place, false);
        self.clear_the_way(&wish, with_buffers(kind, during), during);
        Ok(())
    }

    pub fn set_status(&mut self, id: Uuid, to: &'static str) -> Told<()> {
        let index = self.entries.iter().position(|entry| entry.id == id).ok_or("not_found")?;
        let entry = &self.entries[index];
        let possible = match (entry.status, to) {
            ("confirmed", "checked_in") => entry.start - self.now <= DAY / 2,
            ("confirmed", "completed" | "no_show") => entry.start <= self.now,
            ("requested", "confirmed")
            | ("checked_in", "completed" | "confirmed")
            | ("completed", "checked_in")
            | ("no_show", "checked_in" | "confirmed") => true,
            _ => false,
        };
        if !possible {
            return Err("status_not_possible");
        }
        let clashes = |other: &Entry| {
            let doctors = other.doctor == entry.doctor && !other.overbooked && !entry.overbooked;
            other.id != entry.id
                && ((doctors && overlap(other.blocked(), entry.blocked()))
                    || (other.patient == entry.patient && overlap(other.during(), entry.during())))
        };
        if entry.status == "no_show" && self.live().any(clashes) {
            return Err("time_taken");
        }
        self.entries[index].status = to;
        Ok(())
    }

    /// The appointments to come that lie outside working time.
    fn stranded(&self, doctor: usize) -> Vec<Uuid> {
        let booked =
            self.live().filter(|it| it.doctor == doctor && it.start >= self.now && !it.is_held() && !it.overbooked);
        let works = |entry: &Entry| {
            (entry.during().0..entry.during().1).all(|minute| {
                self.works_at(doctor, minute) == Some(entry.place)
                    && !self.is_off(doctor, minute)
                    && !self.is_closed(entry.place, minute)
            })
        };
        booked.filter(|entry| !works(entry)).map(|entry| entry.id).collect()
    }

    /// Replaces the hours of one place from a day on.
    pub fn set_hours(
        &mut self,
        doctor: usize,
        place: usize,
        from: Option<NaiveDate>,
        week: &[(u32, Span)],
    ) -> Told<()> {
        let new = week.iter().map(|(weekday, minutes)| Hours {
            place,
            weekday: *weekday,
            minutes: *minutes,
            from,
            until: None,
        });
        let new: Vec<Hours> = new.collect();
        let yesterday = DateTime::from_timestamp(self.now * 60, 0).unwrap().date_naive() - Days::new(1);
        let elsewhere = |it: &&Hours| it.place != place && it.until.is_none_or(|until| until >= yesterday);
        let elsewhere: Vec<&Hours> = self.diaries[doctor].hours.iter().filter(elsewhere).collect();
        let clash = |a: &Hours, b: &Hours| {
            let first = self.clocks[0][0].date();
            overlap(a.minutes, b.minutes) && first.iter_days().take(40).any(|date| a.hold_on(date) && b.hold_on(date))
        };
        let clashing = new.iter().enumerate().any(|(number, one)| {
            new[number + 1..].iter().chain(elsewhere.iter().copied()).any(|other| clash(one, other))
        });
        if clashing {
            return Err("invalid");
        }
        let (before, outside) = (self.diaries[doctor].clone(), self.stranded(doctor));
        let hours = &mut self.diaries[doctor].hours;
        hours.retain(|it| it.place != place || (from.is_some() && it.from < from));
        for ending in
            hours.iter_mut().filter(|it| it.place == place && it.until.is_none_or(|until| Some(until) >= from))
        {
            ending.until = from.and_then(|from| from.pred_opt());
        }
        hours.extend(new);
        self.diaries[doctor].weekly = self.stretches(&self.diaries[doctor].hours);
        if self.stranded(doctor).iter().any(|id| !outside.contains(id)) {
            self.diaries[doctor] = before;
            return Err("appointments_outside_hours");
        }
        Ok(())
    }

    /// The minutes at which the clock shows a stated time, those that follow each other as one stretch.
    fn stretches(&self, hours: &[Hours]) -> Vec<(usize, Span)> {
        let mut stretches: Vec<(usize, Span)> = Vec::new();
        for hours in hours {
            let mut last = None;
            for minute in self.begin..self.begin + MINUTES {
                let shown = self.shown(hours.place, minute);
                let of_day = i64::from(shown.hour() * 60 + shown.minute());
                if !(hours.minutes.0..hours.minutes.1).contains(&of_day) || !hours.hold_on(shown.date()) {
                    continue;
                }
                match stretches.last_mut() {
                    Some((_, span)) if last == Some(minute - 1) => span.1 = minute + 1,
                    _ => stretches.push((hours.place, (minute, minute + 1))),
                }
                last = Some(minute);
            }
        }
        stretches
    }

    pub fn open_window(&mut self, doctor: usize, place: usize, span: Span) -> Told<()> {
        if span.1 <= self.now {
            return Err("in_the_past");
        }
        if self.diaries[doctor].windows.iter().any(|(at, other)| *at != place && overlap(*other, span)) {
            return Err("open_elsewhere");
        }
        let (before, outside) = (self.diaries[doctor].clone(), self.stranded(doctor));
        let windows = &mut self.diaries[doctor].windows;
        let touches = |(at, other): &(usize, Span)| *at == place && other.0 <= span.1 && span.0 <= other.1;
        let merged = windows
            .iter()
            .filter(|window| touches(window))
            .fold(span, |all, (_, it)| (all.0.min(it.0), all.1.max(it.1)));
        windows.retain(|window| !touches(window));
        windows.push((place, merged));
        if self.stranded(doctor).iter().any(|id| !outside.contains(id)) {
            self.diaries[doctor] = before;
            return Err("appointments_outside_hours");
        }
        Ok(())
    }

    /// A new one has no id yet.
    pub fn take_time_off(&mut self, doctor: usize, span: Span) -> Told<()> {
        if span.1 <= self.now {
            return Err("in_the_past");
        }
        self.diaries[doctor].time_off.push((Uuid::nil(), span));
        Ok(())
    }

    /// What was taken last has this id.
    pub fn name_time_off(&mut self, doctor: usize, id: Uuid) {
        self.diaries[doctor].time_off.last_mut().unwrap().0 = id;
    }

    pub fn give_back_time_off(&mut self, doctor: usize, id: Uuid) -> Told<()> {
        let time_off = &mut self.diaries[doctor].time_off;
        let index = time_off.iter().position(|(known, _)| *known == id).ok_or("not_found")?;
        time_off.remove(index);
        Ok(())
    }

    pub fn reopen(&mut self, id: Uuid) -> Told<()> {
        let index = self.closures.iter().position(|(known, ..)| *known == id).ok_or("not_found")?;
        self.closures.remove(index);
        Ok(())
    }
}
