//! The clock and chance, as parameters: only the kernel makes real ones, so that every test is deterministic.

use std::fmt;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use chacha20::ChaCha20Rng;
use chacha20::rand_core::{Rng, SeedableRng};
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

use crate::value::{from_micros, micros};

/// Where the time and the random bytes come from. Cheap to clone; clones share one state.
#[derive(Clone)]
pub struct Ambient {
    clock: Clock,
    chance: Chance,
    last: Arc<Mutex<LastV7>>,
}

#[derive(Clone)]
enum Clock {
    System,
    /// Microseconds since the epoch, moved by hand.
    Fixed(Arc<AtomicI64>),
}

#[derive(Clone)]
enum Chance {
    System,
    Seeded(Arc<Mutex<ChaCha20Rng>>),
}

/// The last version 7 identifier made, so that the next one sorts after it.
#[derive(Default)]
struct LastV7 {
    millis: u64,
    tail: u128,
}

/// Bits of a version 7 identifier that follow the time: 12 + 62.
const TAIL_BITS: u32 = 74;

impl Ambient {
    /// The real clock and the operating system's randomness.
    pub fn system() -> Self {
        Self { clock: Clock::System, chance: Chance::System, last: Arc::default() }
    }

    /// For tests: a clock that stands still until [`Ambient::advance`], and `ChaCha20` randomness from `seed`.
    pub fn fixed(at: OffsetDateTime, seed: u64) -> Self {
        let rng = ChaCha20Rng::seed_from_u64(seed);
        Self {
            clock: Clock::Fixed(Arc::new(AtomicI64::new(micros(at)))),
            chance: Chance::Seeded(Arc::new(Mutex::new(rng))),
            last: Arc::default(),
        }
    }

    /// For the demonstration's history: a clock that is set by hand, and the machine's own randomness.
    pub fn set_to(at: OffsetDateTime) -> Self {
        Self { clock: Clock::Fixed(Arc::new(AtomicI64::new(micros(at)))), ..Self::system() }
    }

    /// Moves a fixed clock; the real one cannot be moved, and is left alone.
    pub fn advance(&self, by: Duration) {
        if let Clock::Fixed(at) = &self.clock {
            let step = i64::try_from(by.whole_microseconds()).unwrap_or(0);
            at.fetch_add(step, Ordering::SeqCst);
        }
    }

    /// The present moment in UTC, truncated to microseconds: what both engines keep.
    pub fn now(&self) -> OffsetDateTime {
        match &self.clock {
            Clock::System => from_micros(micros(system_now())).unwrap_or(OffsetDateTime::UNIX_EPOCH),
            Clock::Fixed(at) => from_micros(at.load(Ordering::SeqCst)).unwrap_or(OffsetDateTime::UNIX_EPOCH),
        }
    }

    /// A time-ordered identifier; those of one `Ambient` sort in the order in which they were made.
    /// It tells the time: never for ballots, anonymous opinions or suggestions.
    pub fn uuid_v7(&self) -> Uuid {
        let now = u64::try_from(micros(self.now()) / 1000).unwrap_or(0);
        let mut random = [0; 16];
        self.fill(&mut random);
        let random = u128::from_be_bytes(random) >> (128 - TAIL_BITS);
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        if now > last.millis {
            // Half of the range is kept free for what follows in the same millisecond.
            *last = LastV7 { millis: now, tail: random >> 1 };
        } else {
            last.tail += 1 + (random & 0xffff_ffff);
            if last.tail >> TAIL_BITS != 0 {
                *last = LastV7 { millis: last.millis + 1, tail: random >> 1 };
            }
        }
        let high = u128::from(last.millis & 0xffff_ffff_ffff) << 80 | 7 << 76 | (last.tail >> 62) << 64;
        Uuid::from_u128(high | 2 << 62 | (last.tail & ((1 << 62) - 1)))
    }

    /// An identifier that says nothing.
    pub fn uuid_v4(&self) -> Uuid {
        uuid::Builder::from_random_bytes(self.bytes()).into_uuid()
    }

    /// `N` random bytes, fit for keys.
    pub fn bytes<const N: usize>(&self) -> [u8; N] {
        let mut out = [0; N];
        self.fill(&mut out);
        out
    }

    /// Fills `out` with random bytes, fit for keys.
    pub fn fill(&self, out: &mut [u8]) {
        match &self.chance {
            Chance::System => system_random(out),
            Chance::Seeded(rng) => rng.lock().unwrap_or_else(PoisonError::into_inner).fill_bytes(out),
        }
    }
}

impl fmt::Debug for Ambient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = if matches!(self.clock, Clock::System) { "system" } else { "fixed" };
        f.debug_tuple("Ambient").field(&kind).finish()
    }
}

#[expect(clippy::disallowed_methods, reason = "the one place where the real clock is read")]
fn system_now() -> OffsetDateTime {
    OffsetDateTime::now_utc()
}

/// The operating system's randomness; a system that has none cannot keep a secret, so we stop there.
pub(crate) fn system_random(out: &mut [u8]) {
    getrandom::fill(out).expect("the operating system provides randomness");
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::datetime;

    #[test]
    fn identifiers_of_one_millisecond_sort_in_the_order_they_were_made() {
        let ambient = Ambient::fixed(datetime!(2026-11-23 12:00 UTC), 7);
        let made: Vec<Uuid> = (0..10_000).map(|_| ambient.uuid_v7()).collect();
        assert!(made.is_sorted());
        assert!(made.iter().all(|id| id.get_version_num() == 7));
        let (seconds, _) = made[0].get_timestamp().expect("version 7 holds a time").to_unix();
        assert_eq!(i64::try_from(seconds).unwrap(), ambient.now().unix_timestamp());
    }

    #[test]
    fn a_fixed_ambient_repeats_itself_and_moves_only_by_hand() {
        let at = datetime!(2026-11-23 12:00:00.123456789 UTC);
        let (one, two) = (Ambient::fixed(at, 7), Ambient::fixed(at, 7));
        assert_eq!(one.uuid_v4(), two.uuid_v4());
        assert_eq!(one.bytes::<32>(), two.bytes::<32>());
        assert_eq!(one.now(), datetime!(2026-11-23 12:00:00.123456 UTC));
        one.advance(Duration::days(1));
        assert_eq!(one.now() - two.now(), Duration::days(1));
    }
}
