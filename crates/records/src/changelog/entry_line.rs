//! Parsing of one line of a history as a change entry, a version or a malformed line. Does not know the lines around
//! it.

use std::sync::LazyLock;

use regex::Regex;

use super::partial_date;
use crate::changelog::entry_pattern::{CLOSING, EntryLine, OPENING, SEPARATOR, TimestampedLine};
use crate::document::list_marker::indent;
use crate::model::{DateOrder, Moment};
use crate::normalize::pattern::compile;
use crate::normalize::timestamp;
use crate::normalize::timestamp::TimestampError;
use crate::vocabulary::calendar::WEEKDAYS;

/// Parses a line without its line break. `None` for a line that is neither an entry nor malformed.
pub(crate) fn parse_entry_line(line: &str, order: Option<DateOrder>) -> Option<EntryLine<'_>> {
    // A line with a mask instead of a timestamp is part of a template. It is rejected here, since a mask does not begin
    // with a digit (docs/spec/changelog.md#where-entries-are-found).
    if !may_be_stamped(line) {
        return None;
    }
    let line = without_closing_hashes(line);
    // See docs/spec/changelog.md#version-lines. A version may look like the beginning of a timestamp, so it is tried
    // first.
    parse_version_line(line, order)
        .or_else(|| parse_entry(line, order))
        .or_else(|| parse_malformed(line, order))
        .or_else(|| partial_date::parse_unknown_month(line))
        .or_else(|| partial_date::parse_partial_date(line, order))
}

/// Returns a heading without closing hashes: `## 2025-06-01 ##`.
fn without_closing_hashes(line: &str) -> &str {
    let rest = line.trim_end().trim_end_matches('#');
    let is_closed = rest.ends_with([' ', '\t']) && rest.len() < line.trim_end().len();
    let text = rest.trim_end();
    if is_closed && indent(line).1.starts_with('#') && !text.ends_with('#') { text } else { line }
}

/// Whether a line could begin with a timestamp or a version. A cheap check of its first characters.
fn may_be_stamped(line: &str) -> bool {
    let bytes = line.as_bytes();
    // Markers, quotation marks, heading numbers and the part of a date before the year are short.
    let head = &bytes[..bytes.len().min(40)];
    let Some(mut first) = head.iter().position(u8::is_ascii_alphanumeric) else { return false };
    if bytes[..first].ends_with(b"[[") {
        // The folder of a daily note precedes its name.
        let link = &bytes[first..bytes.len().min(first + 200)];
        let name = link.split(|byte| matches!(byte, b']' | b'|')).next().unwrap_or(link);
        first += name.iter().rposition(|byte| *byte == b'/').map_or(0, |slash| slash + 1);
    }
    let mut stamp = &bytes[first..bytes.len().min(first + 60)];
    // A word can only be a month, `version` or the `x` of a task, and a number must follow.
    let n_letters = stamp.iter().take_while(|byte| byte.is_ascii_alphabetic() || !byte.is_ascii()).count();
    let after = stamp[n_letters..].iter().find(|byte| !matches!(byte, b' ' | b'\t' | b'.' | b']'));
    if !after.is_some_and(u8::is_ascii_digit) {
        return false;
    }
    // A version may be a link of any length, followed by the date.
    if let Some(target) = memchr::memmem::find(stamp, b"](") {
        let link = &bytes[first + target..];
        let end = memchr::memchr(b')', link).unwrap_or(0);
        stamp = &bytes[first..bytes.len().min(first + target + end + 60)];
    }
    // Every run of four digits contains one of every four positions.
    (3..stamp.len()).step_by(4).filter(|at| stamp[*at].is_ascii_digit()).any(|at| {
        let last = stamp.len().min(at + 4);
        stamp[at - 3..last].windows(4).any(|run| run.iter().all(u8::is_ascii_digit))
    })
}

