//! Entry lines whose date is written as in another language: `- 12. März 2026 – …`, `2026年3月12日 …`.

use std::sync::LazyLock;

use regex::Regex;

use super::line_author::split_leading_author;
use super::remark::is_blank;
use crate::changelog::entry_pattern::{CLOSING, EMOJI, EntryLine, OPENING, SEPARATOR, TimestampedLine, WEEKDAY};
use crate::model::Precision;
use crate::normalize::pattern::compile;
use crate::normalize::timestamp::other_date;

/// Parses an entry, or the heading of a day, whose date is in another language than English.
pub(crate) fn parse_other_date(line: &str) -> Option<EntryLine<'_>> {
    static START: LazyLock<Regex> = LazyLock::new(|| {
        compile(&format!(
            r"^[ \t]*(?P<mk>(?:[-*+]|[0-9]+[.)])\s+(?:\[.\]\s+)?|\#{{1,6}}\s+)?{EMOJI}(?P<q>{OPENING}){WEEKDAY}"
        ))
    });
    static END: LazyLock<Regex> = LazyLock::new(|| compile(&format!(r"^{CLOSING}(?P<sep>{SEPARATOR}|\s+|$)[*_]*\s*")));
    let found = START.captures(line)?;
    let marker = found.name("mk").map_or("", |marker| marker.as_str());
    // The number of a list item may also be that of a day: `12. März 2026`.
    let starts = [line.len() - line.trim_start().len(), found[0].len()];
    let (at, (moment, length)) = starts.into_iter().find_map(|at| Some((at, other_date(&line[at..])?)))?;
    let is_marked = at == found[0].len() && !marker.is_empty();
    let is_heading = is_marked && marker.starts_with('#');
    // A month is often the heading of a whole list.
    if is_heading && moment.as_ref().is_ok_and(|moment| moment.precision == Precision::Month) {
        return None;
    }
    let rest = &line[at + length..];
    let end = END.captures(rest)?;
    let text = rest[end[0].len()..].trim_end();
    let is_bare = is_blank(text);
    let is_separated = !end["sep"].trim().is_empty() || !found["q"].is_empty();
    if !is_bare && !is_marked && !is_separated {
        return None;
    }
    let malformed =
        |reason, day| Some(EntryLine::Malformed { reason, suggestion: None, text, at, is_certain: true, day });
    let moment = match moment {
        Ok(moment) => moment,
        Err(error) => return malformed(error.reason(), None),
    };
    let stamped = TimestampedLine::new(moment, if is_bare { "" } else { text }, at);
    match (is_heading, is_bare) {
        (true, _) if is_bare || end["sep"].trim().is_empty() => Some(EntryLine::Day(stamped)),
        (_, true) => malformed("missing text", Some(moment)),
        _ => Some(EntryLine::Entry(split_leading_author(stamped, is_separated))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::changelog::stamp_signs::StampSigns;

    fn check(line: &str, expected: &str) {
        let found = match parse_other_date(line) {
            None => "none".to_owned(),
            Some(EntryLine::Day(found)) => format!("day {} {}", found.moment, found.text).trim_end().to_owned(),
            Some(EntryLine::Entry(found)) => format!("{} | {}", found.moment, found.text),
            Some(EntryLine::Malformed { reason, .. }) => format!("! {reason}"),
        };
        assert_eq!(found, expected, "{line:?}");
        // The line must have the sign without which it is not parsed.
        assert!(expected == "none" || StampSigns::of(line).words, "{line:?}");
    }

    #[test]
    fn dates_in_other_languages_begin_entries() {
        check("- 12. März 2026 – Takt erhöht", "2026-03-12 | Takt erhöht");
        check("12. März 2026: Takt erhöht", "2026-03-12 | Takt erhöht");
        check("* **12 mars 2026** : file élargie", "2026-03-12 | file élargie");
        check("- 12 de marzo de 2026: cola ampliada", "2026-03-12 | cola ampliada");
        check("- 12 марта 2026 г. — очередь расширена", "2026-03-12 | очередь расширена");
        check("- 2026年3月12日 キューを拡張", "2026-03-12 | キューを拡張");
        check("- 2026年3月12日：扩大队列", "2026-03-12 | 扩大队列");
        check("- März 2026: Takt erhöht", "2026-03 | Takt erhöht");
        check("1. 12. März 2026: Takt erhöht", "2026-03-12 | Takt erhöht");
        check("## März 2026", "none");
        check("## 12. März 2026", "day 2026-03-12");
        check("## 12 mars 2026 (Mise en service)", "day 2026-03-12 (Mise en service)");
        check("- Freitag, 13. März 2026: Takt erhöht", "2026-03-13 | Takt erhöht");
        check("## Fr., 13. März 2026", "day 2026-03-13");
        check("- 31 juin 2026 : rien", "! impossible date");
        check("- 12 mars 2026", "! missing text");
        check("12 mars 2026 fut un jeudi", "none");
        check("- 12 Foo 2026: text", "none");
    }
}
