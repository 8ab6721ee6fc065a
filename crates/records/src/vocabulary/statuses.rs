//! Accepted terms for the two status axes, in lower case.

use crate::vocabulary::languages::terms;
use crate::vocabulary::terms::TermList;

/// The life cycle of an integration (docs/spec/integrations.md#statuses).
#[rustfmt::skip]
pub(crate) static LIFE_CYCLE: TermList = TermList {
    noun: "status of the life cycle",
    terms: &[
        (
            "planned",
            &[
                "planned", "planning", "in planning", "proposed", "proposal", "idea", "backlog", "in backlog",
                "in the backlog", "on the backlog", "not started", "not yet started", "not begun", "requested", "to do",
                "todo", "to be built", "to be developed", "to be implemented", "to be started", "to be designed",
                "to be defined", "approved for build", "approved for development", "approved for implementation",
                "ready for build", "ready for development", "ready for implementation", "ready to build",
                "not yet built", "not yet implemented", "not yet developed", "coming soon", "upcoming", "future",
                "concept", "in concept", "concept phase", "conceptual", "scoping", "in scoping", "analysis",
                "in analysis", "under analysis", "discovery", "in discovery", "evaluation", "in evaluation",
                "under evaluation", "under consideration", "on roadmap", "on the roadmap", "roadmap",
                "in the pipeline", "wishlist",
            ],
        ),
        (
            "development",
            &[
                "development", "dev", "in development", "in dev", "under development", "being developed", "developing",
                "development phase", "active development", "in active development", "under active development",
                "actively developed", "in progress", "work in progress", "in work", "building", "in build",
                "being built", "build phase", "under construction", "wip", "implementing", "implementation",
                "in implementation", "being implemented", "under implementation", "implementation phase", "coding",
                "setup required", "design", "in design", "under design", "being designed", "designing", "design phase",
                "prototype", "prototyping",
            ],
        ),
        (
            "testing",
            &[
                "testing", "test", "uat", "qa", "sit", "pilot", "piloting", "staging", "validation", "in testing",
                "in test", "under test", "being tested", "test phase", "testing phase", "in uat", "in qa", "in sit",
                "in pilot", "in staging", "in validation", "pilot phase", "system test", "system testing",
                "integration test", "integration testing", "acceptance test", "acceptance testing",
                "user acceptance test", "user acceptance testing", "in acceptance", "regression testing", "alpha",
                "in alpha", "beta", "in beta", "open beta", "closed beta", "private beta", "public beta", "poc",
                "in poc", "proof of concept", "trial", "in trial", "on trial", "soft launch", "parallel run",
                "in parallel run", "pre production", "preprod", "pre prod", "live test", "live testing",
                "production test", "production testing", "experimental",
            ],
        ),
        (
            "active",
            &[
                "active", "production", "prod", "live", "in use", "operational", "released", "in production",
                "in prod", "deployed", "running", "up and running", "rolled out", "go live done", "go live complete",
                "go live completed", "gone live", "went live", "launched", "ga", "general availability",
                "generally available", "enabled", "activated", "implemented", "connected", "online", "in operation",
                "in operations", "in service", "productive", "in productive use", "hypercare", "in hypercare",
            ],
        ),
        ("degraded", &["degraded", "failed", "failing", "broken", "blocked", "critical", "unstable", "flaky"]),
        (
            "paused",
            &[
                "paused", "on hold", "onhold", "suspended", "inactive", "disabled", "deactivated", "parked", "on ice",
                "frozen", "stopped", "halted", "stalled", "deferred", "postponed", "dormant", "temporarily disabled",
                "temporarily suspended", "temporarily stopped", "temporarily paused", "temporarily off",
                "temporarily switched off", "temporarily turned off", "temporarily inactive",
            ],
        ),
        (
            "deprecated",
            &[
                "deprecated", "sunset", "sunsetting", "legacy", "phasing out", "phase out", "phaseout", "in phase out",
                "being phased out", "to be phased out", "to be retired", "being retired", "retiring",
                "to be decommissioned", "being decommissioned", "decommissioning", "being replaced", "to be replaced",
                "to be switched off", "to be shut down", "to be turned off", "to be removed", "being removed",
                "to be discontinued", "scheduled for retirement", "scheduled for decommissioning",
                "planned for retirement", "planned for decommissioning", "planned retirement",
                "planned decommissioning", "retirement planned", "decommissioning planned",
            ],
        ),
        (
            "retired",
            &[
                "retired", "decommissioned", "archived", "obsolete", "removed", "superseded", "replaced", "end of life",
                "eol", "switched off", "turned off", "shut down", "shutdown", "shut off", "phased out", "discontinued",
                "dismantled", "terminated", "no longer active", "no longer live", "no longer in use", "no longer used",
                "no longer running", "no longer in production", "no longer operational", "not used anymore",
                "not in use anymore",
            ],
        ),
    ],
    foreign: &terms::STATUSES,
    signs: &[
        ('⚪', "planned"),
        ('🟡', "development"),
        ('🔄', "development"),
        ('🚧', "development"),
        ('🟢', "active"),
        ('✅', "active"),
        ('🔴', "degraded"),
    ],
};

