//! Classification of data and priority of integrations.

use super::plain;
use crate::normalize::normalized::Normalized;
use crate::vocabulary::classifications::{CLASSIFICATION, NO_CLASS, PRIORITY};

/// Normalizes a classification to `public`, `internal`, `confidential` or `restricted`. Of several classes in one value
/// the highest counts: data that is public and internal is internal.
pub fn classification(raw: &str) -> Normalized {
    let normalized = CLASSIFICATION.normalize(raw);
    let Some((value, rest)) = normalized.value.as_deref().zip(normalized.remark.as_deref()) else { return normalized };
    match highest_class(rest).filter(|class| rank(class) > rank(value)) {
        Some(class) => Normalized::known(class, &plain(raw)),
        None => normalized,
    }
}

/// Returns the position of a class among the classes, from public to restricted.
fn rank(class: &str) -> Option<usize> {
    CLASSIFICATION.terms.iter().position(|(term, _)| *term == class)
}

/// Returns the highest class that a text names and does not deny.
fn highest_class(text: &str) -> Option<&'static str> {
    let mut highest = None;
    let (mut at, mut is_denied) = (0, false);
    while at < text.len() {
        let word = &text[at..];
        if let Some((class, length)) = CLASSIFICATION.longest_prefix(word) {
            if !is_denied && rank(class) > highest.and_then(rank) {
                highest = Some(class);
            }
            at += length;
            continue;
        }
        let length = word.find(|letter: char| !letter.is_alphanumeric()).unwrap_or(word.len());
        // A denial holds up to the next comma or bracket.
        is_denied |= NO_CLASS.iter().any(|no| no.eq_ignore_ascii_case(&word[..length]));
        let sign = word[length..].chars().next();
        is_denied &= !matches!(sign, Some(',' | ';' | '(' | ')' | '.' | ':'));
        at += length + sign.map_or(0, char::len_utf8);
    }
    highest
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_highest_of_several_classes_counts() {
        let check = |input: &str, value: &str| {
            assert_eq!(classification(input).value.as_deref().unwrap_or("none"), value, "{input:?}");
        };
        check("Public", "public");
        check("Public and internal content", "internal");
        check("Internal, some fields confidential", "confidential");
        check("Confidential & restricted", "restricted");
        check("Internal (contains strictly confidential rows)", "restricted");
        check("Confidential and internal", "confidential");
        check("Internal, not confidential", "internal");
        check("Internal (formerly restricted)", "internal");
        check("Public, not for internal use, confidential on Mondays", "confidential");
        check("Public/Internal", "none");
        check("Some confidential data", "none");
        for piece in ["not ", "internal ", "x", "é, "] {
            classification(&format!("public {}", piece.repeat(100_000 / piece.len())));
        }
    }
}
