//! The time that a query may take.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// How much processor time a query may take, summed over all threads (docs/spec/search.md#limits).
const PROCESSOR_TIME: Duration = Duration::from_secs(2);
/// How long a query may run, for queries that wait for a slow disk.
const RUNNING_TIME: Duration = Duration::from_secs(10);
/// How often the clocks are read.
pub const TICK: Duration = Duration::from_millis(10);
/// The most that can be added to the running time from one tick to the next. If more has passed, the process was
/// stopped, or the machine slept or was too busy to run it.
const MAX_STEP: Duration = Duration::from_millis(100);

/// The time that a query has left, and whether any work was given up because there was none. The time runs from the
/// first tick.
#[derive(Debug, Default)]
pub struct Budget {
    clocks: Mutex<Option<Clocks>>,
    is_over: AtomicBool,
    was_missed: AtomicBool,
}

/// The state at the last tick.
#[derive(Debug)]
struct Clocks {
    /// The processor time of the process at the first tick.
    start: Duration,
    last: Instant,
    running: Duration,
}

impl Budget {
    /// Reads the clocks, if that was not done recently. Somebody must call this regularly while the query runs.
    pub fn tick(&self) {
        // Another thread may be reading them right now.
        let Ok(mut clocks) = self.clocks.try_lock() else { return };
        let now = Instant::now();
        let Some(clocks) = clocks.as_mut() else {
            *clocks = Some(Clocks { start: processor_time(now), last: now, running: Duration::ZERO });
            return;
        };
        let passed = now.saturating_duration_since(clocks.last);
        if passed >= TICK {
            clocks.last = now;
            clocks.running += passed.min(MAX_STEP);
            if is_used_up(clocks.running, processor_time(now).saturating_sub(clocks.start)) {
                self.is_over.store(true, Ordering::Relaxed);
            }
        }
    }

    /// Whether the time is up.
    pub fn has_ended(&self) -> bool {
        self.is_over.load(Ordering::Relaxed)
    }

    /// Whether the time is up. The caller must then give up its work, so that counts as missed.
    pub fn is_over(&self) -> bool {
        let is_over = self.has_ended();
        if is_over {
            self.miss();
        }
        is_over
    }

    /// Records that work was given up.
    pub fn miss(&self) {
        self.was_missed.store(true, Ordering::Relaxed);
    }

    /// Whether any work was given up.
    pub fn was_missed(&self) -> bool {
        self.was_missed.load(Ordering::Relaxed)
    }

    /// Returns how long the query has run, without the time in which the process was stopped.
    pub fn running(&self) -> Duration {
        let clocks = self.clocks.lock().unwrap_or_else(PoisonError::into_inner);
        clocks.as_ref().map_or(Duration::ZERO, |clocks| clocks.running)
    }
}

fn is_used_up(running: Duration, processor: Duration) -> bool {
    running > RUNNING_TIME || processor > PROCESSOR_TIME
}

/// Returns the processor time that the threads of this process have taken.
#[cfg(unix)]
fn processor_time(_now: Instant) -> Duration {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ProcessCPUTime);
    Duration::new(u64::try_from(time.tv_sec).unwrap_or(0), u32::try_from(time.tv_nsec).unwrap_or(0))
}

/// Returns the time since the first call, as a substitute for processor time.
#[cfg(not(unix))]
fn processor_time(now: Instant) -> Duration {
    static FIRST: std::sync::OnceLock<Instant> = std::sync::OnceLock::new();
    now.saturating_duration_since(*FIRST.get_or_init(|| now))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Sets the clock back, as if the last tick had been that long ago.
    fn age(budget: &Budget, by: Duration) {
        let mut clocks = budget.clocks.lock().expect("no panic");
        let clocks = clocks.as_mut().expect("a tick");
        clocks.last = clocks.last.checked_sub(by).expect("the machine has run for that long");
    }

    #[test]
    fn time_in_which_the_process_is_stopped_does_not_count() {
        let budget = Budget::default();
        budget.tick();
        for _ in 0..20 {
            age(&budget, Duration::from_secs(1));
            budget.tick();
        }
        assert_eq!((budget.running(), budget.is_over()), (20 * MAX_STEP, false));
    }

    #[test]
    fn running_time_is_limited() {
        let budget = Budget::default();
        budget.tick();
        let steps = RUNNING_TIME.div_duration_f64(MAX_STEP) as usize;
        (0..steps).for_each(|_| {
            age(&budget, MAX_STEP);
            budget.tick();
        });
        assert!(!budget.is_over() && !budget.was_missed());
        age(&budget, MAX_STEP);
        budget.tick();
        assert!(budget.is_over() && budget.was_missed());
    }

    #[test]
    fn processor_time_is_limited() {
        assert!(!is_used_up(RUNNING_TIME, PROCESSOR_TIME));
        assert!(is_used_up(Duration::ZERO, PROCESSOR_TIME + Duration::from_millis(1)));
        let budget = Budget::default();
        budget.tick();
        budget.clocks.lock().expect("no panic").as_mut().expect("a tick").start = Duration::ZERO;
        // The threads of this process have taken some time already, however little.
        assert!(processor_time(Instant::now()) > Duration::ZERO);
    }
}
