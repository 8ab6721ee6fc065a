//! Parsing of one line of a history as a change entry, a version or a malformed line. Does not know the lines around
//! it.

use std::ops::Range;
use std::sync::LazyLock;

use regex::{Captures, Regex};

use super::line_author::split_leading_author;
use super::remark::{is_blank, is_weekday};
use super::stamp_signs::StampSigns;
use super::version_line::{named_version, parse_version_line};
use super::{other_date_line, partial_date, period, short_year, task};
use crate::changelog::entry_pattern::{CLOSING, EMOJI, EntryLine, OPENING, SEPARATOR, TimestampedLine, WEEKDAY};
use crate::document::list_marker::{indent, item_text};
use crate::model::{DateOrder, Moment};
use crate::normalize::pattern::compile;
use crate::normalize::timestamp;
use crate::normalize::timestamp::TimestampError;

/// Parses a line without its line break. `None` for a line that is neither an entry nor malformed.
pub(crate) fn parse_entry_line(line: &str, order: Option<DateOrder>) -> Option<EntryLine<'_>> {
    // A line with a mask instead of a timestamp is part of a template. It is rejected here, since a mask does not begin
    // with a digit (docs/spec/changelog.md#where-entries-are-found).
    let signs = StampSigns::of(line);
    if !signs.any() {
        return None;
    }
    if item_text(indent(line).1).is_some_and(task::is_open_task) {
        return None;
    }
    let line = without_closing_hashes(line);
    // See docs/spec/changelog.md#version-lines. A version may look like the beginning of a timestamp, so it is tried
    // first.
    parse_version_line(line, order)
        .or_else(|| parse_stamped(line, order))
        .or_else(|| signs.words.then(|| other_date_line::parse_other_date(line)).flatten())
        .or_else(|| signs.short_year.then(|| short_year::parse_short_year(line, order)).flatten())
        .or_else(|| signs.words.then(|| partial_date::parse_unknown_month(line)).flatten())
        .or_else(|| partial_date::parse_partial_date(line, order))
        .map(|found| match found {
            EntryLine::Entry(stamped) if stamped.version.is_none() => EntryLine::Entry(named_version(stamped)),
            found => found,
        })
}

/// Returns a heading without closing hashes: `## 2025-06-01 ##`.
fn without_closing_hashes(line: &str) -> &str {
    let rest = line.trim_end().trim_end_matches('#');
    let is_closed = rest.ends_with([' ', '\t']) && rest.len() < line.trim_end().len();
    let text = rest.trim_end();
    if is_closed && indent(line).1.starts_with('#') && !text.ends_with('#') { text } else { line }
}

/// Parses a line that begins with a timestamp in numbers or with an English month.
fn parse_stamped(line: &str, order: Option<DateOrder>) -> Option<EntryLine<'_>> {
    static START: LazyLock<Regex> = LazyLock::new(|| compile(&entry_start_pattern()));
    let start = START.captures(line)?;
    period::parse_period(line, &start, order)
        .or_else(|| parse_entry(line, &start, order))
        .or_else(|| parse_unseparated(line, &start, order))
}

