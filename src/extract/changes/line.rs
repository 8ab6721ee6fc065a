//! One line of a history: is it a change entry, a version, or did it try to be one? Knows nothing of the lines around.

use std::sync::LazyLock;

use regex::Regex;

use super::stamp::{self, Fault};
use crate::model::{DateOrder, Moment};

/// What stands between marker and stamp, and between stamp and separator.
const OPENING: &str = r#"['"`‘“(\[*_]*"#;
const CLOSING: &str = r#"['"`’”)\]*_]*"#;
const SEPARATOR: &str = r"\s*(?:--?|–|—|:|\||→|,)\s*";

/// A line that is an entry by its form.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Stamped<'a> {
    /// When.
    pub(super) moment: Moment,
    /// The body behind the separator, without a closing quote that belongs to the line; empty for a bare version.
    pub(super) text: &'a str,
    /// The version that the line begins with, for a version list.
    pub(super) version: Option<&'a str>,
    /// Byte offset of the date in the line.
    pub(super) at: usize,
}

/// What a line that begins with a date turned out to be.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Line<'a> {
    /// An entry.
    Stamped(Stamped<'a>),
    /// Nothing but a date, as a heading over the entries of a day.
    Day(Stamped<'a>),
    /// A line that tried to be an entry.
    Malformed {
        /// Why it is none, in the words of spec/changelog.md b.8.
        reason: &'static str,
        /// The line as it should read, where that is certain.
        suggestion: Option<String>,
        /// The body, where one can be told.
        text: &'a str,
        /// Byte offset of the date in the line.
        at: usize,
        /// Whether nothing but the stamp itself is wrong.
        is_certain: bool,
    },
}

/// Reads a line without its line break. `None` for all that neither is nor tries to be an entry.
pub(super) fn read(line: &str, order: Option<DateOrder>) -> Option<Line<'_>> {
    // A mask is a template's own line, never an entry (spec/changelog.md b.1).
    if !may_be_stamped(line) || line.contains("YYYY") {
        return None;
    }
    // spec/changelog.md b.3: VER before ENTRY, for a version may look like the beginning of a stamp.
    version(line, order).or_else(|| entry(line, order)).or_else(|| loose(line, order)).or_else(|| unknown_month(line))
}

/// Whether a line could begin with a stamp or a version: a cheap look at its first letters.
fn may_be_stamped(line: &str) -> bool {
    let bytes = line.as_bytes();
    // Markers, quotes and heading numbers are short, and so is what stands before a year: the rest is prose.
    let head = &bytes[..bytes.len().min(40)];
    let Some(first) = head.iter().position(u8::is_ascii_alphanumeric) else { return false };
    let stamp = &bytes[first..bytes.len().min(first + 60)];
    // A word can only be a month, `version` or the x of a task, with a number behind it.
    let n_letters = stamp.iter().take_while(|byte| byte.is_ascii_alphabetic() || !byte.is_ascii()).count();
    let behind = stamp[n_letters..].iter().find(|byte| !matches!(byte, b' ' | b'\t' | b'.' | b']'));
    if !behind.is_some_and(u8::is_ascii_digit) {
        return false;
    }
    // Four digits in a row cover one of every four places.
    (3..stamp.len()).step_by(4).filter(|place| stamp[*place].is_ascii_digit()).any(|place| {
        let last = stamp.len().min(place + 4);
        stamp[place - 3..last].windows(4).any(|run| run.iter().all(u8::is_ascii_digit))
    })
}

