//! One of many who ask for things at random, each with a generator of their own: the seed fixes what they choose.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use rand::{
    Rng, SeedableRng,
    rngs::StdRng,
    seq::{IndexedRandom, IteratorRandom},
};
use tokio::time::sleep;
use uuid::Uuid;

use crate::{
    api::{self, PATIENCE},
    history::{Appointment, Event, History, Kind, Outcome, Wish},
    people::People,
    times::{Days, HOURS, moved},
};

/// Before asking again where nobody was there.
const PAUSE: Duration = Duration::from_millis(200);
/// How long those wait at most who hang up before the answer.
const HANG_UP_MILLISECONDS: u64 = 300;
/// How often one asks what became of a wish without an answer.
const TRIES: usize = 5;

/// What all clients share.
pub struct World {
    pub addresses: Vec<String>,
    pub people: People,
    pub days: Days,
    pub begin: Instant,
    pub deadline: Duration,
    pub history: History,
    /// The appointments that are still to come, as far as clients know.
    pub live: Mutex<BTreeMap<Uuid, Appointment>>,
}

impl World {
    fn live(&self) -> MutexGuard<'_, BTreeMap<Uuid, Appointment>> {
        self.live.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// How one request is made.
struct Way {
    server: usize,
    patience: Duration,
}

pub struct Client {
    number: usize,
    rng: StdRng,
    http: reqwest::Client,
    world: Arc<World>,
}

impl Client {
    pub fn new(number: usize, seed: u64, world: &Arc<World>) -> Self {
        let rng = StdRng::seed_from_u64(seed.wrapping_add(u64::try_from(number).unwrap_or(0) << 32));
        Self { number, rng, http: reqwest::Client::new(), world: Arc::clone(world) }
    }

    /// Goes on until the race is over.
    pub async fn run(mut self) {
        while self.world.begin.elapsed() < self.world.deadline {
            match self.rng.random_range(0..100) {
                0..10 => self.hold().await,
                10..50 => self.book().await,
                50..66 => self.cancel().await,
                66..80 => self.change_time().await,
                80..90 => self.swap().await,
                90..94 => self.change_hours().await,
                94..96 => self.open_window().await,
                _ => {
                    let patient = self.patient();
                    self.ask_about(patient).await;
                }
            }
        }
    }

    async fn book(&mut self) {
        let (patient, doctor) = (self.patient(), self.doctor());
        let own_length = self.rng.random_bool(0.2);
        let days = self.world.days;
        let during = if own_length { days.odd_length(&mut self.rng) } else { days.consultation(&mut self.rng) };
        self.wish(Kind::Book, Wish::Book { patient, doctor, during, own_length, hold: None }).await;
    }

    /// Holds a time, and mostly books it; the other holds expire.
    async fn hold(&mut self) {
        let (patient, doctor, during) = (self.patient(), self.doctor(), self.world.days.consultation(&mut self.rng));
        let booked = self.rng.random_bool(0.7);
        let outcome = self.wish(Kind::Hold, Wish::Hold { patient, doctor, during }).await;
        if let Outcome::Done { hold: hold @ Some(_), .. } = outcome
            && booked
        {
            self.wish(Kind::BookHeld, Wish::Book { patient, doctor, during, own_length: false, hold }).await;
        }
    }

    async fn cancel(&mut self) {
        if let Some(appointment) = self.some_appointment() {
            self.wish(Kind::Cancel, Wish::Cancel { appointment }).await;
        }
    }

    async fn change_time(&mut self) {
        if let Some(appointment) = self.some_appointment() {
            let to = moved(appointment.during, self.world.days.consultation(&mut self.rng).start);
            self.wish(Kind::Move, Wish::Move { appointment, to }).await;
        }
    }

    /// Two who see the same doctor want each other's time, at once.
    async fn swap(&mut self) {
        let Some(one) = self.some_appointment() else { return };
        let others: Vec<Appointment> = self.world.live().values().cloned().collect();
        let others = others.into_iter().filter(|it| it.doctor == one.doctor && it.id != one.id);
        let Some(other) = others.choose(&mut self.rng) else { return };
        let (first, second) = (self.way(), self.way());
        let (there, back) = (moved(one.during, other.during.start), moved(other.during, one.during.start));
        tokio::join!(
            self.wish_of(first, Kind::Swap, Wish::Move { appointment: one, to: there }),
            self.wish_of(second, Kind::Swap, Wish::Move { appointment: other, to: back }),
        );
    }