/// Words that are a status of the life cycle only if nothing else is said: `On track` is not `on`.
pub(crate) const ALONE: &[(&str, &[&str])] = &[
    ("development", &["build"]),
    ("active", &["on", "up", "working", "functional", "go"]),
    ("degraded", &["down", "error", "errors"]),
    ("paused", &["off"]),
];

/// Words before a status that do not change it.
pub(crate) const LEADS: &[&str] = &["currently", "now", "already", "still", "fully", "today", "is"];

/// Words after the name of a phase that say that it is over. What follows the phase is not known.
pub(crate) const OVER: &[&str] = &[
    "complete",
    "completed",
    "done",
    "finished",
    "over",
    "passed",
    "closed",
    "ended",
    "signed off",
    "successful",
    "approved",
];

/// Words after a status that say that it is not reached: `Live - not yet`.
pub(crate) const NOT_REACHED: &[&str] = &[
    "not yet",
    "not live",
    "not active",
    "not enabled",
    "not deployed",
    "not in use",
    "not in production",
    "not used",
    "not switched on",
    "soon",
    "ready",
    "readiness",
    "candidate",
    "planned for",
    "planned in",
    "planned by",
    "expected",
    "next",
    "tomorrow",
    "later",
    "target",
    "targeted",
    "scheduled",
];

/// Words that say so only if nothing else follows: `Production (planned)`, `Active: no`.
pub(crate) const NOT_REACHED_ALONE: &[&str] =
    &["planned", "pending", "no", "n", "false", "tbd", "tbc", "partially", "partly", "to be confirmed"];

/// Statuses of which a word right after another status takes that one back: `Production paused`.
pub(crate) const TAKEN_BACK_BY: &[(&str, &[&str])] = &[
    ("planned", &["degraded", "paused", "retired"]),
    ("development", &["degraded", "paused", "deprecated", "retired"]),
    ("testing", &["degraded", "paused", "deprecated", "retired"]),
    ("active", &["degraded", "paused", "deprecated", "retired"]),
];

/// Statuses of which a word does so if it is a part of the text by itself: `Active, in development`.
pub(crate) const TAKEN_BACK_BY_PART: &[(&str, &[&str])] = &[
    ("planned", &["development", "testing", "active", "deprecated"]),
    ("development", &["planned", "testing", "active"]),
    ("testing", &["planned", "development", "active"]),
    ("active", &["planned", "development", "testing"]),
    ("degraded", &["planned", "development", "testing", "paused", "retired"]),
    ("paused", &["active"]),
    ("deprecated", &["development", "testing"]),
    ("retired", &["planned", "development", "testing", "active"]),
];

/// Words of statuses that are used for other things too, so that they take back none within a text: `business critical`.
pub(crate) const NOT_WITHIN_TEXT: &[&str] = &["critical", "legacy"];

/// Words before a part of the text after a status.
pub(crate) const PART_LEADS: &[&str] =
    &["but", "then", "and", "now", "currently", "is", "aber", "dann", "mais", "pero"];

/// Words that negate a word after them: `no issues`.
pub(crate) const NEGATIONS: &[&str] = &["no", "not", "without", "never", "zero", "non"];

