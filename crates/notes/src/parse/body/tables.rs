//! Tables in the body of a note. The Markdown parser continues a table to the next blank line and drops cells beyond the
//! columns of the header; Obsidian does neither (docs/spec/obsidian.md#tables).

use std::ops::Range;

use super::{Body, Container, InlineText, LeafBlock};
use crate::model::BlockKind;
use crate::parse::inlines;

impl Body<'_, '_> {
    pub(super) fn start_table(&mut self, range: Range<usize>) {
        self.table_tail = tail_start(self.text, &range).map(|start| start..range.end);
        let end = self.table_tail.as_ref().map_or(range.end, |tail| tail.start);
        self.add_block(BlockKind::Table, &(range.start..end));
        self.containers.push(Container::Other);
    }

    /// Ends a table; the lines below it become a paragraph.
    pub(super) fn end_table(&mut self) {
        self.containers.pop();
        let Some(tail) = self.table_tail.take() else { return };
        let text = &self.text[tail.clone()];
        let tail = self.trim(tail.end - text.trim_start_matches(is_prefix).len()..tail.end);
        self.add_block(BlockKind::Paragraph, &tail);
        self.parse_inlines(tail, LeafBlock::Paragraph);
    }

    pub(super) fn start_row(&mut self, start: usize) {
        let end = self.text[start..].find(['\n', '\r']).map_or(self.text.len(), |length| start + length);
        self.row = end..end;
    }

    /// Notes that a cell of the current row was parsed. The parser adds cells that a short row lacks at the start of the
    /// next line; they are not part of the row.
    pub(super) fn extend_row(&mut self, cell: &Range<usize>) {
        if cell.end <= self.row.end {
            self.row.start = cell.end;
        }
    }

    /// Parses the cells of a row that the header has no column for.
    pub(super) fn add_excess_cells(&mut self) {
        let Range { start: from, end: line_end } = self.row.clone();
        let rest = &self.text[from..line_end];
        if rest.trim_matches(|letter: char| letter == '|' || letter.is_whitespace()).is_empty() {
            return;
        }
        let mut start = from;
        while start < line_end {
            let end = cell_end(self.text, start..line_end);
            let cell = self.text[start..end].trim();
            let indent = self.text[start..end].len() - self.text[start..end].trim_start().len();
            if !cell.is_empty() {
                let range = start + indent..start + indent + cell.len();
                self.inlines.cell_end = Some(end);
                self.parse_inlines(range, LeafBlock::Cell);
                self.inlines.cell_end = None;
            }
            start = end + 1;
        }
    }

    /// Parses inline text for which the Markdown parser has no events.
    fn parse_inlines(&mut self, range: Range<usize>, leaf: LeafBlock) {
        self.leaf = Some(leaf);
        self.content_end = self.content_end.max(range.end);
        let n_non_prose = self.inlines.non_prose.len();
        self.inlines.reparse(range.clone(), 0, inlines::options());
        self.inline_text = Some(InlineText { range, n_non_prose, is_math: false });
        self.end_inline_text();
        self.leaf = None;
    }
}

/// Returns the offset of the next pipe that is not escaped, or the end of the row.
fn cell_end(text: &str, row: Range<usize>) -> usize {
    let mut is_escaped = false;
    for (at, byte) in text.as_bytes()[row.clone()].iter().enumerate() {
        match byte {
            b'|' if !is_escaped => return row.start + at,
            b'\\' => is_escaped = !is_escaped,
            _ => is_escaped = false,
        }
    }
    row.end
}

/// Returns the start of the first line below a table that is not a row: it has no pipe after its first character.
fn tail_start(text: &str, range: &Range<usize>) -> Option<usize> {
    let mut start = range.start;
    for (nth, line) in text[range.clone()].split_inclusive('\n').enumerate() {
        let bare = line.trim_start_matches(is_prefix);
        let is_row = bare.trim_end().is_empty() || bare.char_indices().any(|(at, letter)| letter == '|' && at > 0);
        if nth >= 2 && !is_row {
            return Some(start);
        }
        start += line.len();
    }
    None
}

/// Whether a character may precede the text of a line: indentation, or the mark of a quote.
fn is_prefix(letter: char) -> bool {
    matches!(letter, ' ' | '\t' | '>')
}

#[cfg(test)]
mod tests {
    use crate::model::BlockKind::{self, Paragraph, Table};
    use crate::parse::note;

