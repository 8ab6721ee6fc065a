//! The result of parsing an entry line, and patterns for its parts.

use crate::model::Moment;

/// The pattern between the list marker and the timestamp.
pub(crate) const OPENING: &str = r#"(?:['"`‘“(*_]*\[\[[^\[\]|]*/|['"`‘“(\[*_]*)"#;

/// The pattern for emoji in front of a date.
pub(crate) const EMOJI: &str = r"(?:[\p{So}\x{200d}\x{fe0f}]+\s*)?";

/// The pattern for the name of a weekday in front of a date: `Fri 2026-03-13`, `Freitag, 13. März 2026`.
pub(crate) const WEEKDAY: &str = r"(?:(?:(?i:mon(?:day)?|tue(?:s(?:day)?)?|wed(?:nesday)?|thu(?:r(?:s(?:day)?)?)?|fri(?:day)?|sat(?:urday)?|sun(?:day)?|montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonnabend|sonntag|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|lunes|martes|miércoles|jueves|viernes|sábado|domingo)|M[io]\.|D[io]\.|Fr\.|S[ao]\.)[.,]{0,2}\s+)?";

/// The pattern between the timestamp and the separator. A timestamp may be the link to a daily note:
/// `[[Daily/2025-03-25 Tuesday|Tue]]`, `[2025-03-25](Daily/2025-03-25.md)`.
pub(crate) const CLOSING: &str =
    r#"(?:(?:[ _][^\[\]|#]*|\.md)?(?:\#[^\[\]|]*)?(?:\|[^\[\]|]*)?\]\]|\]\((?:<[^<>]*>|[^()\s]*)\))?['"`’”)\]*_]*"#;

pub(crate) const SEPARATOR: &str = r"\s*(?:--?|–|—|:|：|\||→|,|·)\s*";

/// A line in the form of an entry.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct TimestampedLine<'a> {
    /// When the change was made.
    pub(crate) moment: Moment,
    /// The text after the separator, without a closing quote that belongs to the line.
    pub(crate) text: &'a str,
    /// The version at the beginning of the line, for a version list.
    pub(crate) version: Option<&'a str>,
    /// The author between the date and the text.
    pub(crate) author: Option<&'a str>,
    /// Byte offset of the date in the line.
    pub(crate) at: usize,
}

impl<'a> TimestampedLine<'a> {
    pub(crate) fn new(moment: Moment, text: &'a str, at: usize) -> TimestampedLine<'a> {
        TimestampedLine { moment, text, version: None, author: None, at }
    }
}

/// A line that begins with a date.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum EntryLine<'a> {
    /// An entry.
    Entry(TimestampedLine<'a>),
    /// A date or a release that dates the lines below. Its text, possibly empty, is a title: the text of an entry if
    /// there is nothing below.
    Day(TimestampedLine<'a>),
    /// A malformed entry.
    Malformed {
        /// The reason, as listed in docs/spec/changelog.md#malformed-lines.
        reason: &'static str,
        /// The corrected line, if it is unambiguous.
        suggestion: Option<String>,
        /// The text, if it can be determined.
        text: &'a str,
        /// Byte offset of the date in the line.
        at: usize,
        /// Whether only the timestamp is malformed.
        is_certain: bool,
        /// The day, if it is valid and dates the lines below: the entry has no text, or is a heading without separator.
        day: Option<Moment>,
    },
}
