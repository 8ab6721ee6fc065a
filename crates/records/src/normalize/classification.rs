//! Classification of data and priority of integrations.

use super::plain;
use crate::normalize::normalized::Normalized;
use crate::vocabulary::classifications::{CLASSIFICATION, PRIORITY};

/// Normalizes a classification to `public`, `internal`, `confidential` or `restricted`.
pub fn classification(raw: &str) -> Normalized {
    CLASSIFICATION.normalize(raw)
}

/// Normalizes a priority to `critical`, `high`, `medium` or `low`. Any other text (`P1`, `Tier 2`) is kept as written.
pub fn priority(raw: &str) -> Normalized {
    let normalized = PRIORITY.normalize(raw);
    if normalized.value.is_some() {
        return normalized;
    }
    let text = plain(raw);
    if text.is_empty() { Normalized::default() } else { Normalized::known(text, "") }
}
