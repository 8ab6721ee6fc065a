//! The context for reading the history of a note.

use std::ops::Range;

use vaultdex_notes::{LineIndex, NonProseKind, Note, Span};

use crate::changelog::scope::Scope;
use crate::vocabulary::synonyms::Synonyms;

/// A note with the data needed to read its history.
pub(crate) struct History<'a> {
    pub(crate) text: &'a str,
    pub(crate) note: &'a Note,
    pub(crate) synonyms: &'a Synonyms,
    pub(crate) lines: &'a LineIndex<'a>,
    /// The scope at the beginning of the note, followed by the scope of each heading.
    pub(crate) scopes: Vec<Scope>,
    /// The callouts that are histories as a whole.
    pub(crate) callouts: Vec<(Span, Scope)>,
}

impl History<'_> {
    /// Returns the span of a range without surrounding white space.
    pub(crate) fn span(&self, range: Range<usize>) -> Span {
        let text = &self.text[range.clone()];
        let start = range.start + text.len() - text.trim_start().len();
        self.lines.span(start..(range.start + text.trim_end().len()).max(start))
    }

    /// Returns the scope of an offset.
    pub(crate) fn scope(&self, offset: usize) -> Scope {
        let idx = self.callouts.partition_point(|(callout, _)| callout.end as usize <= offset);
        if let Some((_, scope)) = self.callouts.get(idx).filter(|(callout, _)| callout.start as usize <= offset) {
            return *scope;
        }
        self.scopes[self.note.headings.partition_point(|heading| heading.span.end as usize <= offset)]
    }

    /// Whether a timestamp at `offset` is in code, math, HTML or a comment. A timestamp that is itself marked as code
    /// is not.
    pub(crate) fn is_code(&self, offset: usize, line_end: usize) -> bool {
        /// Length of the longest timestamp with its backticks: `September 28th, 2026 at 10:30:00`.
        const LONGEST_STAMP: usize = 36;
        let hidden = &self.note.non_prose;
        let idx = hidden.partition_point(|hidden| hidden.span.end as usize <= offset);
        let Some(hidden) = hidden.get(idx).filter(|hidden| hidden.span.start as usize <= offset) else { return false };
        let length = hidden.span.range().len();
        hidden.kind != NonProseKind::Code || length > LONGEST_STAMP || hidden.span.end as usize >= line_end
    }
}