/// Words before the end of a period, at which a status ends: `Live until 2024`.
pub(crate) const ENDS: &[&str] = &["until", "till", "til", "ending", "ended", "ends"];

/// Words that are so only before a time: `Live through 2024`, but `Live through a gateway`.
pub(crate) const ENDS_BEFORE_TIME: &[&str] = &["through", "to", "thru"];

/// Words before a time that may lie in the future: `live in 2027`.
pub(crate) const STARTS: &[&str] = &["in", "from", "by", "starting", "starting in", "starting from", "beginning"];

/// Words between such a word and the time: `from early 2027`.
pub(crate) const BEFORE_TIME: &[&str] = &[
    "the",
    "early",
    "mid",
    "late",
    "end",
    "of",
    "start",
    "beginning",
    "summer",
    "autumn",
    "spring",
    "winter",
    "about",
];

/// Words of the status `active` that say what has happened, so that a time after them lies in the past.
#[rustfmt::skip]
pub(crate) const HAPPENED: &[&str] = &[
    "released", "deployed", "rolled out", "go live done", "go live complete", "go live completed", "gone live",
    "went live", "launched", "enabled", "activated", "implemented", "connected",
];

/// Words after the name of a status that take it back: `Production issue`, `in use by nobody`.
#[rustfmt::skip]
pub(crate) const FAULTS: &[&str] = &[
    "disabled", "stopped", "broken", "failed", "failing", "fails", "failure", "failures", "issue", "issues", "problem",
    "problems", "outage", "nobody", "no one", "nothing", "nowhere", "no longer", "no more", "anymore", "any more",
    "not working", "not functional", "not running", "not operational", "doesn t work", "with errors", "cancelled",
    "canceled", "aborted",
];

/// Words after the name of a phase that say that it came to nothing: `Pilot cancelled`.
pub(crate) const ABANDONED: &[&str] =
    &["cancelled", "canceled", "aborted", "abandoned", "rejected", "dropped", "given up"];

/// Words before the time since when a status holds: `paused since May`.
pub(crate) const SINCE: &[&str] = &["since", "seit", "depuis", "desde", "dal", "sinds"];

/// Words after `replaced` and the like before a time or a reason: `to be replaced by Orders v2`.
pub(crate) const BY: &[&str] = &["by", "in", "on", "soon", "with", "durch"];

/// Words before a time at which something happened: `Deployed in 2020`.
pub(crate) const DURING: &[&str] = &["in", "on", "im", "am", "en", "em", "nel", "w"];

/// Words after `until` that name no end: `until further notice`.
pub(crate) const FURTHER: &[&str] = &["further", "weiteres", "auf", "nouvel", "nuevo", "nuova", "nader"];

/// Environments other than production, in which something that runs is not in use yet: `Deployed to UAT`.
pub(crate) const ENVIRONMENTS: &[(&str, &[&str])] = &[
    ("development", &["dev", "development"]),
    (
        "testing",
        &[
            "test",
            "testing",
            "uat",
            "qa",
            "sit",
            "staging",
            "acceptance",
            "preprod",
            "pre prod",
            "pre production",
            "pilot",
            "sandbox",
        ],
    ),
];

/// Words before and after the name of an environment.
pub(crate) const ENVIRONMENT_LEADS: &[&str] = &["to the", "in the", "on the", "to", "in", "on", "for", "into", "at"];
pub(crate) const ENVIRONMENT_TAILS: &[&str] = &["", "environment", "environments", "env", "only", "system", "stage"];

/// Names of production, which counts if it is named beside another environment.
pub(crate) const PRODUCTION: &[&str] = &["prod", "production", "live", "prd"];

/// The status of a document.
pub(crate) static DOCUMENT: TermList = TermList {
    noun: "status of a document",
    terms: &[
        ("draft", &["draft"]),
        ("review", &["review", "under review", "in review"]),
        ("approved", &["approved"]),
        ("pending", &["pending"]),
        ("stable", &["stable"]),
        ("superseded", &["superseded"]),
    ],
    foreign: &terms::DOCUMENT_STATUSES,
    signs: &[],
};
