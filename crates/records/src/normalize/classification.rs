//! How sensitive data is, and how important an integration.

use super::options::Vocabulary;
use super::{Normal, plain};

/// From public to restricted (spec/integrations.md a.5).
pub(crate) static CLASSIFICATION: Vocabulary = Vocabulary {
    noun: "classification",
    terms: &[
        ("public", &["public"]),
        ("internal", &["internal", "internal only", "internal use only", "internal use"]),
        ("confidential", &["confidential"]),
        ("restricted", &["restricted", "highly confidential", "strictly confidential"]),
    ],
    signs: &[],
};

/// The words of template E; a.5 has none of its own.
pub(crate) static PRIORITY: Vocabulary = Vocabulary {
    noun: "priority",
    terms: &[("critical", &["critical"]), ("high", &["high"]), ("medium", &["medium"]), ("low", &["low"])],
    signs: &[],
};

/// `public`, `internal`, `confidential` or `restricted`.
pub fn classification(raw: &str) -> Normal {
    CLASSIFICATION.read(raw)
}

/// `critical`, `high`, `medium` or `low`; anything else (`P1`, `Tier 2`) is kept as written.
pub fn priority(raw: &str) -> Normal {
    let read = PRIORITY.read(raw);
    if read.value.is_some() {
        return read;
    }
    let text = plain(raw);
    if text.is_empty() { Normal::default() } else { Normal::known(text, "") }
}
