//! Limits how often a watcher commits. A single change is committed at once, continuous changes at increasing
//! intervals.

use std::time::{Duration, Instant};

/// The shortest interval between two commits.
const MIN_INTERVAL: Duration = Duration::from_millis(100);
/// The longest interval between two commits.
const MAX_INTERVAL: Duration = Duration::from_secs(2);

/// The interval between commits.
#[derive(Debug, Clone)]
pub struct Throttle {
    last_commit: Option<Instant>,
    interval: Duration,
}

impl Throttle {
    /// Creates a throttle before the first commit.
    pub fn new() -> Throttle {
        Throttle { last_commit: None, interval: MIN_INTERVAL }
    }

    /// Returns until when a change has to wait to be committed, or `None` if it need not wait. Each change that has to
    /// wait doubles the interval, and one that need not resets it. On battery, intervals are twice as long.
    pub fn delay_until(&mut self, now: Instant, on_battery: bool) -> Option<Instant> {
        let factor = if on_battery { 2 } else { 1 };
        let until = self.last_commit? + self.interval * factor;
        if until <= now {
            self.interval = MIN_INTERVAL;
            return None;
        }
        self.interval = (self.interval * 2).min(MAX_INTERVAL);
        Some(until)
    }

    /// Records a commit.
    pub fn record_commit(&mut self, now: Instant) {
        self.last_commit = Some(now);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns how often a file is committed that is written every `every` milliseconds for a minute, and the longest
    /// wait.
    fn commits(every: u64, on_battery: bool) -> (usize, Duration) {
        let start = Instant::now();
        let mut throttle = Throttle::new();
        let (mut commits, mut longest, mut free) = (0, Duration::ZERO, start);
        for write in 0..60_000 / every {
            let now = start + Duration::from_millis(write * every);
            if now < free {
                continue;
            }
            let at = throttle.delay_until(now, on_battery).unwrap_or(now);
            throttle.record_commit(at);
            commits += 1;
            longest = longest.max(at - now);
            free = at;
        }
        (commits, longest)
    }

    #[test]
    fn continuous_changes_are_committed_less_often() {
        let check = |every: u64, on_battery: bool, at_most: usize| {
            let (commits, longest) = commits(every, on_battery);
            assert!(commits <= at_most, "every {every} ms: {commits}");
            assert!(longest <= MAX_INTERVAL * 2, "{longest:?}");
        };
        check(5, false, 36);
        check(50, false, 36);
        check(50, true, 20);
    }

    #[test]
    fn manual_saves_never_wait() {
        assert_eq!(commits(300, false), (200, Duration::ZERO));
        assert_eq!(commits(2_000, true), (30, Duration::ZERO));
    }

    #[test]
    fn the_interval_is_reset_after_a_pause() {
        let start = Instant::now();
        let mut throttle = Throttle::new();
        throttle.record_commit(start);
        for _ in 0..10 {
            throttle.delay_until(start, false);
        }
        assert_eq!(throttle.delay_until(start + MAX_INTERVAL, false), None);
        throttle.record_commit(start + MAX_INTERVAL);
        assert_eq!(throttle.delay_until(start + MAX_INTERVAL + MIN_INTERVAL, false), None);
    }
}
