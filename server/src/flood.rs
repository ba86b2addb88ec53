//! The flood gate of this node: how many requests of any kind one network may send. It keeps out what would be too dear
//! to count in the database; what has to be counted for all nodes is in `services::rate_limits`.

use std::{
    net::IpAddr,
    num::NonZeroU32,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

use governor::{Quota, RateLimiter, clock, middleware::NoOpMiddleware, state::keyed::DashMapStateStore};
use ipnet::IpNet;

use crate::{address::network_of, clock::Clock};

/// Requests a second, for as long as one likes. A page takes about ten, and a whole clinic may be one network.
pub const PER_SECOND: NonZeroU32 = NonZeroU32::new(100).unwrap();
/// Requests at once.
pub const BURST: NonZeroU32 = NonZeroU32::new(1000).unwrap();
/// Every so many requests, networks that have been quiet since are forgotten: memory is bounded by what can be sent in
/// the ten seconds in which a bucket fills again.
const SWEEP_EVERY: u32 = 4096;

#[derive(Clone)]
pub struct Flood {
    networks: Arc<RateLimiter<IpNet, DashMapStateStore<IpNet>, Ticks, NoOpMiddleware<Duration>>>,
    requests: Arc<AtomicU32>,
}

impl Flood {
    pub fn new(clock: Arc<dyn Clock>) -> Self {
        let quota = Quota::per_second(PER_SECOND).allow_burst(BURST);
        let networks = RateLimiter::dashmap_with_clock(quota, Ticks(clock));
        Self { networks: Arc::new(networks), requests: Arc::default() }
    }

    /// How long a client has to wait who sends too much; none for everybody else.
    ///
    /// The machine itself may do as it likes: it is a test, a monitor, or a proxy nobody told us to trust, behind which
    /// everybody would be one.
    pub fn wait(&self, address: IpAddr) -> Option<Duration> {
        if address.is_loopback() {
            return None;
        }
        if self.requests.fetch_add(1, Ordering::Relaxed) % SWEEP_EVERY == SWEEP_EVERY - 1 {
            self.networks.retain_recent();
            self.networks.shrink_to_fit();
        }
        let refused = self.networks.check_key(&network_of(address)).err()?;
        Some(refused.wait_time_from(clock::Clock::now(self.networks.clock())))
    }
}

/// Our clock, as governor reads it: since 1970.
#[derive(Clone)]
struct Ticks(Arc<dyn Clock>);

impl clock::Clock for Ticks {
    type Instant = Duration;

    fn now(&self) -> Duration {
        Duration::from_micros(u64::try_from(self.0.now().timestamp_micros()).unwrap_or(0))
    }
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;

    use chrono::{DateTime, TimeDelta};

    use super::*;
    use crate::clock::FixedClock;

    #[test]
    fn a_flood_of_one_network_stops_it_alone_and_for_a_moment() {
        let clock = FixedClock::at(DateTime::from_timestamp(1_800_000_000, 0).unwrap());
        let flood = Flood::new(Arc::new(clock.clone()));
        let waits = |address: &str| flood.wait(address.parse().unwrap());
        for _ in 0..BURST.get() {
            assert_eq!(waits("2001:db8::1"), None);
        }
        assert!(waits("2001:db8::2").is_some_and(|wait| wait <= Duration::from_millis(10)));
        assert_eq!(waits("2001:db8:0:1::1"), None);
        clock.advance(TimeDelta::seconds(1));
        for _ in 0..PER_SECOND.get() {
            assert_eq!(waits("2001:db8::3"), None);
        }
        assert!(waits("2001:db8::3").is_some());
        for _ in 0..BURST.get() * 2 {
            assert_eq!(waits("127.0.0.1"), None);
        }
    }

    #[test]
    fn networks_that_have_been_quiet_are_forgotten() {
        let clock = FixedClock::at(DateTime::from_timestamp(1_800_000_000, 0).unwrap());
        let flood = Flood::new(Arc::new(clock.clone()));
        for number in 0..SWEEP_EVERY * 10 {
            flood.wait(Ipv4Addr::from_bits(0x0a00_0000 + number).into());
            clock.advance(TimeDelta::milliseconds(10));
        }
        assert!(flood.networks.len() <= SWEEP_EVERY as usize + 1100, "{}", flood.networks.len());
    }
}
