//! How often data flows.

use super::Normal;
use super::vocabulary::Vocabulary;

static FREQUENCY: Vocabulary = Vocabulary {
    noun: "frequency",
    terms: &[
        ("real-time", &["real time", "realtime"]),
        ("near-real-time", &["near real time"]),
        ("event", &["event", "event driven"]),
        ("hourly", &["hourly", "every hour"]),
        ("daily", &["daily", "nightly", "every day"]),
        ("weekly", &["weekly", "every week"]),
        ("monthly", &["monthly", "every month"]),
        ("on-demand", &["on demand", "ad hoc"]),
        ("batch", &["batch"]),
        ("scheduled", &["scheduled"]),
    ],
    signs: &[],
};

/// `real-time`, `near-real-time`, `event`, `every 5 minutes` (any number, seconds to months), `hourly`, `daily`, `weekly`,
/// `monthly`, `quarterly`, `yearly`, `on-demand`, `batch`, `scheduled`, or `cron` with its expression (`cron 0 2 * * *`).
pub fn frequency(raw: &str) -> Normal {
    FREQUENCY.read(raw)
}
