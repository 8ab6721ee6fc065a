//! Conversion of the system's times.

use std::time::{SystemTime, UNIX_EPOCH};

/// Returns a time in nanoseconds since 1970, negative for earlier times, clamped to the range of `i64`.
pub(super) fn unix_nanos(time: SystemTime) -> i64 {
    let clamp = |nanos: u128| i64::try_from(nanos).unwrap_or(i64::MAX);
    match time.duration_since(UNIX_EPOCH) {
        Ok(after) => clamp(after.as_nanos()),
        Err(before) => -clamp(before.duration().as_nanos()),
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn times_before_1970_are_negative_and_times_out_of_range_are_clamped() {
        assert_eq!(unix_nanos(UNIX_EPOCH + Duration::from_nanos(5)), 5);
        assert_eq!(unix_nanos(UNIX_EPOCH - Duration::from_secs(1)), -1_000_000_000);
        assert_eq!(unix_nanos(UNIX_EPOCH + Duration::from_secs(1 << 40)), i64::MAX);
    }
}
