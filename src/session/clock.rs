//! The current time, and the time of an index.

use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

/// Returns the current time in nanoseconds since 1970.
pub fn now() -> i64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_nanos() as i64)
}

/// Returns the current time in RFC 3339.
pub fn timestamp() -> String {
    jiff::Timestamp::now().to_string()
}

/// Returns when a generation of the index was last committed, in nanoseconds since 1970.
pub fn committed_at(generation: &Path) -> i64 {
    let meta = generation.join("meta.json");
    let modified = meta.metadata().and_then(|metadata| metadata.modified()).unwrap_or(UNIX_EPOCH);
    modified.duration_since(UNIX_EPOCH).map_or(0, |since| since.as_nanos() as i64)
}
