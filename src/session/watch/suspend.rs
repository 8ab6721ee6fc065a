//! Detects that the machine was suspended. Meanwhile nobody reports changes that others make on a shared drive, and the
//! monotonic clock, by which deadlines are measured, does not advance.

use std::time::{Duration, Instant, SystemTime};

/// How far the two clocks may diverge.
const TOLERANCE: Duration = Duration::from_secs(5);

/// The wall clock and the monotonic clock at one point in time.
#[derive(Debug, Clone, Copy)]
pub struct Clocks {
    wall: SystemTime,
    monotonic: Instant,
}

impl Clocks {
    /// Reads both clocks.
    pub fn now() -> Clocks {
        Clocks { wall: SystemTime::now(), monotonic: Instant::now() }
    }

    /// Whether the clocks have diverged since `self`: the machine was suspended, or the wall clock was set, after which
    /// the timestamps of files cannot be trusted.
    pub fn have_diverged(&self, later: &Clocks) -> bool {
        let monotonic = later.monotonic.saturating_duration_since(self.monotonic);
        match later.wall.duration_since(self.wall) {
            Ok(wall) => wall.abs_diff(monotonic) > TOLERANCE,
            Err(backwards) => backwards.duration() > TOLERANCE,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_jump_of_the_wall_clock_is_detected() {
        let start = Clocks::now();
        let check = |wall: i64, monotonic: u64, expected: bool| {
            let shifted = match wall {
                0.. => start.wall + Duration::from_secs(wall.unsigned_abs()),
                _ => start.wall - Duration::from_secs(wall.unsigned_abs()),
            };
            let later = Clocks { wall: shifted, monotonic: start.monotonic + Duration::from_secs(monotonic) };
            assert_eq!(start.have_diverged(&later), expected, "{wall} {monotonic}");
        };
        check(60, 60, false);
        check(62, 60, false);
        check(3600, 60, true);
        check(0, 60, true);
        check(-3, 0, false);
        check(-3600, 60, true);
    }
}
