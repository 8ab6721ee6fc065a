//! Integration IDs.

use std::ops::Range;

use super::{Normal, plain};

/// The ID that a value says: `INT-…` upper-cased, any other word as written, with a remark that it is of a form of its own.
pub fn id(raw: &str) -> Normal {
    let text = plain(raw);
    match ids_in(&text).first() {
        Some(place) => Normal::known(text[place.clone()].to_ascii_uppercase(), ""),
        None if text.is_empty() => Normal::default(),
        None => Normal::known(text, "an ID of a form of its own"),
    }
}

/// Where `INT-…` IDs stand in a text, in order (spec/integrations.md a.5): not within longer words such as
/// `PRINT-2024-001`.
pub fn ids_in(text: &str) -> Vec<Range<usize>> {
    let is_part = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
    let bytes = text.as_bytes();
    let mut ids = Vec::new();
    for (dash, _) in text.match_indices('-') {
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

/// Whether this may follow `INT-`: `2024-001`, `001`, `SAP-DATAPLATFORM-001`.
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
