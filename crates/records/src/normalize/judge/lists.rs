//! Lists of names in one value: `payslip, berthing (reads the bunk)`.

use super::remarks::without_remark;
use super::verdict::{Verdict, judge};
use crate::normalize::plain;

/// The longest tag of a line break, in bytes: `<br class="x" />`.
const LONGEST_BREAK: usize = 32;

/// Whether a text may be a list of names. Cheap; [`list_of_names`] decides.
pub(crate) fn may_be_list(raw: &str) -> bool {
    raw.contains([',', ';', '、', '，', '；', '<']) || raw.contains(" / ")
}

/// Returns the parts of a list of names, `payslip, berthing (reads the bunk)`, as written. Empty unless all of them can
/// be names of systems: a list of sentences is none.
pub(crate) fn list_of_names(raw: &str) -> Vec<&str> {
    let parts = list_parts(without_outer_marks(raw));
    let verdict = |part: &&str| {
        let plain = plain(part);
        let name = without_remark(&plain);
        if name.split_whitespace().count() <= 4 { judge(name) } else { Verdict::Prose }
    };
    let verdicts: Vec<Verdict> = parts.iter().map(verdict).collect();
    let are_names = verdicts.contains(&Verdict::Name) && !verdicts.contains(&Verdict::Prose);
    if parts.len() > 1 && are_names { parts } else { Vec::new() }
}

/// Returns a text without emphasis around all of it: `**SendGrid / Post**`.
fn without_outer_marks(raw: &str) -> &str {
    let raw = raw.trim();
    let inner = ["**", "__", "*", "_"].iter().find_map(|mark| raw.strip_prefix(mark)?.strip_suffix(mark));
    inner.filter(|inner| !inner.contains(['*', '_'])).unwrap_or(raw)
}

/// Splits a text at commas, semicolons and line breaks outside parentheses, brackets and code.
fn list_parts(raw: &str) -> Vec<&str> {
    let (mut parts, mut start, mut depth, mut in_code) = (Vec::new(), 0, 0_usize, false);
    let mut at = 0;
    while let Some(letter) = raw[at..].chars().next() {
        let mut next = at + letter.len_utf8();
        let length = match letter {
            ',' | ';' | '、' | '，' | '；' => letter.len_utf8(),
            '<' if raw[at..].get(..3).is_some_and(|tag| tag.eq_ignore_ascii_case("<br")) => {
                raw[at..].bytes().take(LONGEST_BREAK).position(|it| it == b'>').map_or(0, |end| end + 1)
            }
            ' ' if raw[at..].starts_with(" / ") => 3,
            _ => 0,
        };
        match letter {
            '`' => in_code = !in_code,
            '(' | '[' if !in_code => depth += 1,
            ')' | ']' if !in_code => depth = depth.saturating_sub(1),
            _ if length > 0 && depth == 0 && !in_code => {
                parts.push(&raw[start..at]);
                next = at + length;
                start = next;
            }
            _ => {}
        }
        at = next;
    }
    parts.push(&raw[start..]);
    let parts = parts.into_iter().map(str::trim).map(|part| part.strip_prefix("and ").unwrap_or(part).trim_start());
    parts.map(without_half_of_marks).filter(|part| !part.is_empty()).collect()
}

/// Returns a part of a list whose emphasis encloses several parts, `**SendGrid / Post** (mail)`, without the mark.
fn without_half_of_marks(part: &str) -> &str {
    match part.split_once("**") {
        Some(("", rest)) if !rest.contains("**") => rest.trim_start(),
        Some((head, rest)) if !rest.contains("**") => head.trim_end(),
        _ => part,
    }
}