fn parse_version_line(line: &str, order: Option<DateOrder>) -> Option<EntryLine<'_>> {
    static VERSION: LazyLock<Regex> = LazyLock::new(|| {
        compile(&format!(
            r"^[ \t]*(?:[-*+]\s+|\#{{1,6}}\s+)?[*_]*\[?(?:[vV]|[Vv]ersion\s+)?(?P<ver>[0-9]+(?:\.[0-9]+){{1,3}}(?:-[0-9A-Za-z.-]+)?)\]?(?:\([^()\s]*\))?[*_]*\s*(?:[-–—:]\s*|\(){}\)?[*_]*(?:\s*\[?YANKED\]?)?\s*",
            timestamp::pattern()
        ))
    });
    let found = VERSION.captures(line)?;
    let at = found.name("date")?.start();
    let rest = &line[found[0].len()..];
    if !rest.is_empty() && !rest.starts_with(['-', '–', '—', ':']) {
        return None;
    }
    let text = rest.trim_start_matches(['-', '–', '—', ':']).trim().trim_start_matches(['*', '_']).trim();
    let version = found.name("ver").map(|version| version.as_str());
    Some(match timestamp::parse_captures(&found, order) {
        Ok(moment) => EntryLine::Entry(TimestampedLine { moment, text, version, at }),
        Err(error) => {
            let reason = error.reason();
            EntryLine::Malformed { reason, suggestion: None, text, at, is_certain: true, day: None }
        }
    })
}

fn parse_entry(line: &str, order: Option<DateOrder>) -> Option<EntryLine<'_>> {
    static ENTRY: LazyLock<Regex> = LazyLock::new(|| {
        // The text is split off without a capture, since captures over a long line are slow.
        compile(&format!(r"{}(?P<sep>{SEPARATOR})(?P<q3>[*_]*)\s*", entry_start_pattern()))
    });
    let found = ENTRY.captures(line)?;
    let date = found.name("date")?;
    let quote = found.name("q").map_or("", |quote| quote.as_str());
    let closing = found.name("q2").map_or("", |quote| quote.as_str());
    // In `**2026-01-07:** text` the marks close the emphasis around the timestamp; in `2026-01-07 - **Breaking**: text`
    // they open it.
    let is_open = quote.contains(['*', '_']) && !closing.contains(['*', '_']);
    let is_followed_by_space = line[..found[0].len()].ends_with(char::is_whitespace);
    let start =
        found.name("q3").filter(|_| !is_open && !is_followed_by_space).map_or(found[0].len(), |marks| marks.start());
    let body = line[start..].trim_end();
    if body.is_empty() {
        return None;
    }
    let text = if closing.is_empty() { without_closing_quote(body, quote) } else { body };
    // In `[[2025-03-24|Monday]] Text` the pipe is part of the link.
    if quote.ends_with("[[") && found["sep"].trim() == "|" && body.contains("]]") {
        return None;
    }
    let malformed = |reason, suggestion, is_certain| {
        Some(EntryLine::Malformed { reason, suggestion, text, at: date.start(), is_certain, day: None })
    };
    let moment = match timestamp::parse_captures(&found, order) {
        Ok(moment) => moment,
        // The day is unambiguous, so only the mask has to be removed.
        Err(TimestampError::Unfilled) => {
            let end = found.name("sep")?.start();
            let fixed = format!("{}{closing} - {body}", &line[..date.end()]);
            return malformed(
                TimestampError::Unfilled.reason(),
                (end > date.end()).then(|| fixed.trim().to_owned()),
                true,
            );
        }
        Err(error) => return malformed(error.reason(), None, true),
    };
    let opened = |open: char, close: char| quote.contains(open) && !closing.contains(close) && text.len() == body.len();
    if opened('[', ']') || opened('(', ')') {
        let fixed = format!("{}{}", &line[..found.name("q")?.start()], &line[date.start()..]);
        // Removing a bracket that is part of a link would break the link.
        let is_link = text.contains("](") || text.matches("]]").count() > text.matches("[[").count();
        return malformed("bracket not closed", Some(fixed.trim().to_owned()).filter(|_| !is_link), false);
    }
    if is_blank(text) {
        return malformed("missing text", None, false);
    }
    let at = date.start();
    if found.name("mk").is_some_and(|marker| marker.as_str().contains('#')) && is_weekday(text) {
        return Some(EntryLine::Day(TimestampedLine { moment, text: "", version: None, at }));
    }
    let (moment, text) = split_time(moment, text).unwrap_or((moment, text));
    Some(EntryLine::Entry(TimestampedLine { moment, text, version: None, at }))
}

/// Whether a text is blank: only marks, or a comment.
fn is_blank(text: &str) -> bool {
    let is_comment = |open: &str, close: &str| {
        let inner = text.strip_prefix(open).and_then(|rest| rest.strip_suffix(close));
        inner.is_some_and(|inner| !inner.contains(close))
    };
    let is_mark = |letter: char| "*_'\"`".contains(letter) || letter.is_whitespace();
    text.chars().all(is_mark) || is_comment("<!--", "-->") || is_comment("%%", "%%")
}

