//! Headings in the body of a note.

use std::ops::Range;

use super::{Body, LeafBlock};
use crate::model::{Block, BlockKind, Heading, NonProseKind};
use crate::parse::blocks;

impl Body<'_, '_> {
    pub(super) fn start_heading(&mut self, level: u8, range: Range<usize>) {
        let next = self.regions.partition_point(|region| region.span.start < range.start);
        let region = self.regions.get(next).filter(|region| region.span.start == range.start);
        let Some(region) = region.filter(|region| region.kind != NonProseKind::Html) else {
            let start = self.heading_start(level, &range);
            if start > range.start {
                self.add_block(BlockKind::Paragraph, &(range.start..start));
            }
            self.leaf = Some(LeafBlock::Heading(level));
            return self.add_block(BlockKind::Heading, &(start..range.end));
        };
        // Not a heading, but a masked comment or formula.
        self.leaf = Some(LeafBlock::Verbatim);
        let is_comment = region.kind == NonProseKind::Comment;
        if self.containers.is_empty() {
            let kind = if is_comment { BlockKind::Comment } else { BlockKind::Math };
            self.note.blocks.push(Block { kind, span: self.lines.span(region.span.clone()) });
        }
    }

    pub(super) fn end_heading(&mut self, level: u8, range: Range<usize>) {
        // Headings in quotes and list items do not count (docs/spec/obsidian.md#headings).
        if !self.containers.is_empty() {
            return;
        }
        let range = self.heading_start(level, &range)..range.end;
        let from = if self.is_atx(level, &range) { range.start + usize::from(level) } else { range.start };
        let to = self.inline_text.as_ref().map_or(from, |it| it.range.end.max(from));
        let text = self.text[from..to].trim().to_string();
        let span = self.trimmed_span(range);
        self.note.headings.push(Heading { level, text, span });
    }

    fn is_atx(&self, level: u8, range: &Range<usize>) -> bool {
        blocks::atx_level(&self.text[range.clone()]) == Some(level)
    }

    /// Returns where a heading begins. An underline makes a heading of the line above it only; earlier lines are a
    /// paragraph (docs/spec/obsidian.md#headings).
    fn heading_start(&self, level: u8, range: &Range<usize>) -> usize {
        if self.is_atx(level, range) {
            return range.start;
        }
        let is_break = |letter: char| matches!(letter, '\n' | '\r');
        let text = self.text[range.clone()].trim_end();
        let above = text.rfind(is_break).map_or("", |underline| text[..underline].trim_end_matches(is_break));
        above.rfind(is_break).map_or(range.start, |line_break| range.start + line_break + 1)
    }
}

#[cfg(test)]
mod tests {
    use crate::parse::note;

    #[test]
    fn underline_makes_a_heading_of_one_line() {
        let check = |text: &str, headings: &[(u8, &str, u32)], blocks: &[&str]| {
            let note = note(text);
            let found: Vec<_> = note.headings.iter().map(|it| (it.level, it.text.as_str(), it.span.line)).collect();
            assert_eq!(found, headings, "{text:?}");
            let found: Vec<_> = note.blocks.iter().map(|it| &text[it.span.range()]).collect();
            assert_eq!(found, blocks, "{text:?}");
        };
        check("a\n===\n", &[(1, "a", 1)], &["a\n==="]);
        check("a\n  b\nc *d*\n---\n", &[(2, "c *d*", 3)], &["a\n  b", "c *d*\n---"]);
        check("a\r\nb ^id\r\n===\r\n", &[(1, "b ^id", 2)], &["a", "b ^id\r\n==="]);
        check("# a\nb\n-", &[(1, "a", 1), (2, "b", 2)], &["# a", "b\n-"]);
    }
}
