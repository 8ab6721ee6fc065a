//! Accepted terms for frequencies, and units of time, in lower case.

use crate::vocabulary::languages::terms;
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
                "as it happens",
                "as they happen",
                "as they occur",
                "as it occurs",
                "event triggered",
                "per message",
                "per transaction",
            ],
        ),
        ("every 15 minutes", &["every quarter of an hour", "every quarter hour", "quarter hourly"]),
        ("every 30 minutes", &["every half an hour", "every half hour", "half hourly"]),
        ("hourly", &["hourly", "once an hour", "once per hour", "per hour", "once hourly"]),
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
                "each day",
                "weekdays",
                "workdays",
                "working days",
                "business days",
                "weekday",
                "every workday",
                "every working day",
                "every business day",
                "each workday",
                "each working day",
                "each business day",
                "on weekdays",
                "on workdays",
                "on working days",
                "on business days",
            ],
        ),
        ("weekly", &["weekly", "once a week", "once per week", "per week", "once weekly"]),
        ("every 2 weeks", &["fortnightly", "every fortnight", "every other week", "every second week"]),
        ("every 2 days", &["every other day", "every second day"]),
        (
            "monthly",
            &[
                "monthly",
                "once a month",
                "once per month",
                "per month",
                "once monthly",
                "end of month",
                "month end",
                "end of each month",
                "end of every month",
                "at month end",
            ],
        ),
        ("every 2 months", &["every other month", "every second month"]),
        ("quarterly", &["quarterly", "every quarter", "once a quarter", "once per quarter"]),
        ("every 6 months", &["half yearly", "semi annually", "semiannually", "every half year"]),
        ("yearly", &["yearly", "annually", "annual", "once a year", "once per year", "per year"]),
        (
            "on-demand",
            &[
                "on demand",
                "ad hoc",
                "adhoc",
                "manual",
                "manually",
                "as needed",
                "when needed",
                "if needed",
                "on request",
                "upon request",
                "as required",
                "when required",
                "user triggered",
                "user initiated",
                "manually triggered",
            ],
        ),
        ("scheduled", &["scheduled", "schedule", "cron", "cron job"]),
        ("batch", &["batch", "batched", "batches", "in batches"]),
    ],
    foreign: &terms::FREQUENCIES,
    signs: &[],
};

/// Words before a frequency that say how data is moved and not how often: `Polling every 5 minutes`.
pub(crate) const MANNERS: &[&str] = &[
    "polling",
    "polled",
    "poll",
    "polls",
    "pull",
    "pulled",
    "pulls",
    "push",
    "pushed",
    "pushes",
    "runs",
    "run",
    "sync",
    "synced",
    "syncs",
    "synchronized",
    "automatic",
    "automated",
    "automatically",
    "timer",
    "incremental",
    "delta",
    "updated",
    "refreshed",
    "sent",
    "job",
    "at least",
];

/// Words before a frequency that is not exact.
pub(crate) const ABOUT: &[&str] =
    &["approx.", "approx", "approximately", "about", "around", "ca.", "ca", "circa", "roughly"];

/// Words that begin an event: `on order creation`, `after each payment`.
pub(crate) const EVENT_LEADS: &[&str] = &[
    "on",
    "on each",
    "on every",
    "upon",
    "upon each",
    "when",
    "whenever",
    "after",
    "after each",
    "per",
    "every",
    "each",
];

/// Words for what happens in an event, one of which is among the first words after such a lead.
#[rustfmt::skip]
pub(crate) const EVENT_WORDS: &[&str] = &[
    "approval", "approved", "arrival", "arrives", "booking", "cancelled", "change", "changed", "changes", "checkout",
    "close", "closed", "commit", "completed", "completion", "confirmed", "create", "created", "creation", "delete",
    "deleted", "deploy", "event", "events", "fulfilled", "insert", "login", "message", "messages", "new", "order",
    "paid", "payment", "post", "posted", "posting", "publish", "published", "push", "receipt", "received", "save",
    "saved", "shipment", "shipped", "signed", "submission", "submit", "submitted", "transaction", "update", "updated",
    "updates", "upload", "uploaded",
];

/// Words after an interval without `every` that are compatible with it: `15 minutes via cron`, but not `2 hours after
/// closing`.
#[rustfmt::skip]
pub(crate) const AFTER_INTERVAL: &[&str] = &[
    "interval", "intervals", "polling", "poll", "cycle", "cycles", "sync", "batch", "batches", "cadence", "schedule",
    "refresh", "cron", "job", "via", "during", "on", "between", "by", "using",
];

/// Numbers written as words.
pub(crate) const NUMBERS: &[(&str, usize)] = &[
    ("two", 2),
    ("three", 3),
    ("four", 4),
    ("five", 5),
    ("six", 6),
    ("eight", 8),
    ("ten", 10),
    ("twelve", 12),
    ("fifteen", 15),
    ("twenty", 20),
    ("thirty", 30),
    ("sixty", 60),
];

/// Words that are an ordinal at the beginning of a day of the month: `first of the month`.
pub(crate) const ORDINALS: &[&str] = &["first", "last", "second", "third", "middle", "start", "beginning", "end"];

/// Ends of a text about a day of every month.
pub(crate) const OF_MONTH: &[&str] = &["of the month", "of each month", "of every month", "of month", "per month"];

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

/// Terms that are no second frequency within a text: `hourly, 500 per day`, `real-time until end of day`.
#[rustfmt::skip]
pub(crate) const NOT_WITHIN_TEXT: &[&str] = &[
    "per hour", "per day", "per week", "per month", "per year", "end of day", "eod", "overnight", "annual", "weekday",
    "working days", "business days", "workdays", "weekdays",
];

/// Words at the beginning of a text that limit a shorter interval to certain days: `weekdays, hourly`.
pub(crate) const DAY_WORDS: &[&str] = &["weekdays", "workdays", "weekday", "business", "working", "werktags"];

/// Days beside weekdays that are not weekly: `Sundays and holidays`.
pub(crate) const HOLIDAYS: &[&str] =
    &["holiday", "holidays", "feiertag", "feiertage", "feiertagen", "fériés", "festivos"];

/// Words before a month that limit a frequency to it: `every Sunday in December`.
pub(crate) const WITHIN_MONTH: &[&str] = &["in", "during", "im", "en", "em", "nel"];

/// Words that leave a frequency open.
#[rustfmt::skip]
pub(crate) const DOUBTS: &[&str] =
    &["maybe", "perhaps", "possibly", "unclear", "vielleicht", "unklar", "peut-être", "quizás", "talvez", "forse"];

/// Words before times to which a frequency does not apply.
#[rustfmt::skip]
pub(crate) const EXCEPTIONS: &[&str] = &[
    "except", "excluding", "außer", "ausser", "sauf", "excepto", "exceto", "salvo", "tranne", "behalve", "oprócz",
    "кроме",
];

/// Words that deny the frequency before them: `real-time not possible`.
pub(crate) const NEGATIONS: &[&str] =
    &["not", "never", "no", "nicht", "nie", "kein", "keine", "niet", "non", "nao", "não"];

/// Words after a denial that make it a limit of time or number: `no later than 06:00`.
pub(crate) const LIMITS: &[&str] =
    &["later", "earlier", "more", "less", "fewer", "longer", "retry", "retries", "später", "früher", "länger"];
