//! Whether the machine slept. While it does, nobody tells us of changes that others make to a shared drive, and our own
//! clock of deadlines stands still.

use std::time::{Duration, Instant, SystemTime};

/// How far the two clocks may run apart between two looks.
const TOLERANCE: Duration = Duration::from_secs(5);

/// The clock on the wall and the one that stands still while the machine sleeps, as they were.
#[derive(Debug, Clone, Copy)]
pub struct Clock {
    wall: SystemTime,
    running: Instant,
}

impl Clock {
    /// Looks at both.
    pub fn now() -> Clock {
        Clock { wall: SystemTime::now(), running: Instant::now() }
    }

    /// Whether from this look to a later one the wall clock went another way than the running one: the machine slept, or
    /// somebody set the clock, which makes the times of files doubtful.
    pub fn jumped(&self, later: &Clock) -> bool {
        let running = later.running.saturating_duration_since(self.running);
        match later.wall.duration_since(self.wall) {
            Ok(wall) => wall.abs_diff(running) > TOLERANCE,
            Err(back) => back.duration() > TOLERANCE,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_jump_of_the_wall_clock_is_seen() {
        let start = Clock::now();
        let check = |wall: i64, running: u64, expected: bool| {
            let shifted = match wall {
                0.. => start.wall + Duration::from_secs(wall.unsigned_abs()),
                _ => start.wall - Duration::from_secs(wall.unsigned_abs()),
            };
            let later = Clock { wall: shifted, running: start.running + Duration::from_secs(running) };
            assert_eq!(start.jumped(&later), expected, "{wall} {running}");
        };
        check(60, 60, false);
        check(62, 60, false);
        check(3600, 60, true);
        check(0, 60, true);
        check(-3, 0, false);
        check(-3600, 60, true);
    }
}
