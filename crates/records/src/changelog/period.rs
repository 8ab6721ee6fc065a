//! Stamps that state a period: `2026-04-06 to 2026-04-08`, `2026-04-09 09:00 – 10:00`. The first moment counts, and the
//! end is no part of the text (docs/spec/changelog.md#stamps).

use std::sync::LazyLock;

use regex::{Captures, Regex};

use super::line_author::split_leading_author;
use super::remark::is_blank;
use crate::changelog::entry_pattern::{CLOSING, EntryLine, SEPARATOR, TimestampedLine};
use crate::model::{DateOrder, Moment, Precision};
use crate::normalize::pattern::compile;
use crate::normalize::timestamp;

/// The end of a period at the beginning of a text.
struct PeriodEnd {
    /// The byte offset of the end of its date or time.
    length: usize,
    /// Whether it may also be the beginning of the text: `2026-04-09 - 2026-04-10 release moved`.
    is_doubtful: bool,
}

/// Words after a date that make it a part of a sentence.
const SENTENCE_WORDS: [&str; 12] =
    ["is", "are", "was", "were", "will", "has", "have", "of", "became", "ist", "war", "von"];

/// Parses a line that begins with a period. `start` is the match of its beginning.
pub(crate) fn parse_period<'a>(line: &'a str, start: &Captures, order: Option<DateOrder>) -> Option<EntryLine<'a>> {
    static END: LazyLock<Regex> =
        LazyLock::new(|| compile(&format!(r"^(?P<marks>{CLOSING})(?P<sep>{SEPARATOR}|\s+|$)[*_]*\s*")));
    let (date, closing) = (start.name("date")?, start.name("q2")?);
    let rest = &line[closing.start()..];
    if !may_be_period(rest) {
        return None;
    }
    let moment = timestamp::parse_captures(start, order).ok()?;
    let end = period_end(moment, rest, start.name("y").is_some(), order)?;
    let rest = &rest[end.length..];
    let found = END.captures(rest)?;
    let text = rest[found[0].len()..].trim_end();
    let marker = start.name("mk").map_or("", |marker| marker.as_str());
    let is_heading = marker.starts_with('#');
    let (is_separated, is_marked) = (!found["sep"].trim().is_empty(), !found["marks"].is_empty());
    let at = date.start();
    if is_blank(text) {
        return Some(match is_heading {
            true => EntryLine::Day(TimestampedLine::new(moment, "", at)),
            false => {
                let reason = "missing text";
                EntryLine::Malformed { reason, suggestion: None, text, at, is_certain: false, day: Some(moment) }
            }
        });
    }
    let is_written = start.name("mdy").is_some() || start.name("dmy").is_some();
    // `March 28, 2026 to March 30, 2026` may begin a sentence.
    let is_sentence = is_written && marker.is_empty();
    // `2026-04-08 – 2026-04-20 is the new go-live date`
    let goes_on = text.split(' ').next().is_some_and(|first| SENTENCE_WORDS.contains(&first));
    if !is_separated && !is_marked && (end.is_doubtful || is_sentence || goes_on) {
        return None;
    }
    let stamped = TimestampedLine::new(moment, text, at);
    Some(match is_heading && !is_separated {
        true => EntryLine::Day(stamped),
        false => EntryLine::Entry(split_leading_author(stamped, is_separated)),
    })
}

/// Whether a second moment may follow the first one. A cheap check before any parsing.
fn may_be_period(rest: &str) -> bool {
    let head = rest.bytes().take(32);
    let is_join = |byte: u8| matches!(byte, b'-' | b'/' | b't' | b'u' | b'b' | b'a') || !byte.is_ascii();
    head.clone().any(is_join) && head.skip(1).any(|byte| byte.is_ascii_digit())
}

fn period_end(start: Moment, text: &str, is_year_first: bool, order: Option<DateOrder>) -> Option<PeriodEnd> {
    static JOIN: LazyLock<Regex> = LazyLock::new(|| {
        compile(&format!(
            r"^{CLOSING}(?:\s*(?P<sign>--?|–|—|/)\s*|\s+(?i:to|until|till|through|thru|bis|au|al|hasta)\s+)[*_(\[`]*"
        ))
    });
    static TIME: LazyLock<Regex> = LazyLock::new(|| {
        compile(r"^(?P<time>[0-9]{1,2}[:.][0-9]{2}(?:\s?[AaPp]\.?[Mm]\b\.?)?)(?:\s*(?:Z|UTC|GMT|CES?T|MES?Z)\b)?")
    });
    static DAY: LazyLock<Regex> = LazyLock::new(|| compile(r"^(?:(?P<mo>[0-9]{1,2})-)?(?P<d>[0-9]{1,2})"));
    let join = JOIN.captures(text)?;
    let sign = join.name("sign").map(|sign| sign.as_str());
    let rest = &text[join[0].len()..];
    let is_end = |length: usize| {
        let mut after = rest[length..].chars();
        let is_joined = |next: char| next.is_alphanumeric() || matches!(next, '/' | '%');
        let next = after.next();
        // `2026-04-09 – 10.5 hours` is not a period.
        let is_number = matches!(next, Some('.' | '-')) && after.next().is_some_and(|next| next.is_ascii_digit());
        !next.is_some_and(is_joined) && !is_number
    };
    let found =
        |length: usize, is_doubtful| is_end(length).then(|| PeriodEnd { length: join[0].len() + length, is_doubtful });
    if let Some((Ok(end), length)) = timestamp::stamp_at_start(rest, order) {
        let is_later = (end.date, end.time) > (start.date, start.time) && end.precision >= Precision::Day;
        return found(length, matches!(sign, Some("-" | "--"))).filter(|_| is_later);
    }
    if let Some(time) = TIME.captures(rest).filter(|_| start.time.is_some()) {
        let written = format!("{} {}", start.date, time["time"].replace('.', ":"));
        let end = timestamp::parse_date(&written, None)?.ok()?;
        // `09:00 – 10.30 EUR fee`
        let is_doubtful = time["time"].contains('.');
        return found(time[0].len(), is_doubtful).filter(|_| end.time > start.time);
    }
    // `2026-04-04/05`, `2026-03-30/04-02`
    let is_joined = join[0] == *"/" || join[0] == *"–";
    let day = DAY.captures(rest).filter(|_| is_joined && is_year_first && start.time.is_none())?;
    let number = |name: &str| day.name(name).and_then(|digits| digits.as_str().parse::<i8>().ok());
    let last = (number("mo").unwrap_or(start.date.month()), number("d")?);
    let is_later = last > (start.date.month(), start.date.day()) && last.0 <= 12 && last.1 <= 31;
    found(day[0].len(), false).filter(|_| is_later)
}
