//! Accepted terms for the two status axes, in lower case.

use crate::vocabulary::terms::TermList;

/// The life cycle of an integration.
pub(crate) static LIFE_CYCLE: TermList = TermList {
    noun: "status of the life cycle",
    terms: &[
        ("planned", &["planned", "planning", "in planning", "proposed", "idea", "backlog", "not started", "requested"]),
        (
            "development",
            &[
                "development",
                "dev",
                "in development",
                "in progress",
                "building",
                "wip",
                "implementing",
                "setup required",
            ],
        ),
        (
            "testing",
            &[
                "testing",
                "test",
                "uat",
                "qa",
                "pilot",
                "staging",
                "validation",
                "in testing",
                "in test",
                "in uat",
                "in qa",
                "in pilot",
                "in staging",
                "in validation",
            ],
        ),
        ("active", &["active", "production", "prod", "live", "in use", "operational", "released", "in production"]),
        ("degraded", &["degraded", "failed", "broken", "blocked", "critical"]),
        ("paused", &["paused", "on hold", "suspended", "inactive", "disabled"]),
        ("deprecated", &["deprecated", "sunset", "sunsetting", "legacy", "phasing out", "to be retired"]),
        ("retired", &["retired", "decommissioned", "archived", "obsolete", "removed", "superseded"]),
    ],
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
    signs: &[],
};
