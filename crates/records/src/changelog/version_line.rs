//! Lines that begin with a version and its date (docs/spec/changelog.md#version-lines).

use std::sync::LazyLock;

use regex::Regex;

use super::line_author::{is_person, split_leading_author};
use crate::changelog::entry_pattern::{EMOJI, EntryLine, TimestampedLine};
use crate::document::list_marker::item_text;
use crate::model::{DateOrder, Moment};
use crate::normalize::pattern::compile;
use crate::normalize::timestamp::{TimestampError, has_digit, parse_date, stamp_at_start};

/// Signs between the parts of a version line.
const SEPARATORS: [char; 10] = ['-', '–', '—', ':', '/', '|', ',', '·', '→', '~'];

/// A version at the beginning of a line.
struct Head<'a> {
    /// The version as it is written, with a word for it.
    words: &'a str,
    version: &'a str,
    /// Whether the number is certainly a version and not the beginning of another number.
    is_certain: bool,
    /// Whether there is a word for it, or a `v`.
    is_named: bool,
    /// The byte offset of its end.
    end: usize,
}

fn parse_head(line: &str) -> Option<Head<'_>> {
    static HEAD: LazyLock<Regex> = LazyLock::new(|| {
        compile(&format!(
            r"^[ \t]*(?:(?:[-*+]|[0-9]+[.)])\s+|\#{{1,6}}\s+)?{EMOJI}[*_~`]*\[?[*_~`]*(?P<words>(?P<word>(?i:version|release|revision|ver\.?|rev\.?)\s*[vV]?|[vV]\.?\s?)?(?P<ver>[0-9]+(?:\.[0-9]+){{0,3}}(?:[-+.]?[0-9A-Za-z]+)*))[*_~`]*\]?(?:\([^()\s]*\)|\[[^\[\]]*\])?[*_~`:]*"
        ))
    });
    // Most titles and texts have no number.
    let found = HEAD.captures(Some(line).filter(|line| has_digit(line.as_bytes()))?)?;
    let (words, version) = (found.name("words")?.as_str(), found.name("ver")?.as_str());
    let n_points = version.split('.').take_while(|part| part.starts_with(|first: char| first.is_ascii_digit())).count();
    let is_date = stamp_at_start(&line[found.name("ver")?.start()..], None).is_some();
    let is_named = found.name("word").is_some();
    let is_certain = is_named || n_points > 2;
    let end = found[0].len();
    (!is_date && (is_certain || n_points == 2)).then_some(Head { words, version, is_certain, is_named, end })
}

/// Parses a line that begins with a version, a separator or bracket, and a date: `v1.2 (2024-05-01): text`,
/// `**v1.2** — March 2024`, `1.2.0 / 2024-05-01`.
pub(crate) fn parse_version_line(line: &str, order: Option<DateOrder>) -> Option<EntryLine<'_>> {
    let head = parse_head(line)?;
    let after = &line[head.end..];
    let rest = after.trim_start();
    let at = line.len() - rest.len();
    let (moment, title, text) = match rest.strip_prefix(['(', '[']) {
        Some(inner) => split_bracketed_date(inner, order)?,
        None => {
            let date = rest.trim_start_matches(SEPARATORS).trim_start();
            let is_separated = rest.starts_with(SEPARATORS) || head.is_certain && after.starts_with([' ', '\t']);
            let date = Some(date).filter(|_| is_separated)?.trim_start_matches(['*', '_', '(', '[']);
            let (moment, length) = stamp_at_start(date, order)?;
            (moment, "", date[length..].trim_start_matches([')', ']']))
        }
    };
    let moment = match moment {
        Ok(moment) => moment,
        Err(error) => {
            let reason = error.reason();
            return Some(EntryLine::Malformed { reason, suggestion: None, text, at, is_certain: true, day: None });
        }
    };
    let text = without_yanked(text.trim_start_matches(['*', '_', '~', '`']).trim());
    // In `v1.2.0 - 2024-05-01 and later` the date is part of a sentence, unless the line is a heading.
    let is_heading = line.trim_start().starts_with('#');
    let is_item = || item_text(line.trim_start()).is_some() && head.is_certain && !continues_sentence(text);
    let is_separated = text.starts_with(SEPARATORS) || text.starts_with(['(', '[', '"', '\'', '“']);
    if !text.is_empty() && !is_separated && !is_heading && !rest.starts_with('(') && !is_item() {
        return None;
    }
    let text = text.trim_start_matches(SEPARATORS).trim().trim_start_matches(['*', '_']).trim();
    let line = TimestampedLine { version: Some(head.version), ..TimestampedLine::new(moment, text, at) };
    if !text.is_empty() {
        let line = split_leading_author(line, true);
        let author = line.author.or(Some(title).filter(|title| is_person(title)));
        return Some(EntryLine::Entry(TimestampedLine { author, ..line }));
    }
    match title.is_empty() {
        true => Some(EntryLine::Day(TimestampedLine { text: head.words, ..line })),
        false => Some(EntryLine::Entry(TimestampedLine { text: title, ..line })),
    }
}

