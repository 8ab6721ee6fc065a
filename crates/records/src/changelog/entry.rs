//! From what a line, row or property says to a change entry, or to the reason why it is none.

use vaultdex_notes::Span;

use super::entry_line::Stamped;
use super::sentence;
use crate::model::{ChangeEntry, ChangeLog, ChangeSource, DeclaredFormat, Malformed, Moment};

/// The list of entries that stand in no order but that of the note, such as the bullets of one day.
pub(crate) const NO_LIST: u32 = 0;
/// The list of the lines above the first heading.
pub(crate) const FIRST_LIST: u32 = 1;

/// The list that begins with a heading, a table or a property.
pub(crate) fn list_at(start: Span) -> u32 {
    start.start.saturating_add(2)
}

/// What carries entries hands over one of these; [`Draft::finish`] reads its text.
pub(crate) struct Draft<'a> {
    pub(crate) moment: Moment,
    pub(crate) text: &'a str,
    pub(crate) version: Option<&'a str>,
    pub(crate) source: ChangeSource,
    pub(crate) span: Span,
    pub(crate) list: u32,
}

impl<'a> Draft<'a> {
    pub(crate) fn of(stamped: &Stamped<'a>, source: ChangeSource, span: Span, list: u32) -> Draft<'a> {
        Draft { moment: stamped.moment, text: stamped.text, version: stamped.version, source, span, list }
    }

    /// The entry, without details; or why it is none.
    pub(crate) fn finish(self, formats: &[DeclaredFormat]) -> Result<ChangeEntry, &'static str> {
        if sentence::has_open_bracket(self.text) {
            return Err("bracket not closed");
        }
        let body = sentence::read(self.text, formats);
        Ok(ChangeEntry {
            moment: self.moment,
            verb: body.verb,
            text: self.text.to_owned(),
            subject: body.subject,
            object: body.object,
            version: self.version.map(str::to_owned).or(body.version),
            author: body.author,
            details: Vec::new(),
            source: self.source,
            span: self.span,
            list: self.list,
        })
    }
}

/// The number that a version is called by: `1.2` of `v1.2`, `Version 1.2` and `Ver. 1.2`.
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

/// Notes a line that tried to be an entry.
pub(crate) fn report(log: &mut ChangeLog, text: &str, reason: &str, suggestion: Option<String>, span: Span) {
    log.malformed.push(Malformed { text: text.trim().to_owned(), reason: reason.to_owned(), suggestion, span });
}
