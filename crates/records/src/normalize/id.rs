//! Integration IDs (docs/spec/integrations.md#integration-ids).

use std::ops::Range;

use super::options::remark;
use super::plain;
use crate::normalize::normalized::Normalized;

/// Normalizes an ID: the `INT-…` at the beginning of the value in upper case, otherwise a single word as written, with
/// a remark that its form is not the usual one. Several words are not an ID.
pub fn id(raw: &str) -> Normalized {
    let text = plain(raw);
    // An ID after other words, as in `replaces INT-2024-002`, belongs to another integration.
    let first = ids_in(&text).into_iter().next().filter(|range| !text[..range.start].contains(char::is_alphanumeric));
    if let Some(range) = first {
        return Normalized::known(
            text[range.clone()].to_ascii_uppercase(),
            remark(&text[range.end..]).trim_end_matches(')'),
        );
    }
    let is_part = |letter: char| letter.is_alphanumeric() || matches!(letter, '-' | '_' | '.' | '/' | ':' | '#');
    if text.is_empty() {
        Normalized::default()
    } else if text.len() <= 64 && text.contains(char::is_alphanumeric) && text.chars().all(is_part) {
        Normalized::known(text, "an ID of a form of its own")
    } else {
        Normalized::unmatched("form of ID", &text)
    }
}

/// Returns the ranges of `INT-…` IDs in a text, in order. An ID is not part of a longer word such as `PRINT-2024-001`.
pub fn ids_in(text: &str) -> Vec<Range<usize>> {
    // An ID is bounded by bytes that cannot be part of one (docs/spec/integrations.md#integration-ids), so it is a
    // maximal run.
    let is_part = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
    let bytes = text.as_bytes();
    let mut ids = Vec::new();
    for dash in memchr::memchr_iter(b'-', bytes) {
        let Some(start) = dash.checked_sub(3) else { continue };
        if !bytes[start..dash].eq_ignore_ascii_case(b"int") || (start > 0 && is_part(bytes[start - 1])) {
            continue;
        }
        let end = start + bytes[start..].iter().take_while(|byte| is_part(**byte)).count();
        if is_number(&text[dash + 1..end]) {
            ids.push(start..end);
        }
    }
    ids
}

/// Whether a text may follow `INT-`: `2024-001`, `001`, `SAP-DATAPLATFORM-001`.
fn is_number(rest: &str) -> bool {
    let is_digits = |part: &str, few: usize, many: usize| {
        (few..=many).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit())
    };
    let Some((first, others)) = rest.split_once('-') else { return is_digits(rest, 2, 5) };
    if is_digits(first, 4, 4) {
        return is_digits(others, 3, 4);
    }
    let last = others.rsplit('-').next().unwrap_or(others);
    first.starts_with(|letter: char| letter.is_ascii_alphabetic())
        && others.split('-').all(|part| !part.is_empty())
        && is_digits(last, 2, 4)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_a_whole_word() {
        let check = |text: &str, expected: &[&str]| {
            let found: Vec<&str> = ids_in(text).into_iter().map(|range| &text[range]).collect();
            assert_eq!(found, expected, "{text:?}");
        };
        check("INT-2024-001", &["INT-2024-001"]);
        check("INT-001", &["INT-001"]);
        check("INT-01", &["INT-01"]);
        check("int-2024-0001.", &["int-2024-0001"]);
        check("INT-SAP-DATAPLATFORM-001", &["INT-SAP-DATAPLATFORM-001"]);
        check("(INT-2024-003), INT-2024-004 and _INT-12345_", &["INT-2024-003", "INT-2024-004", "INT-12345"]);
        check("[[INT-2024-003 Orders]]#INT-7b", &["INT-2024-003"]);
        check("éINT-001", &["INT-001"]);
        check("PRINT-2024-001", &[]);
        check("SPRINT-2025-01", &[]);
        check("MAINT-2024-009", &[]);
        check("checkpoint-2024-01-15", &[]);
        check("X-INT-001", &[]);
        check("INT-2024-00123", &[]);
        check("INT-2024-001-", &[]);
        check("INT-1", &[]);
        check("INT-123456", &[]);
        check("int-erp-dip-rt", &[]);
        check("INT-SAP--001", &[]);
        check("INT-YYYY-XXX", &[]);
        check("INT-", &[]);
        check("-", &[]);
        check("", &[]);
        check(&"int-".repeat(25_000), &[]);
        check(&"int-a ".repeat(20_000), &[]);
    }

    #[test]
    fn a_value_has_one_id() {
        let check = |input: &str, value: &str, remark: &str| {
            let normalized = id(input);
            let (found, left) = (normalized.value.unwrap_or("none".into()), normalized.remark.unwrap_or_default());
            assert_eq!((found.as_str(), left.as_str()), (value, remark), "{input:?}");
        };
        check("INT-2024-003", "INT-2024-003", "");
        check("`int-2024-003`", "INT-2024-003", "");
        check("**INT-2024-003** (draft)", "INT-2024-003", "draft");
        check("(INT-2024-003)", "INT-2024-003", "");
        check("replaces INT-2024-003", "none", "no known form of ID: replaces INT-2024-003");
        check("[[INT-2024-003 Orders|INT-2024-003]]", "INT-2024-003", "");
        check("int-erp-dip-rt", "int-erp-dip-rt", "an ID of a form of its own");
        check("PRINT-2024-001", "PRINT-2024-001", "an ID of a form of its own");
        check("to be assigned", "none", "no known form of ID: to be assigned");
        check("🎉", "none", "no known form of ID: 🎉");
        check("", "none", "");
    }
}
