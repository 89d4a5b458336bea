//! How long each check takes. The engine has no clock: the caller gives one.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use super::CheckId;

/// Time since any fixed moment.
pub type Clock<'a> = &'a (dyn Fn() -> Duration + Sync);

/// For who does not want to know: every check takes no time.
pub const NO_CLOCK: Clock<'static> = &|| Duration::ZERO;

/// Time spent on each check, summed over all threads.
pub(crate) struct Stopwatch<'a> {
    clock: Clock<'a>,
    nanoseconds: Vec<AtomicU64>,
}

impl<'a> Stopwatch<'a> {
    pub(crate) fn new(clock: Clock<'a>) -> Self {
        Self { clock, nanoseconds: CheckId::ALL.iter().map(|_| AtomicU64::new(0)).collect() }
    }

    /// One that is not looked at.
    pub(crate) fn stopped() -> Stopwatch<'static> {
        Stopwatch::new(NO_CLOCK)
    }

    /// Does the work of a check.
    pub(crate) fn time<T>(&self, id: CheckId, work: impl FnOnce() -> T) -> T {
        let start = (self.clock)();
        let done = work();
        let spent = (self.clock)().saturating_sub(start).as_nanos();
        self.nanoseconds[id as usize].fetch_add(u64::try_from(spent).unwrap_or(0), Ordering::Relaxed);
        done
    }

    /// The time spent on a check so far.
    pub(crate) fn of(&self, id: CheckId) -> Duration {
        Duration::from_nanos(self.nanoseconds[id as usize].load(Ordering::Relaxed))
    }
}