    async fn change_hours(&mut self) {
        let (doctor, (start, end)) = (self.doctor(), *HOURS.choose(&mut self.rng).unwrap_or(&HOURS[0]));
        self.wish(Kind::Hours, Wish::Hours { doctor, start, end }).await;
    }

    async fn open_window(&mut self) {
        let (doctor, during) = (self.doctor(), self.world.days.window(&mut self.rng));
        self.wish(Kind::Window, Wish::Window { doctor, during }).await;
    }

    async fn wish(&mut self, kind: Kind, wish: Wish) -> Outcome {
        let way = self.way();
        self.wish_of(way, kind, wish).await
    }

    /// Asks for something; where it is not known what came of it, an honest client looks.
    async fn wish_of(&self, way: Way, kind: Kind, wish: Wish) -> Outcome {
        let outcome = self.send(way, kind, wish.clone()).await;
        match (&outcome, &wish) {
            (Outcome::Unsent, _) => sleep(PAUSE).await,
            (Outcome::Unknown(_), Wish::Book { patient, .. }) => self.look(*patient).await,
            (Outcome::Unknown(_), Wish::Move { appointment, .. } | Wish::Cancel { appointment }) => {
                self.look(appointment.patient).await;
            }
            _ => {}
        }
        outcome
    }

    /// Asks one server after the other for a patient's appointments, until one tells.
    async fn look(&self, patient: Uuid) {
        for attempt in 0..TRIES {
            let server = (self.number + attempt) % self.world.addresses.len();
            let way = Way { server, patience: PATIENCE };
            if let Outcome::Done { .. } = self.send(way, Kind::Ask, Wish::Ask { patient }).await {
                return;
            }
            sleep(PAUSE).await;
        }
    }

    async fn ask_about(&mut self, patient: Uuid) {
        self.wish(Kind::Ask, Wish::Ask { patient }).await;
    }

    /// Every request and its answer goes into the history.
    async fn send(&self, Way { server, patience }: Way, kind: Kind, wish: Wish) -> Outcome {
        let world = &self.world;
        let begin = world.begin.elapsed();
        let outcome = api::send(&self.http, &world.addresses[server], &world.people, &wish, patience).await;
        let end = world.begin.elapsed();
        self.learn(&wish, &outcome);
        world.history.add(Event { client: self.number, server, kind, wish, begin, end, outcome: outcome.clone() });
        outcome
    }

    fn learn(&self, wish: &Wish, outcome: &Outcome) {
        let mut live = self.world.live();
        match (wish, outcome) {
            (Wish::Cancel { appointment }, Outcome::Done { .. } | Outcome::Refused { .. }) => {
                live.remove(&appointment.id);
            }
            (Wish::Move { appointment, .. }, Outcome::Refused { code, .. }) if code == "not_changeable" => {
                live.remove(&appointment.id);
            }
            (_, Outcome::Done { told, .. }) => {
                for appointment in told {
                    if appointment.is_cancelled() {
                        live.remove(&appointment.id);
                    } else {
                        live.insert(appointment.id, appointment.clone());
                    }
                }
            }
            _ => {}
        }
    }

    /// To any server; a few hang up early, and the server has to stop in the middle of what it does.
    fn way(&mut self) -> Way {
        let server = self.rng.random_range(0..self.world.addresses.len());
        let hangs_up = self.rng.random_bool(0.05);
        let soon = Duration::from_millis(self.rng.random_range(1..HANG_UP_MILLISECONDS));
        Way { server, patience: if hangs_up { soon } else { PATIENCE } }
    }

    fn patient(&mut self) -> Uuid {
        *self.world.people.patients.choose(&mut self.rng).expect("there are patients")
    }

    /// The first two are the ones most want to see.
    fn doctor(&mut self) -> Uuid {
        let doctors = &self.world.people.doctors;
        let among = if self.rng.random_bool(0.7) { &doctors[..2] } else { doctors };
        *among.choose(&mut self.rng).expect("there are doctors")
    }

    fn some_appointment(&mut self) -> Option<Appointment> {
        self.world.live().values().choose(&mut self.rng).cloned()
    }
}
