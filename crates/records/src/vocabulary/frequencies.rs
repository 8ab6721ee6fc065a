//! Accepted terms for frequencies, and units of time, in lower case.

use crate::vocabulary::terms::TermList;

/// Frequencies (docs/spec/integrations.md#frequencies).
pub(crate) static FREQUENCY: TermList = TermList {
    noun: "frequency",
    terms: &[
        (
            "real-time",
            &[
                "real time",
                "realtime",
                "streaming",
                "stream",
                "continuous",
                "continuously",
                "immediate",
                "immediately",
                "instant",
                "instantly",
                "live",
            ],
        ),
        ("near-real-time", &["near real time", "near realtime", "nearly real time", "nrt", "near live"]),
        (
            "event",
            &[
                "event",
                "events",
                "event driven",
                "event based",
                "on event",
                "on events",
                "per event",
                "triggered",
                "trigger",
                "on trigger",
                "on change",
                "on every change",
                "webhook",
                "webhooks",
            ],
        ),
        ("every 15 minutes", &["every quarter of an hour", "every quarter hour", "quarter hourly"]),
        ("every 30 minutes", &["every half an hour", "every half hour", "half hourly"]),
        ("hourly", &["hourly", "once an hour", "once per hour", "per hour"]),
        (
            "daily",
            &[
                "daily",
                "nightly",
                "overnight",
                "every night",
                "each night",
                "once a day",
                "once per day",
                "once daily",
                "per day",
                "end of day",
                "eod",
            ],
        ),
        ("weekly", &["weekly", "once a week", "once per week", "per week"]),
        ("monthly", &["monthly", "once a month", "once per month", "per month", "end of month", "month end"]),
        ("quarterly", &["quarterly", "every quarter", "once a quarter", "once per quarter"]),
        ("yearly", &["yearly", "annually", "annual", "once a year", "once per year"]),
        (
            "on-demand",
            &["on demand", "ad hoc", "adhoc", "manual", "manually", "as needed", "when needed", "on request"],
        ),
        ("scheduled", &["scheduled", "schedule", "cron", "cron job"]),
        ("batch", &["batch", "batched", "batches", "in batches"]),
    ],
    signs: &[],
};

/// Units of time with their names and the number of units that make one of the next larger unit; `usize::MAX` if the
/// next unit is not a multiple.
pub(crate) const UNITS: &[(&str, &[&str], usize)] = &[
    ("second", &["s", "sec", "secs", "second", "seconds"], 60),
    ("minute", &["m", "min", "mins", "minute", "minutes"], 60),
    ("hour", &["h", "hr", "hrs", "hour", "hours"], 24),
    ("day", &["d", "day", "days"], 7),
    ("week", &["w", "wk", "wks", "week", "weeks"], usize::MAX),
    ("month", &["month", "months"], 3),
    ("quarter", &["quarter", "quarters"], 4),
    ("year", &["y", "year", "years"], usize::MAX),
];
