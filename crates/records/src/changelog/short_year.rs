//! Entry lines whose date consists of numbers with a year of two digits: `3/31/26: …`, `18.03.26: …`
//! (docs/spec/changelog.md#stamps).

use std::sync::LazyLock;

use regex::Regex;

use super::line_author::split_leading_author;
use super::remark::is_blank;
use crate::changelog::entry_pattern::{CLOSING, EMOJI, EntryLine, OPENING, SEPARATOR, TimestampedLine, WEEKDAY};
use crate::model::DateOrder;
use crate::normalize::pattern::compile;
use crate::normalize::timestamp;

/// Parses an entry, or the heading of a day, whose date has a year of two digits.
pub(crate) fn parse_short_year(line: &str, order: Option<DateOrder>) -> Option<EntryLine<'_>> {
    static SHORT: LazyLock<Regex> = LazyLock::new(|| {
        compile(&format!(
            r"^[ \t]*(?P<mk>(?:[-*+]|[0-9]+[.)])\s+(?:\[.\]\s+)?|\#{{1,6}}\s+)?{EMOJI}{OPENING}{WEEKDAY}(?P<date>(?P<head>[0-9]{{1,2}}/[0-9]{{1,2}}/|[0-9]{{2}}\.[0-9]{{2}}\.)(?P<y>[0-9]{{2}}))(?P<marks>{CLOSING})(?P<sep>{SEPARATOR}|\s+|$)[*_]*\s*"
        ))
    });
    let found = SHORT.captures(line)?;
    let (head, year) = (&found["head"], found["y"].parse::<u8>().ok()?);
    let marker = found.name("mk").map_or("", |marker| marker.as_str());
    let is_heading = marker.starts_with('#');
    // `## 10.15.20` is a release, and so may be a line.
    let has_points = head.contains('.');
    let month = head.split(['.', '/']).nth(1).and_then(|month| month.parse::<u8>().ok())?;
    if has_points && (is_heading || month > 12 || !(15..45).contains(&year)) {
        return None;
    }
    let text = line[found[0].len()..].trim_end();
    let is_separated = !found["sep"].trim().is_empty();
    let is_set_off = is_separated || !found["marks"].is_empty();
    // `10.11.20 Fixed` may be a release.
    let may_be_version = has_points && head[..2].parse::<u8>().is_ok_and(|day| day <= 12) && order.is_none();
    if !is_set_off && (marker.is_empty() || may_be_version) {
        return None;
    }
    let at = found.name("date")?.start();
    let malformed =
        |reason, day| Some(EntryLine::Malformed { reason, suggestion: None, text, at, is_certain: false, day });
    let century = if year < 70 { 20 } else { 19 };
    let moment = match timestamp::parse_date(&format!("{head}{century}{year:02}"), order)? {
        Ok(moment) => moment,
        Err(_) if has_points => return None,
        Err(error) => return malformed(error.reason(), None),
    };
    match (is_blank(text), is_heading) {
        (true, true) => Some(EntryLine::Day(TimestampedLine::new(moment, "", at))),
        (true, false) => malformed("missing text", Some(moment)),
        (false, true) if !is_separated => Some(EntryLine::Day(TimestampedLine::new(moment, text, at))),
        _ => Some(EntryLine::Entry(split_leading_author(TimestampedLine::new(moment, text, at), is_separated))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::changelog::stamp_signs::StampSigns;

    fn check(line: &str, expected: &str) {
        let found = match parse_short_year(line, None) {
            Some(EntryLine::Entry(found)) => format!("{} | {}", found.moment, found.text),
            Some(EntryLine::Day(found)) => format!("day {} {}", found.moment, found.text).trim_end().to_owned(),
            Some(EntryLine::Malformed { reason, .. }) => format!("! {reason}"),
            None => "none".to_owned(),
        };
        assert_eq!(found, expected, "{line:?}");
        // The line must have the sign without which it is not parsed.
        assert!(expected == "none" || StampSigns::of(line).short_year, "{line:?}");
    }

    #[test]
    fn a_year_may_have_two_digits() {
        check("- 3/31/26: Widened", "2026-03-31 | Widened");
        check("3/31/26 - Widened", "2026-03-31 | Widened");
        check("- 18.03.26: Widened", "2026-03-18 | Widened");
        check("- **18.03.26** Widened", "2026-03-18 | Widened");
        check("## 3/31/26", "day 2026-03-31");
        check("- 3/4/26: Widened", "! ambiguous D/M");
        check("- 31/31/26: Widened", "! impossible date");
    }

    #[test]
    fn other_numbers_are_not_dates() {
        for line in [
            "- 1.2.30: Widened",
            "- 10.15.20: Widened",
            "- 22.04.10: Widened",
            "- 10.11.20 Widened",
            "- 10.10.16 kernel",
            "## 18.03.26",
            "- 3/31/260: Widened",
            "24/7 support",
            "1/1/26 of the rows",
            "- 3/31/26/7: Widened",
        ] {
            check(line, "none");
        }
    }
}