fn parse_entry<'a>(line: &'a str, start: &Captures, order: Option<DateOrder>) -> Option<EntryLine<'a>> {
    static REST: LazyLock<Regex> = LazyLock::new(|| compile(&format!(r"^(?P<sep>{SEPARATOR})(?P<q3>[*_]*)\s*")));
    static LINKED: LazyLock<Regex> = LazyLock::new(|| compile(&format!("{}{SEPARATOR}", entry_start_pattern())));
    let is_open = start["q"].contains("[[") && !start["q2"].contains("]]");
    let linked = if is_open { LINKED.captures(line) } else { None };
    // In `[[2025-03-24 10-00 UTC+1]] - text` what looks like a time zone is a part of the link.
    let is_closed = |linked: &&Captures| linked["q2"].contains("]]");
    let start = linked.as_ref().filter(is_closed).unwrap_or(start);
    let (date, quote, closing) = (start.name("date")?, start.name("q")?.as_str(), start.name("q2")?);
    // In `[[2025-03-24 - Kickoff]]` the separator is within the link.
    let (from, found) =
        [closing.end(), closing.start()].into_iter().find_map(|from| Some((from, REST.captures(&line[from..])?)))?;
    let closing = &line[closing.start()..from];
    let end = from + found[0].len();
    // In `**2026-01-07:** text` the marks close the emphasis around the timestamp; in `2026-01-07 - **Breaking**: text`
    // they open it.
    let is_open = quote.contains(['*', '_']) && !closing.contains(['*', '_']);
    let is_followed_by_space = line[..end].ends_with(char::is_whitespace);
    let marks = found.name("q3").filter(|_| !is_open && !is_followed_by_space);
    let body = line[marks.map_or(end, |marks| from + marks.start())..].trim_end();
    if body.is_empty() {
        return None;
    }
    let text = if closing.is_empty() { without_closing_quote(body, quote) } else { body };
    // In `[[2025-03-24|Monday]] Text` the pipe is part of the link.
    if quote.contains("[[") && found["sep"].trim() == "|" && body.contains("]]") {
        return None;
    }
    let malformed = |reason, suggestion, is_certain| {
        Some(EntryLine::Malformed { reason, suggestion, text, at: date.start(), is_certain, day: None })
    };
    let moment = match timestamp::parse_captures(start, order) {
        Ok(moment) => moment,
        // The day is unambiguous, so only the mask has to be removed.
        Err(TimestampError::Unfilled) => {
            let fixed = format!("{}{closing} - {body}", &line[..date.end()]);
            return malformed(
                TimestampError::Unfilled.reason(),
                (from > date.end()).then(|| fixed.trim().to_owned()),
                true,
            );
        }
        Err(error) => return malformed(error.reason(), None, true),
    };
    let opened = |open: char, close: char| quote.contains(open) && !closing.contains(close) && text.len() == body.len();
    if opened('[', ']') || opened('(', ')') {
        if is_link_end(text) {
            return linked_entry(line, start.name("q")?.range(), moment);
        }
        let fixed = format!("{}{}", &line[..start.name("q")?.start()], &line[date.start()..]);
        return malformed("bracket not closed", Some(fixed.trim().to_owned()), false);
    }
    if is_blank(text) {
        return malformed("missing text", None, false);
    }
    let at = date.start();
    if start.name("mk").is_some_and(|marker| marker.as_str().contains('#')) && is_weekday(text) {
        return Some(EntryLine::Day(TimestampedLine::new(moment, "", at)));
    }
    let (moment, text) = split_time(moment, text).unwrap_or((moment, text));
    Some(EntryLine::Entry(split_leading_author(TimestampedLine::new(moment, text, at), true)))
}

/// Whether a text is the rest of a link whose beginning precedes it.
fn is_link_end(text: &str) -> bool {
    text.contains("](") || text.matches("]]").count() > text.matches("[[").count()
}

/// Returns the entry whose text is a link that begins with the date: `- [2025-03-24 call](call.md)`. `quote` is the range
/// of the marks in front of the date.
fn linked_entry(line: &str, quote: Range<usize>, moment: Moment) -> Option<EntryLine<'_>> {
    let start = quote.start + line[quote.clone()].find('[')?;
    Some(EntryLine::Entry(TimestampedLine::new(moment, line[start..].trim(), quote.end)))
}