/// Whether a text goes on with the sentence to which a date in front of it belongs.
fn continues_sentence(text: &str) -> bool {
    const WORDS: [&str; 16] = [
        "and", "or", "to", "till", "until", "through", "onwards", "is", "was", "will", "are", "were", "has", "had",
        "for", "at",
    ];
    let word = text.split(|letter: char| !letter.is_alphanumeric()).next().unwrap_or_default();
    WORDS.contains(&word)
}

/// Splits the text after an opening bracket into a date, other text in the brackets, and the text after them.
fn split_bracketed_date(inner: &str, order: Option<DateOrder>) -> Option<(Result<Moment, TimestampError>, &str, &str)> {
    let end = inner.find([')', ']'])?;
    let (inner, text) = (inner[..end].trim(), &inner[end + 1..]);
    match stamp_at_start(inner, order) {
        Some((moment, length)) => Some((moment, inner[length..].trim_start_matches([',', ';', ':', ' ']), text)),
        // `v3.0.0 (2026): text`
        None => Some((Ok(parse_date(inner, order)?.ok()?), "", text)),
    }
}

/// Returns a text without the mark of a withdrawn release.
fn without_yanked(text: &str) -> &str {
    let mark = ["[YANKED]", "(YANKED)", "YANKED"].into_iter().find_map(|mark| text.strip_prefix(mark));
    mark.map_or(text, str::trim_start)
}

/// Returns the version that a heading without a date consists of, with its title: `## v1.8.0`, `## [0.3.0] – Kelp`.
pub(crate) fn undated_version(line: &str) -> Option<(&str, &str)> {
    let head = parse_head(line)?;
    let rest = line[head.end..].trim_start();
    (rest.is_empty() || rest.starts_with(SEPARATORS)).then_some((head.version, head.words))
}

/// Returns the version at the beginning of a title, or at its end behind a name: `Version 1.2 (stable)`, `notify 6.1.1`.
pub(crate) fn version_in_title(title: &str) -> Option<&str> {
    static LAST: LazyLock<Regex> =
        LazyLock::new(|| compile(r"(?:^|[\s\[(-])[vV]?(?P<ver>[0-9]+(?:\.[0-9]+){1,3}(?:-[0-9A-Za-z.-]+)?)[\])*_`]*$"));
    let head = parse_head(title).filter(|head| head.is_certain || head.end == title.trim_end().len());
    head.map(|head| head.version).or_else(|| Some(LAST.captures(title)?.name("ver")?.as_str()))
}

/// Whether a title consists of a version: `v1.8.0`, `Version 2.4`.
pub(crate) fn is_version_alone(title: &str) -> bool {
    parse_head(title).is_some_and(|head| head.end == title.trim_end().len())
}

