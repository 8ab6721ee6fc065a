//! From what a line, row or property says to a change entry, or to the reason why it is none.

use super::body;
use super::line::Stamped;
use crate::model::{ChangeEntry, ChangeLog, ChangeSource, DeclaredFormat, Malformed, Moment, Span};

/// What carries entries hands over one of these; [`Draft::finish`] reads its text.
pub(super) struct Draft<'a> {
    pub(super) moment: Moment,
    pub(super) text: &'a str,
    pub(super) version: Option<&'a str>,
    pub(super) source: ChangeSource,
    pub(super) span: Span,
}

impl<'a> Draft<'a> {
    pub(super) fn of(stamped: &Stamped<'a>, source: ChangeSource, span: Span) -> Draft<'a> {
        Draft { moment: stamped.moment, text: stamped.text, version: stamped.version, source, span }
    }

    /// The entry, without details; or why it is none.
    pub(super) fn finish(self, formats: &[DeclaredFormat]) -> Result<ChangeEntry, &'static str> {
        if body::has_open_bracket(self.text) {
            return Err("bracket not closed");
        }
        let body = body::read(self.text, formats);
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
        })
    }
}

/// Notes a line that tried to be an entry.
pub(super) fn report(log: &mut ChangeLog, text: &str, reason: &str, suggestion: Option<String>, span: Span) {
    log.malformed.push(Malformed { text: text.trim().to_owned(), reason: reason.to_owned(), suggestion, span });
}
