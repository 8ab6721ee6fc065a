//! What in a note is no part of its lines: code blocks, formulas and comments.

use std::ops::Range;

use vaultdex_notes::{Hidden, HiddenKind};

use super::key_line::trimmed;

/// The hidden stretches of a note.
pub(crate) struct Cover<'a> {
    pub text: &'a str,
    /// In order.
    pub hidden: &'a [Hidden],
}

impl Cover<'_> {
    /// Whether a place lies in something hidden.
    pub fn holds(&self, offset: usize) -> bool {
        self.at(offset).is_some()
    }

    /// Whether a line begins inside something hidden that is no part of its text: a code block, a comment.
    pub fn holds_line(&self, offset: usize) -> bool {
        self.at(offset).is_some_and(|it| {
            let begins_before = (it.span.start as usize) < offset;
            let text = &self.text[it.span.range()];
            let is_comment = it.kind == HiddenKind::Comment || text.starts_with("<!--");
            begins_before || is_comment || text.starts_with("```") || text.starts_with("~~~") || text.starts_with("$$")
        })
    }

    /// A line without the comment that ends it.
    pub fn without_comment(&self, line: Range<usize>) -> Range<usize> {
        let before_end = self.hidden.partition_point(|it| (it.span.start as usize) < line.end);
        let Some(last) = self.hidden[..before_end].last() else { return line };
        let start = last.span.start as usize;
        let is_comment = last.kind == HiddenKind::Comment || self.text[start..].starts_with("<!--");
        if start > line.start && is_comment && last.span.end as usize >= line.end {
            return trimmed(self.text, line.start..start);
        }
        line
    }

    fn at(&self, offset: usize) -> Option<&Hidden> {
        let after = self.hidden.partition_point(|it| it.span.start as usize <= offset);
        self.hidden[..after].last().filter(|it| it.span.holds(offset as u32))
    }
}
