//! Ranges of a note that are excluded from its lines: code blocks, formulas and comments.

use std::ops::Range;

use vaultdex_notes::{NonProse, NonProseKind};

use super::key_line::trimmed;
use super::tables::TableText;

/// The excluded ranges of a note.
pub(crate) struct ExcludedRanges<'a> {
    pub text: &'a str,
    /// In order.
    pub ranges: &'a [NonProse],
    /// The tables of the note, in order.
    pub tables: &'a [TableText<'a>],
}

impl ExcludedRanges<'_> {
    /// Whether an offset is in an excluded range.
    pub fn contains(&self, offset: usize) -> bool {
        self.at(offset).is_some()
    }

    /// Whether a line begins inside an excluded block: a code block, a formula, a comment or a table.
    pub fn contains_line(&self, offset: usize) -> bool {
        self.is_in_table(offset)
            || self.at(offset).is_some_and(|it| {
                let begins_before = (it.span.start as usize) < offset;
                let text = &self.text[it.span.range()];
                let is_comment = it.kind == NonProseKind::Comment || text.starts_with("<!--");
                begins_before
                    || is_comment
                    || text.starts_with("```")
                    || text.starts_with("~~~")
                    || text.starts_with("$$")
            })
    }

    /// Returns a line without a comment at its end.
    pub fn without_comment(&self, line: Range<usize>) -> Range<usize> {
        let before_end = self.ranges.partition_point(|it| (it.span.start as usize) < line.end);
        let Some(last) = self.ranges[..before_end].last() else { return line };
        let start = last.span.start as usize;
        let is_comment = last.kind == NonProseKind::Comment || self.text[start..].starts_with("<!--");
        if start > line.start && is_comment && last.span.end as usize >= line.end {
            return trimmed(self.text, line.start..start);
        }
        line
    }

    /// Whether an offset is in a table, which is read as such and is not part of the text around it.
    fn is_in_table(&self, offset: usize) -> bool {
        let after = self.tables.partition_point(|table| table.span.start as usize <= offset);
        self.tables[..after].last().is_some_and(|table| table.span.contains(offset as u32))
    }

    fn at(&self, offset: usize) -> Option<&NonProse> {
        let after = self.ranges.partition_point(|it| it.span.start as usize <= offset);
        self.ranges[..after].last().filter(|it| it.span.contains(offset as u32))
    }
}