/// Parses a time that a separator separates from the day: `2025-03-15 - 14:30 - Moved`.
fn split_time(moment: Moment, text: &str) -> Option<(Moment, &str)> {
    static TIME: LazyLock<Regex> = LazyLock::new(|| {
        compile(
            r"^(?P<time>[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?)(?:\s*[-–]\s*[0-9]{1,2}:[0-9]{2})?(?:\s+--?|\s*(?:–|—|:|\||→|,))\s+",
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

/// Parses a line that begins with a date without a separator behind it: an entry, the heading of a day, or a malformed
/// line (docs/spec/changelog.md#malformed-lines).
fn parse_unseparated<'a>(line: &'a str, found: &Captures<'a>, order: Option<DateOrder>) -> Option<EntryLine<'a>> {
    static EMPTY: LazyLock<Regex> = LazyLock::new(|| compile(&format!(r"^(?:{SEPARATOR})?[*_'\x22`]*$")));
    let date = found.name("date")?;
    let rest = &line[found[0].len()..];
    let (at, text) = (date.start(), rest.trim());
    let marker = found.name("mk").map_or("", |marker| marker.as_str());
    let is_heading = marker.starts_with('#');
    let is_numeric = found.name("mdy").is_none() && found.name("dmy").is_none();
    let is_bare = EMPTY.is_match(rest.trim_end());
    // `03/04/20251` is not a date.
    if found.name("ny").is_some_and(|year| line[year.end()..].starts_with(|next: char| next.is_ascii_digit())) {
        return None;
    }
    let malformed = |reason: &'static str, suggestion, day| {
        Some(EntryLine::Malformed { reason, suggestion, text, at, is_certain: false, day })
    };
    let moment = match timestamp::parse_captures(found, order) {
        Ok(moment) => moment,
        Err(error) if is_numeric || is_bare => return malformed(error.reason(), None, None),
        Err(_) => return None,
    };
    if is_heading && (is_bare || is_weekday(text)) {
        return Some(EntryLine::Day(TimestampedLine::new(moment, "", at)));
    }
    if is_bare {
        return malformed("missing text", None, Some(moment));
    }
    // In `2024-12-07_0800` and `2024-12-07 8:5` the timestamp has a part that was not parsed.
    if found.name("h").is_none() && begins_like_time(text) {
        return malformed("impossible time", None, None);
    }
    let quote = &found["q"];
    // A timestamp at the beginning of a link cannot be separated from it.
    let is_open = quote.contains('[') && !found["q2"].contains(']');
    if is_open && is_link_end(text) {
        return linked_entry(line, found.name("q")?.range(), moment);
    }
    // A stamp in the form of the templates is an attempt at one of their lines, in which a separator follows.
    let is_of_template = line[date.end()..].starts_with('_') && found.name("h").is_some();
    if is_of_template || is_open {
        let fixed = format!("{} - {text}", found[0].trim());
        return malformed("no separator", Some(fixed).filter(|_| !is_open), Some(moment).filter(|_| is_heading));
    }
    // The marks around a date end it; otherwise it may be a part of a word, or of a sentence in a paragraph.
    let is_delimited = quote.contains(['[', '(', '*', '_', '`', '\'', '"']) && !found["q2"].is_empty();
    let is_separated = is_delimited || rest.starts_with(char::is_whitespace);
    let is_line = is_numeric || is_delimited || !marker.is_empty();
    if !is_separated || !is_line {
        return None;
    }
    let stamped = TimestampedLine::new(moment, text, at);
    Some(match is_heading {
        true => EntryLine::Day(stamped),
        false => EntryLine::Entry(split_leading_author(stamped, false)),
    })
}

/// Whether a text begins like the time of a stamp that cannot be read: `_0800`, `8:5`, `0800`.
fn begins_like_time(text: &str) -> bool {
    let bytes = text.as_bytes();
    let digits = match bytes {
        [b'_' | b'T' | b't', rest @ ..] => return rest.first().is_some_and(u8::is_ascii_digit),
        digits => digits.iter().take_while(|byte| byte.is_ascii_digit()).count(),
    };
    let is_clock =
        matches!(bytes.get(digits), Some(b':' | b'.')) && bytes.get(digits + 1).is_some_and(u8::is_ascii_digit);
    (1..3).contains(&digits) && is_clock || digits == 4 && matches!(bytes.get(4), None | Some(b' '))
}

/// Returns the pattern for the beginning of an entry: indentation, marker or heading number, opening quote, timestamp,
/// closing quote. An emoji and a weekday may precede the timestamp.
fn entry_start_pattern() -> String {
    format!(
        r"^[ \t]*(?P<mk>(?:[-*+]|[0-9]+[.)])\s+(?:\[.\]\s+)?|\#{{1,6}}\s+(?:\([0-9]+(?:\.[0-9]+)*\)\s*|[0-9]+(?:\.[0-9]+)+\.?\s+)?)?{EMOJI}(?P<q>{OPENING}){WEEKDAY}{}(?P<q2>{CLOSING})",
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
mod tests;
