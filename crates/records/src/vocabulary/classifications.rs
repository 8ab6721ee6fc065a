//! Accepted terms for data classification and priority, in lower case.

use crate::vocabulary::languages::terms;
use crate::vocabulary::terms::TermList;

/// Data classification, from public to restricted (docs/spec/integrations.md#classification-and-priority).
pub(crate) static CLASSIFICATION: TermList = TermList {
    noun: "classification",
    terms: &[
        ("public", &["public"]),
        ("internal", &["internal", "internal only", "internal use only", "internal use"]),
        ("confidential", &["confidential"]),
        ("restricted", &["restricted", "highly confidential", "strictly confidential"]),
    ],
    foreign: &terms::CLASSIFICATIONS,
    signs: &[],
};

/// Words before a class that say that it does not hold: `Internal, not confidential`.
pub(crate) const NO_CLASS: &[&str] =
    &["not", "no", "non", "never", "formerly", "previously", "was", "were", "than", "until", "un"];

/// Priority, in the terms of the specification template (docs/spec/integrations.md#classification-and-priority).
pub(crate) static PRIORITY: TermList = TermList {
    noun: "priority",
    terms: &[("critical", &["critical"]), ("high", &["high"]), ("medium", &["medium"]), ("low", &["low"])],
    foreign: &terms::PRIORITIES,
    signs: &[],
};