/// Whether a text is the name of a weekday: `(Sunday)`, `Mon.`
fn is_weekday(text: &str) -> bool {
    let name = text.trim_matches(|letter: char| !letter.is_alphanumeric());
    name.is_ascii() && (3..10).contains(&name.len()) && {
        let name = name.to_ascii_lowercase();
        WEEKDAYS.iter().any(|day| *day == name || name.len() < 6 && day.starts_with(&name))
    }
}

/// Parses a time that a separator separates from the day: `2025-03-15 - 14:30 - Moved`.
fn split_time(moment: Moment, text: &str) -> Option<(Moment, &str)> {
    static TIME: LazyLock<Regex> = LazyLock::new(|| {
        compile(
            r"^(?P<time>[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?)(?:[-–][0-9]{1,2}:[0-9]{2})?(?:\s+--?|\s*(?:–|—|:|\||→|,))\s+",
        )
    });
    let is_time = text.starts_with(|first: char| first.is_ascii_digit()) && text.get(1..3)?.contains(':');
    if !is_time || moment.time.is_some() {
        return None;
    }
    let found = TIME.captures(text)?;
    let rest = &text[found[0].len()..];
    let written = format!("{} {}", moment.date, &found["time"]);
    match timestamp::parse_date(&written, None)? {
        Ok(moment) if moment.time.is_some() && !rest.is_empty() => Some((moment, rest)),
        _ => None,
    }
}

/// Parses a line that begins with a numeric date but is not an entry (docs/spec/changelog.md#malformed-lines).
fn parse_malformed(line: &str, order: Option<DateOrder>) -> Option<EntryLine<'_>> {
    static START: LazyLock<Regex> = LazyLock::new(|| compile(&entry_start_pattern()));
    static EMPTY: LazyLock<Regex> = LazyLock::new(|| compile(&format!(r"^(?:{SEPARATOR})?[*_'\x22`]*$")));
    let found = START.captures(line)?;
    let date = found.name("date")?;
    let rest = &line[found[0].len()..];
    let at = date.start();
    let is_heading = found.name("mk").is_some_and(|marker| marker.as_str().starts_with('#'));
    let is_numeric = found.name("mdy").is_none() && found.name("dmy").is_none();
    let moment = timestamp::parse_captures(&found, order);
    let text = rest.trim();
    let is_bare = EMPTY.is_match(rest);
    if let (true, Ok(moment)) = (is_heading && (is_bare || is_weekday(text)), moment) {
        return Some(EntryLine::Day(TimestampedLine { moment, text: "", version: None, at }));
    }
    // A heading that begins with a date and a space is a day with a title; in `2025-06-01x` the date is part of a word.
    if !is_bare && is_heading && !rest.starts_with(char::is_whitespace) || !is_numeric && !is_bare {
        return None;
    }
    // `03/04/20251` is not a date.
    if found.name("ny").is_some_and(|year| line[year.end()..].starts_with(|next: char| next.is_ascii_digit())) {
        return None;
    }
    let malformed = |reason: &'static str, suggestion, day| {
        Some(EntryLine::Malformed { reason, suggestion, text, at, is_certain: false, day })
    };
    let moment = match moment {
        Ok(moment) => moment,
        Err(error) => return malformed(error.reason(), None, None),
    };
    if is_bare {
        return malformed("missing text", None, Some(moment));
    }
    // In `2024-12-07_0800` and `2024-12-07 8:5` the timestamp has a part that was not parsed.
    let digit_follows = text.trim_start_matches(['_', 'T', 't']).starts_with(|letter: char| letter.is_ascii_digit());
    if digit_follows && found.name("h").is_none() {
        return malformed("impossible time", None, None);
    }
    let fixed = format!("{} - {text}", found[0].trim());
    // A timestamp at the beginning of a link cannot be separated from it.
    let is_open = found["q"].contains('[') && !found["q2"].contains(']');
    malformed("no separator", Some(fixed).filter(|_| !is_open), Some(moment).filter(|_| is_heading))
}

/// Returns the pattern for the beginning of an entry: indentation, marker or heading number, opening quote, timestamp,
/// closing quote. An emoji may precede the timestamp.
fn entry_start_pattern() -> String {
    format!(
        r"^[ \t]*(?P<mk>(?:[-*+]|[0-9]+[.)])\s+(?:\[.\]\s+)?(?:[\p{{So}}\x{{200d}}\x{{fe0f}}]+\s*)?|\#{{1,6}}\s+(?:\([0-9]+(?:\.[0-9]+)*\)\s*|[0-9]+(?:\.[0-9]+)+\.?\s+)?)?(?P<q>{OPENING}){}(?P<q2>{CLOSING})",
        timestamp::pattern()
    )
}