    #[test]
    fn table_ends_before_a_line_without_a_pipe() {
        let check = |text: &str, expected: &[(BlockKind, &str)]| {
            let note = note(text);
            let found: Vec<_> = note.blocks.iter().map(|it| (it.kind, &text[it.span.range()])).collect();
            assert_eq!(found, expected, "{text:?}");
        };
        let table = (Table, "| a | b |\n|---|---|\n| 1 | 2 |");
        check("| a | b |\n|---|---|\n| 1 | 2 |\none *two*\n", &[table, (Paragraph, "one *two*")]);
        check(
            "| a | b |\n|---|---|\n| 1 | 2 |\n  one\nc | d\n\ne",
            &[table, (Paragraph, "one\nc | d"), (Paragraph, "e")],
        );
        check("| a | b |\n|---|---|\n| 1 | 2 |\n", &[table]);
        check("a | b\n-|-\n1 | 2\n3 | 4", &[(Table, "a | b\n-|-\n1 | 2\n3 | 4")]);
        check("a|\n-|\nb\n", &[(Table, "a|\n-|"), (Paragraph, "b")]);
    }

    #[test]
    fn identifier_below_a_table_names_it() {
        let check = |text: &str, expected: &[(&str, &str)]| {
            let note = note(text);
            let found: Vec<_> = note.block_ids.iter().map(|it| (it.id.as_str(), &text[it.span.range()])).collect();
            assert_eq!(found, expected, "{text:?}");
        };
        let table = "| a | b |\n|---|---|\n| 1 | 2 |";
        check(&format!("{table}\n^rates"), &[("rates", table)]);
        check(&format!("{table}\n\n^rates\n"), &[("rates", table)]);
        check(&format!("{table}\ntext ^t\n"), &[("t", "text ^t")]);
        check("> | a | b |\n> |---|---|\n> | 1 | 2 |\n> ^q\n", &[("q", "> | a | b |\n> |---|---|\n> | 1 | 2 |\n> ^q")]);
    }

    #[test]
    fn text_below_a_table_and_excess_cells_have_links_and_tags() {
        let check = |text: &str, links: &[&str], tags: &[&str]| {
            let note = note(text);
            let found: Vec<_> = note.links.iter().map(|link| &text[link.span.range()]).collect();
            assert_eq!(found, links, "{text:?}");
            let found: Vec<_> = note.tags.iter().map(|tag| &text[tag.span.range()]).collect();
            assert_eq!(found, tags, "{text:?}");
        };
        check("| a |\n| - |\n| b |\n[[A]] #t\n[c](d.md)", &["[[A]]", "[c](d.md)"], &["#t"]);
        check("> | a |\n> | - |\n> | b |\n> [[A]] #t\n> [[B]]\n\n#u", &["[[A]]", "[[B]]"], &["#t", "#u"]);
        check(
            "| S | R |\n|---|---|\n| [[E|e]] | s | [[S]] #late |\n| a | b | [[M]] |\n",
            &["[[S]]", "[[M]]"],
            &["#late"],
        );
        // A row with fewer cells than the header ends with its line.
        let short = "| a | b |\n|---|---|\n| [[A]] |";
        check(&format!("{short}\n| [[B]] #t | [[C]] |\n"), &["[[A]]", "[[B]]", "[[C]]"], &["#t"]);
        check(&format!("{short}\n\n# See [[X]]\n"), &["[[A]]", "[[X]]"], &[]);
        check(&format!("{short}\n# See [[X]] #t\n"), &["[[A]]", "[[X]]"], &["#t"]);
        check(&format!("{short}\n> [[X]]\n"), &["[[A]]", "[[X]]"], &[]);
        check(
            "> | a | b |\n> |---|---|\n> | [[A]]\n> | [[B]] | [[C]] | [[D]] |",
            &["[[A]]", "[[B]]", "[[C]]", "[[D]]"],
            &[],
        );
        check("| a | b |\r\n|---|---|\r\n| [[A]] |\r\n| [[B]] |\r\n", &["[[A]]", "[[B]]"], &[]);
        check("| a |\n|-|\n| b | c `[[x]]` | [[D\\|d]] | #t\n| [[E]] | |\n", &["[[D\\|d]]", "[[E]]"], &["#t"]);
    }

    #[test]
    fn fields_and_comments_in_excess_cells_are_found() {
        let note = note("| a |\n|-|\n| b | [k:: v] | %% [[A]] %% |\nx:: y\n");
        let fields: Vec<_> = note.fields.iter().map(|it| (it.key.as_str(), it.value.as_str())).collect();
        assert_eq!(fields, [("k", "v"), ("x", "y")]);
        assert!(note.links[0].in_comment);
    }
}