fn version(line: &str, order: Option<DateOrder>) -> Option<Line<'_>> {
    static VERSION: LazyLock<Regex> = LazyLock::new(|| {
        compile(&format!(
            r"^[ \t]*(?:[-*+]\s+|\#{{1,6}}\s+)?[*_]*\[?(?:[vV]|[Vv]ersion\s+)?(?P<ver>[0-9]+(?:\.[0-9]+){{1,3}}(?:-[0-9A-Za-z.-]+)?)\]?(?:\([^()\s]*\))?[*_]*\s*(?:[-–—:]\s*|\(){}\)?[*_]*(?:\s*\[?YANKED\]?)?\s*",
            stamp::pattern()
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
    Some(match stamp::read(&found, order) {
        Ok(moment) => Line::Stamped(Stamped { moment, text, version, at }),
        Err(fault) => Line::Malformed { reason: fault.reason(), suggestion: None, text, at, is_certain: true },
    })
}

fn entry(line: &str, order: Option<DateOrder>) -> Option<Line<'_>> {
    static ENTRY: LazyLock<Regex> = LazyLock::new(|| {
        // What follows is cut off by hand: captures over a long line are slow.
        compile(&format!(r"{}(?P<sep>{SEPARATOR})(?P<q3>[*_]*)\s*", lead()))
    });
    let found = ENTRY.captures(line)?;
    let date = found.name("date")?;
    let quote = found.name("q").map_or("", |quote| quote.as_str());
    let closing = found.name("q2").map_or("", |quote| quote.as_str());
    // `**2026-01-07:** text` closes what stands before the stamp; `2026-01-07 - **Breaking**: text` opens emphasis.
    let is_open = quote.contains(['*', '_']) && !closing.contains(['*', '_']);
    let is_parted = line[..found[0].len()].ends_with(char::is_whitespace);
    let start = found.name("q3").filter(|_| !is_open && !is_parted).map_or(found[0].len(), |marks| marks.start());
    let body = line[start..].trim_end();
    if body.is_empty() {
        return None;
    }
    let text = if closing.is_empty() { without_closing(body, quote) } else { body };
    let malformed = |reason, suggestion, is_certain| {
        Some(Line::Malformed { reason, suggestion, text, at: date.start(), is_certain })
    };
    let moment = match stamp::read(&found, order) {
        Ok(moment) => moment,
        // The day is certain; only the mask has to go.
        Err(Fault::Unfilled) => {
            let end = found.name("sep")?.start();
            let fixed = format!("{}{closing} - {body}", &line[..date.end()]);
            return malformed(Fault::Unfilled.reason(), (end > date.end()).then(|| fixed.trim().to_owned()), true);
        }
        Err(fault) => return malformed(fault.reason(), None, true),
    };
    let opened = |open: char, close: char| quote.contains(open) && !closing.contains(close) && text.len() == body.len();
    if opened('[', ']') || opened('(', ')') {
        let fixed = format!("{}{}", &line[..found.name("q")?.start()], &line[date.start()..]);
        return malformed("bracket not closed", Some(fixed.trim().to_owned()), false);
    }
    if text.trim_matches(|letter: char| "*_'\"`".contains(letter) || letter.is_whitespace()).is_empty() {
        return malformed("missing text", None, false);
    }
    Some(Line::Stamped(Stamped { moment, text, version: None, at: date.start() }))
}

/// A line that begins with a date in numbers and is no entry (LOOSE of spec/changelog.md b.3).
fn loose(line: &str, order: Option<DateOrder>) -> Option<Line<'_>> {
    static LOOSE: LazyLock<Regex> = LazyLock::new(|| compile(&lead()));
    static EMPTY: LazyLock<Regex> = LazyLock::new(|| compile(&format!(r"^(?:{SEPARATOR})?[*_'\x22`]*$")));
    let found = LOOSE.captures(line)?;
    let date = found.name("date")?;
    let rest = &line[found[0].len()..];
    let at = date.start();
    let is_heading = found.name("mk").is_some_and(|marker| marker.as_str().starts_with('#'));
    let is_numeric = found.name("mdy").is_none() && found.name("dmy").is_none();
    let moment = stamp::read(&found, order);
    if let (true, Ok(moment)) = (is_heading && rest.trim().is_empty(), moment) {
        return Some(Line::Day(Stamped { moment, text: "", version: None, at }));
    }
    if is_heading || !is_numeric {
        return None;
    }
    let text = rest.trim();
    // `03/04/20251` is a number of something.
    if found.name("ny").is_some_and(|year| line[year.end()..].starts_with(|next: char| next.is_ascii_digit())) {
        return None;
    }
    let malformed =
        |reason: &'static str, suggestion| Some(Line::Malformed { reason, suggestion, text, at, is_certain: false });
    if let Err(fault) = moment {
        return malformed(fault.reason(), None);
    }
    if EMPTY.is_match(rest) {
        return malformed("missing text", None);
    }
    // `2024-12-07_0800` and `2024-12-07 8:5`: there is more to the stamp than can be read, so nothing is certain.
    let digit_follows = text.trim_start_matches(['_', 'T', 't']).starts_with(|letter: char| letter.is_ascii_digit());
    if digit_follows && found.name("h").is_none() {
        return malformed("impossible time", None);
    }
    let fixed = format!("{} - {text}", found[0].trim());
    malformed("no separator", Some(fixed))
}

/// `12 Foo 2024 - …` and `Decmber 12, 2024 - …`. A word before the number is taken for a month only where it is nearly
/// one: `Phase 2, 2024 - …` is none.
fn unknown_month(line: &str) -> Option<Line<'_>> {
    static WORDS: LazyLock<Regex> = LazyLock::new(|| {
        compile(&format!(
            r"^(?P<mk>[ \t]*(?:[-*+]|[0-9]+[.)])\s+(?:\[.\]\s+)?)?{OPENING}(?:(?P<dm>[0-9]{{1,2}}(?:st|nd|rd|th)?\s+(?P<w1>\p{{Lu}}\p{{L}}{{2,9}})\.?,?\s+[0-9]{{4}})|(?P<md>(?P<w2>\p{{L}}{{3,10}})\.?\s+[0-9]{{1,2}}(?:st|nd|rd|th)?,?\s+[0-9]{{4}})){CLOSING}{SEPARATOR}"
        ))
    });
    const MONTHS: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    let found = WORDS.captures(line)?;
    let date = found.name("dm").or(found.name("md"))?;
    let word = found.name("w1").or(found.name("w2"))?;
    let folded = word.as_str().to_lowercase();
    let near: Vec<&str> = MONTHS.into_iter().filter(|month| is_near(&folded, month)).collect();
    if found.name("md").is_some() && near.is_empty() {
        return None;
    }
    let suggestion = match near.as_slice() {
        [month] => {
            let name = format!("{}{}", month[..1].to_uppercase(), &month[1..]);
            Some(format!("{}{name}{}", &line[..word.start()], &line[word.end()..]).trim().to_owned())
        }
        _ => None,
    };
    let text = line[found[0].len()..].trim();
    Some(Line::Malformed { reason: Fault::UnknownMonth.reason(), suggestion, text, at: date.start(), is_certain: true })
}