/// Moves a version at the beginning of a text to the version of the line: `v1.2: Widened the queue`, `v1.2 Widened the
/// queue`.
pub(crate) fn leading_version(line: TimestampedLine<'_>) -> TimestampedLine<'_> {
    let Some(head) = parse_head(line.text) else { return line };
    let rest = line.text[head.end..].trim_start();
    // `V2 Orders went live` and `1.5 million rows moved` are texts.
    let is_sure = head.is_named && head.version.contains('.') && rest.starts_with(char::is_uppercase);
    let is_separated = rest.starts_with(SEPARATORS) || line.text[..head.end].ends_with(':') || is_sure;
    let text = rest.trim_start_matches(SEPARATORS).trim_start();
    match is_separated && !text.is_empty() {
        true => TimestampedLine { text, version: Some(head.version), ..line },
        false => line,
    }
}

/// Moves a version with a word or letter for it, behind a date and in front of a separator, to the version of the line:
/// `2026-02-20 v3.9: fixed`.
pub(crate) fn named_version(line: TimestampedLine<'_>) -> TimestampedLine<'_> {
    let is_named = |head: &Head| head.is_named && head.version.contains('.');
    let Some(head) = parse_head(line.text).filter(is_named) else { return line };
    let rest = line.text[head.end..].trim_start();
    // In `v1.2-beta` and `v1.2/v1.3` the sign is part of the version or of the text.
    let is_separated = line.text[..head.end].ends_with(':')
        || rest.starts_with([':', '–', '—', '|', '·', '→'])
        || rest.starts_with("- ");
    let text = rest.trim_start_matches(SEPARATORS).trim_start();
    // `v1.2 – v1.3 migration`
    let is_range = text.trim_start_matches(['v', 'V']).starts_with(|first: char| first.is_ascii_digit());
    match is_separated && !is_range && !text.is_empty() {
        true => TimestampedLine { text, version: Some(head.version), ..line },
        false => line,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::changelog::stamp_signs::StampSigns;

    fn check(line: &str, expected: &str) {
        let found = match parse_version_line(line, None) {
            Some(EntryLine::Day(found)) => format!("{} | v{}", found.moment, found.version.unwrap_or_default()),
            Some(EntryLine::Entry(found)) => {
                let author = found.author.map_or(String::new(), |author| format!(" by {author}"));
                format!("{} | v{} | {}{author}", found.moment, found.version.unwrap_or_default(), found.text)
            }
            _ => "none".to_owned(),
        };
        assert_eq!(found, expected, "{line:?}");
        // The line must have a sign without which it is not parsed.
        assert!(expected == "none" || StampSigns::of(line).any(), "{line:?}");
    }

    #[test]
    fn versions_and_dates_are_written_in_many_ways() {
        check("## v1.2 (2024-03-01)", "2024-03-01 | v1.2");
        check("### 1.2.0 / 2024-03-01", "2024-03-01 | v1.2.0");
        check("## 0.3.0 2024-03-01", "2024-03-01 | v0.3.0");
        check("## ~~[v0.3.0] - 2024-03-01~~", "2024-03-01 | v0.3.0");
        check("# 1.2.0 (July 9, 2024)", "2024-07-09 | v1.2.0");
        check("## [1.2.0](https://example.com/1.2.0) — 2024-03-01", "2024-03-01 | v1.2.0");
        check("**v1.2** — March 2024", "2024-03 | v1.2");
        check("**Version 1.0** - 2025-10-20", "2025-10-20 | v1.0");
        check("## Release 2 (Q1 2025)", "2025-Q1 | v2");
        check("- v3.0.0 (2026): text", "2026 | v3.0.0 | text");
        check("- **v1.0.0 (2025-11-07 06:15)** - text", "2025-11-07 06:15 | v1.0.0 | text");
        check("- v1.0 (2026-09-26, M. Roe): text", "2026-09-26 | v1.0 | text by M. Roe");
        check("### v0.41.0 (2026-04-19, end of phase 0)", "2026-04-19 | v0.41.0 | end of phase 0");
        check("Version 1.3 – 12 Jan 2025 – J. Doe: text", "2025-01-12 | v1.3 | text by J. Doe");
        check("## [1.1.31] - 2025-06-25 \"Update\"", "2025-06-25 | v1.1.31 | \"Update\"");
        check("## 1.2.0 (2024-03-01) [YANKED]", "2024-03-01 | v1.2.0");
        check("- 🚀 v1.2 – 12. März 2026", "2026-03-12 | v1.2");
    }

    #[test]
    fn the_text_of_a_list_item_may_follow_the_date_behind_a_space() {
        check("- v3.1 2026-02-09 Fixed retries", "2026-02-09 | v3.1 | Fixed retries");
        check("- **v3.2** 2026-02-11 fixed more", "2026-02-11 | v3.2 | fixed more");
        check("- v3.1 2026-02-09 and later", "none");
        check("v3.1 2026-02-09 was the last", "none");
    }

    #[test]
    fn other_numbers_are_not_versions() {
        for line in
            ["- 3.2 2024-12-11", "- 12 2024-12-11", "- v1.0 (2024-01-XX): text", "2024.12.07 - text", "- v1.0: text"]
        {
            check(line, "none");
        }
    }

    #[test]
    fn a_heading_may_be_a_version_without_a_date() {
        assert_eq!(undated_version("## v1.8.0"), Some(("1.8.0", "v1.8.0")));
        assert_eq!(undated_version("## [0.3.0] – Kelp"), Some(("0.3.0", "0.3.0")));
        assert_eq!(undated_version("## Version 2.4"), Some(("2.4", "Version 2.4")));
        assert_eq!(undated_version("## 4.2 Alarms"), None);
        assert_eq!(undated_version("## Alarms"), None);
        assert_eq!(version_in_title("notify 6.1.1"), Some("6.1.1"));
        assert_eq!(version_in_title("Version 1.2.3 (Current), @kim"), Some("1.2.3"));
        assert_eq!(version_in_title("Queue work"), None);
    }
}
