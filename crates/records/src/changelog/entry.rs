//! Construction of change entries.

use vaultdex_notes::Span;

use super::sentence;
use crate::changelog::entry_pattern::TimestampedLine;
use crate::model::{ChangeEntry, ChangeLog, ChangeSource, DeclaredFormat, Malformed, Moment};

/// The list number of entries that are in the order of the note, such as the bullets of one day.
pub(crate) const NO_LIST: u32 = 0;
/// The list number of the lines above the first heading.
pub(crate) const FIRST_LIST: u32 = 1;

/// Returns the list number for the list that begins with a heading, a table or a property.
pub(crate) fn list_at(start: Span) -> u32 {
    start.start.saturating_add(2)
}

/// A change entry whose text has not been parsed yet.
pub(crate) struct EntryBuilder<'a> {
    pub(crate) moment: Moment,
    pub(crate) text: &'a str,
    pub(crate) version: Option<&'a str>,
    pub(crate) author: Option<&'a str>,
    pub(crate) source: ChangeSource,
    pub(crate) span: Span,
    pub(crate) list: u32,
}

impl<'a> EntryBuilder<'a> {
    pub(crate) fn of(stamped: &TimestampedLine<'a>, source: ChangeSource, span: Span, list: u32) -> EntryBuilder<'a> {
        let TimestampedLine { moment, text, version, author, .. } = *stamped;
        EntryBuilder { moment, text, version, author, source, span, list }
    }

    /// Parses the text and returns the entry without details, or the reason why it is malformed.
    pub(crate) fn finish(self, formats: &[DeclaredFormat]) -> Result<ChangeEntry, &'static str> {
        if sentence::has_open_bracket(self.text) {
            return Err("bracket not closed");
        }
        Ok(self.finish_as_written(formats))
    }

    /// Parses the text like [`EntryBuilder::finish`], but takes an open bracket as a sign like any other.
    pub(crate) fn finish_as_written(self, formats: &[DeclaredFormat]) -> ChangeEntry {
        let sentence = sentence::parse_sentence(self.text, formats);
        ChangeEntry {
            moment: self.moment,
            verb: sentence.verb,
            text: self.text.to_owned(),
            subject: sentence.subject,
            object: sentence.object,
            version: self.version.map(str::to_owned).or(sentence.version),
            author: self.author.map(sentence::person_name).or(sentence.author),
            details: Vec::new(),
            source: self.source,
            span: self.span,
            list: self.list,
        }
    }
}

/// Returns the number of a version: `1.2` for `v1.2`, `Version 1.2` and `Ver. 1.2`.
pub(crate) fn bare_version(written: &str) -> &str {
    const WORDS: [&str; 6] = ["version", "ver", "v", "release", "revision", "rev"];
    let rest = WORDS.iter().find_map(|word| {
        let (head, rest) = written.split_at_checked(word.len())?;
        let number = rest.trim_start_matches(['.', ' ']);
        let is_number = number.starts_with(|first: char| first.is_ascii_digit());
        (head.eq_ignore_ascii_case(word) && is_number).then_some(number)
    });
    rest.unwrap_or(written)
}

/// Adds a malformed line to the log.
pub(crate) fn report(log: &mut ChangeLog, text: &str, reason: &str, suggestion: Option<String>, span: Span) {
    log.malformed.push(Malformed { text: text.trim().to_owned(), reason: reason.to_owned(), suggestion, span });
}