/// Whether two words are at most two letters added, lost or changed apart and begin alike.
fn is_near(word: &str, month: &str) -> bool {
    let (word, month): (Vec<char>, Vec<char>) = (word.chars().collect(), month.chars().collect());
    if word.len() < 3 || word.first() != month.first() || word.len().abs_diff(month.len()) > 2 || month.len() < 5 {
        return false;
    }
    let mut row: Vec<usize> = (0..=month.len()).collect();
    for (place, letter) in word.iter().enumerate() {
        let mut corner = row[0];
        row[0] = place + 1;
        for column in 0..month.len() {
            let changed = corner + usize::from(month[column] != *letter);
            corner = row[column + 1];
            row[column + 1] = changed.min(corner + 1).min(row[column] + 1);
        }
    }
    row[month.len()] <= 2
}

/// The beginning that ENTRY and LOOSE share: indentation, marker or heading number, opening quote, stamp, closing quote.
fn lead() -> String {
    format!(
        r"^[ \t]*(?P<mk>(?:[-*+]|[0-9]+[.)])\s+(?:\[.\]\s+)?|\#{{1,6}}\s+(?:\([0-9]+(?:\.[0-9]+)*\)\s*|[0-9]+(?:\.[0-9]+)+\.?\s+)?)?(?P<q>{OPENING}){}(?P<q2>{CLOSING})",
        stamp::pattern()
    )
}

/// The body without the quote that closes what was opened before the stamp (spec/changelog.md b.3).
fn without_closing<'a>(text: &'a str, quote: &str) -> &'a str {
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

fn compile(pattern: &str) -> Regex {
    Regex::new(pattern).expect("the pattern is valid")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(input: &str, expected: &str) {
        let told = match read(input, None) {
            None => "none".to_owned(),
            Some(Line::Day(stamped)) => format!("day {}", stamped.moment),
            Some(Line::Stamped(Stamped { moment, text, version: Some(version), .. })) => {
                format!("{moment} | v{version} | {text}")
            }
            Some(Line::Stamped(Stamped { moment, text, .. })) => format!("{moment} | {text}"),
            Some(Line::Malformed { reason, .. }) => format!("! {reason}"),
        };
        assert_eq!(told, expected, "{input:?}");
    }

    #[test]
    fn entries_drift_in_marker_quote_separator_and_stamp() {
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
    }

    #[test]
    fn other_lines_are_none() {
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
    fn a_bare_date_is_a_day_only_as_a_heading() {
        check("### 2024-12-07", "day 2024-12-07");
        check("### [2024-12-07]", "day 2024-12-07");
        check("- 2024-12-07", "! missing text");
        check("### 2024-12-07 without a dash", "none");
    }
}
