//! How often a watcher commits. A single save at once; what is written without end ever less often, up to a limit.

use std::time::{Duration, Instant};

/// How long after a commit the next one may follow.
const FIRST: Duration = Duration::from_millis(100);
/// How long it may become, where something is written without end.
const LONGEST: Duration = Duration::from_secs(2);

/// The time that passes between two commits.
#[derive(Debug, Clone)]
pub struct Pace {
    last: Option<Instant>,
    gap: Duration,
}

impl Pace {
    /// Nothing was committed yet.
    pub fn new() -> Pace {
        Pace { last: None, gap: FIRST }
    }

    /// Something changed. Until when it has to wait; `None` where it need not. Whoever comes too early makes the gap
    /// longer, whoever comes after it finds it as short as at first. On battery all is twice as long.
    pub fn hold(&mut self, now: Instant, on_battery: bool) -> Option<Instant> {
        let factor = if on_battery { 2 } else { 1 };
        let until = self.last? + self.gap * factor;
        if until <= now {
            self.gap = FIRST;
            return None;
        }
        self.gap = (self.gap * 2).min(LONGEST);
        Some(until)
    }

    /// Something was committed.
    pub fn committed(&mut self, now: Instant) {
        self.last = Some(now);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A file written every `every` milliseconds for a minute: how often it is committed, and the longest wait.
    fn commits(every: u64, on_battery: bool) -> (usize, Duration) {
        let start = Instant::now();
        let mut pace = Pace::new();
        let (mut commits, mut longest, mut free) = (0, Duration::ZERO, start);
        for write in 0..60_000 / every {
            let now = start + Duration::from_millis(write * every);
            if now < free {
                continue;
            }
            let at = pace.hold(now, on_battery).unwrap_or(now);
            pace.committed(at);
            commits += 1;
            longest = longest.max(at - now);
            free = at;
        }
        (commits, longest)
    }

    #[test]
    fn a_file_written_without_end_is_committed_ever_less_often() {
        let check = |every: u64, on_battery: bool, at_most: usize| {
            let (commits, longest) = commits(every, on_battery);
            assert!(commits <= at_most, "every {every} ms: {commits}");
            assert!(longest <= LONGEST * 2, "{longest:?}");
        };
        check(5, false, 36);
        check(50, false, 36);
        check(50, true, 20);
    }

    #[test]
    fn saves_at_a_human_pace_never_wait() {
        assert_eq!(commits(300, false), (200, Duration::ZERO));
        assert_eq!(commits(2_000, true), (30, Duration::ZERO));
    }

    #[test]
    fn after_a_rest_all_is_as_at_first() {
        let start = Instant::now();
        let mut pace = Pace::new();
        pace.committed(start);
        for _ in 0..10 {
            pace.hold(start, false);
        }
        assert_eq!(pace.hold(start + LONGEST, false), None);
        pace.committed(start + LONGEST);
        assert_eq!(pace.hold(start + LONGEST + FIRST, false), None);
    }
}
