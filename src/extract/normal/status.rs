//! The two status axes, which are never merged: the life cycle of an integration, and the state of its document
//! (spec/integrations.md a.1, a.5).

use super::Normal;
use super::vocabulary::Vocabulary;

static LIFE_CYCLE: Vocabulary = Vocabulary {
    noun: "status of the life cycle",
    terms: &[
        ("planned", &["planned", "planning", "proposed", "idea", "backlog", "not started", "requested"]),
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
        ("testing", &["testing", "test", "uat", "qa", "pilot", "staging", "validation"]),
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

static DOCUMENT: Vocabulary = Vocabulary {
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

/// Where an integration is in its life: `planned`, `development`, `testing`, `active`, `degraded`, `paused`, `deprecated`
/// or `retired`. `Done` and the like say nothing of that, and have no value.
pub fn status(raw: &str) -> Normal {
    LIFE_CYCLE.read(raw)
}

/// How far the document is: `draft`, `review`, `approved`, `pending`, `stable` or `superseded`.
pub fn doc_status(raw: &str) -> Normal {
    DOCUMENT.read(raw)
}