/// Returns the text without the quote that closes the one before the timestamp (docs/spec/changelog.md#entry-lines).
fn without_closing_quote<'a>(text: &'a str, quote: &str) -> &'a str {
    let mut text = text;
    for open in quote.chars().rev() {
        let close = match open {
            '‘' => '’',
            '“' => '”',
            '(' => ')',
            '[' => ']',
            same => same,
        };
        let balanced = matches!(open, '(' | '[') && text.matches(open).count() == text.matches(close).count();
        match text.strip_suffix(close) {
            Some(inner) if !balanced => text = inner.trim_end(),
            _ => break,
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(input: &str, expected: &str) {
        let described = match parse_entry_line(input, None) {
            None => "none".to_owned(),
            Some(EntryLine::Day(stamped)) => format!("day {}", stamped.moment),
            Some(EntryLine::Entry(TimestampedLine { moment, text, version: Some(version), .. })) => {
                format!("{moment} | v{version} | {text}")
            }
            Some(EntryLine::Entry(TimestampedLine { moment, text, .. })) => format!("{moment} | {text}"),
            Some(EntryLine::Malformed { reason, suggestion: Some(fixed), .. }) if line_is_linked(input) => {
                format!("! {reason} => {fixed}")
            }
            Some(EntryLine::Malformed { reason, .. }) => format!("! {reason}"),
        };
        assert_eq!(described, expected, "{input:?}");
    }

    fn line_is_linked(line: &str) -> bool {
        line.contains("[[") || line.contains("](")
    }

    #[test]
    fn entries_vary_in_marker_quote_separator_and_timestamp() {
        check("- 2024-12-07_08-00 - Initial setup", "2024-12-07 08:00 | Initial setup");
        check("2024-12-07_15-16- Initial desk installation", "2024-12-07 15:16 | Initial desk installation");
        check("* [x] 2024-12-07 – done", "2024-12-07 | done");
        check("12) 2024/12/7 10:30:15 → done", "2024-12-07 10:30 | done");
        check("- **2026-01-07:** text", "2026-01-07 | text");
        check("- **2025-10-20**: text", "2025-10-20 | text");
        check("- **2025-10-20: text**", "2025-10-20 | text");
        check("- '2024-12-07_08-00 - Updated [a] for [b]'", "2024-12-07 08:00 | Updated [a] for [b]");
        check("- “2024-12-07 — quoted”", "2024-12-07 | quoted");
        check("- [2024-12-07] text [a]", "! no separator");
        check("- [2024-12-07] - text [a]", "2024-12-07 | text [a]");
        check("- [2024-12-07 - text]", "2024-12-07 | text");
        check("- [2024-12-07 - text [a]", "! bracket not closed");
        check("- (2024-12-07) | text", "2024-12-07 | text");
        check("- `2024-12-07` - text", "2024-12-07 | text");
        check("- [[2024-12-07]]: text", "2024-12-07 | text");
        check("* 2022/08/02, v0.70, initial release.", "2022-08-02 | v0.70, initial release.");
        check("#### (3.1.1) 2024-12-11_14-06 - Standards", "2024-12-11 14:06 | Standards");
        check("## 3.2 2024-12-11 - Standards", "2024-12-11 | Standards");
        check("March 28, 2026 - text", "2026-03-28 | text");
        check("- 10 May 2024: text", "2024-05-10 | text");
        check("- 2024-12-07T08:00:00Z -- text", "2024-12-07 08:00 | text");
        check("- 2024-12-07 at 8:05 pm - text", "2024-12-07 20:05 | text");
    }

    #[test]
    fn versions_come_before_entries() {
        check("## [1.2.0] - 2024-05-01", "2024-05-01 | v1.2.0 | ");
        check("## [1.2.0](https://example.com/a) (2024-05-01)", "2024-05-01 | v1.2.0 | ");
        check("- v1.2 (2024-05-01): text", "2024-05-01 | v1.2 | text");
        check("- **1.2.0-beta.1** – 10 May 2024 — text", "2024-05-10 | v1.2.0-beta.1 | text");
        check("## Version 1.2 - 2024-05-01 [YANKED]", "2024-05-01 | v1.2 | ");
        check("- v1.2.0 - 2024-02-30", "! impossible date");
        check("- v1.2.0 - Review Enhancement", "none");
        let link = "https://github.example.com/northwind/orders-to-erp/compare/v1.1.0...v1.2.0";
        check(&format!("## [1.2.0]({link}) (2025-06-01)"), "2025-06-01 | v1.2.0 | ");
        check(&format!("- [v1.2.0]({link}) (2025-06-08) - x"), "2025-06-08 | v1.2.0 | x");
    }

    #[test]
    fn a_timestamp_may_be_the_link_to_a_daily_note() {
        check("- [[2025-03-24|Monday]] - A", "2025-03-24 | A");
        check("- [[Daily/2025-03-25]] - B", "2025-03-25 | B");
        check("- [[Daily/2025-03-26|2025-03-26]] - C", "2025-03-26 | C");
        check("- [[Log/2025/2025-03-26 Wednesday#Late]] - C", "2025-03-26 | C");
        check("- [2025-03-27](Daily/2025-03-27.md) - D", "2025-03-27 | D");
        check("### [2025-06-04](Daily/2025-06-04.md) - Setup", "2025-06-04 | Setup");
        check("- [[2025-03-24|Monday]] A", "! no separator => - [[2025-03-24|Monday]] - A");
        check("- [2025-03-24 call](a.md) - A", "! no separator");
        check("- [2025-03-24 - call](a.md)", "! bracket not closed");
    }

    #[test]
    fn a_time_may_be_separate_or_a_period() {
        check("- 2025-03-14 10:00-11:30 - Maintenance", "2025-03-14 10:00 | Maintenance");
        check("- 2025-03-15 - 14:30 - Moved", "2025-03-15 14:30 | Moved");
        check("2025-03-16, 14:30 - Moved", "2025-03-16 14:30 | Moved");
        check("- 2025-03-15 - 14:30 batch was late", "2025-03-15 | 14:30 batch was late");
        check("- 2025-03-15 - 25:30 - Moved", "2025-03-15 | 25:30 - Moved");
        check("- 2025-03-19 14:30 CET - x", "2025-03-19 14:30 | x");
    }

    #[test]
    fn months_and_quarters_keep_their_precision() {
        check("- 2025-04 - x", "2025-04 | x");
        check("- April 2025 - x", "2025-04 | x");
        check("* **Q2 2025**: x", "2025-Q2 | x");
        check("- 2025-Q2 – x", "2025-Q2 | x");
        check("- 04-Jun-2025 - a", "2025-06-04 | a");
        check("- ✅ 2025-06-09 - g", "2025-06-09 | g");
        check("- 2025-13 - x", "! impossible date");
        check("- 2025-04 x", "none");
        check("- 2025-04-x", "none");
        check("### April 2025 - x", "none");
    }

    #[test]
    fn other_lines_are_not_entries() {
        check("- Created: 2024-12-09_12-05", "none");
        check("**Last Updated**: 2025-10-23", "none");
        check("- Integration Updates: 'YYYY-MM-DD_HH-mm - Updated [integration] for [purpose]'", "none");
        check("  - Core connections defined", "none");
        check("> 2024-12-07 - quoted", "none");
        check("| 2024-12-07 | a |", "none");
        check("INT-2024-003 - Orders", "none");
        check("- Phase 2, 2024 - plan", "none");
        check("- 03/04/20251 - plan", "none");
        check("March 28, 2026 without a dash", "none");
        check("", "none");
    }

    #[test]
    fn a_date_alone_is_a_day_only_as_a_heading() {
        check("### 2024-12-07", "day 2024-12-07");
        check("### [2024-12-07]", "day 2024-12-07");
        check("- 2024-12-07", "! missing text");
        check("- 2024-12-07 - <!-- todo -->", "! missing text");
        check("### 2024-12-07 (Saturday)", "day 2024-12-07");
        check("### 2024-12-07 - Sat", "day 2024-12-07");
        check("### 2024-12-07:", "day 2024-12-07");
        check("### 2024-12-07 ###", "day 2024-12-07");
        check("### 2024-12-07 - Setup ###", "2024-12-07 | Setup");
        check("### 2024-12-07 without a dash", "! no separator");
        check("### 2024-12-07x", "none");
        check("### 08/06/2025", "! ambiguous D/M");
        check("### 2025-02-30", "! impossible date");
    }
}
