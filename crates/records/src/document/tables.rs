//! The tables of a note as text, for all readers of tables (docs/spec/integrations.md#tables). Does not know the
//! meaning of columns.

use std::borrow::Cow;

use vaultdex_notes::{BlockKind, Heading, LineIndex, Note, Span, text};

use super::headings;

/// A table of a note: at its root, in a callout, or in a list item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableText<'a> {
    /// The headings above the table, outermost first.
    pub path: Vec<&'a Heading>,
    /// The cells of the header row.
    pub header: Vec<Cell<'a>>,
    /// The rows below the delimiter row.
    pub rows: Vec<Row<'a>>,
    /// The whole table.
    pub span: Span,
    /// Whether it is in a callout or a list item.
    pub is_nested: bool,
}

/// A row of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row<'a> {
    /// The cells, at most as many as the header has. Missing cells are not filled in.
    pub cells: Vec<Cell<'a>>,
    /// The number of cells in the line.
    pub n_written: usize,
    /// The line without surrounding white space.
    pub span: Span,
}

/// A cell of a table.
///
/// ```text
/// | **Orders** | [[A\|b]] |
///   ^^^^^^^^^^ span, raw
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cell<'a> {
    /// The source text of the cell, trimmed.
    pub raw: &'a str,
    /// The span of the source text.
    pub span: Span,
}

impl Cell<'_> {
    /// Returns the Markdown of the cell, in which an escaped `\|` is a plain `|`, so that links can be parsed.
    pub fn text(&self) -> Cow<'_, str> {
        unescaped(self.raw)
    }

    /// Returns the name of a header cell in the form in which columns are compared: without emphasis, with single
    /// spaces, in lower case.
    pub fn name(&self) -> String {
        match crate::vocabulary::decoration::normalize_heading(&self.text()) {
            name if name.is_empty() => self.raw.to_owned(),
            name => name,
        }
    }

    /// Whether the cell is blank.
    pub fn is_empty(&self) -> bool {
        self.raw.is_empty()
    }
}

/// Returns the Markdown of a cell's source text, with pipes unescaped.
pub fn unescaped(raw: &str) -> Cow<'_, str> {
    match raw.contains('\\') {
        true => Cow::Owned(raw.replace("\\|", "|")),
        false => Cow::Borrowed(raw),
    }
}

/// Returns the tables of a note in order: those at its root, and those in callouts and list items.
pub fn tables<'a>(text: &'a str, note: &'a Note, lines: &LineIndex) -> Vec<TableText<'a>> {
    let mut spans: Vec<(Span, bool)> = Vec::new();
    for block in &note.blocks {
        match block.kind {
            BlockKind::Table => spans.push((block.span, false)),
            BlockKind::Callout | BlockKind::List => {
                spans.extend(nested_tables(text, lines, block.span).into_iter().map(|span| (span, true)));
            }
            _ => {}
        }
    }
    if spans.is_empty() {
        return Vec::new();
    }
    let mut heading_path = headings::HeadingPath::new(note);
    let tables = spans.into_iter().filter_map(|(span, is_nested)| {
        let path = heading_path.at(span.start as usize).to_vec();
        parse_table(text, path, lines, span, is_nested)
    });
    tables.collect()
}

/// Returns the spans of the tables within a callout or list: a line with a pipe above a delimiter row, and the lines
/// with a pipe below.
fn nested_tables(text: &str, lines: &LineIndex, block: Span) -> Vec<Span> {
    let mut spans = Vec::new();
    // A delimiter row is rare, and every table has one.
    if !text[block.range()].contains("-|")
        && !text[block.range()].contains("- |")
        && !text[block.range()].contains("|-")
    {
        return spans;
    }
    let last = lines.line((block.end as usize).saturating_sub(1).max(block.start as usize));
    let line = |number: u32| &text[inner_range(text, lines.line_range(number))];
    let mut number = block.line;
    while number < last {
        if !(line(number).contains('|') && is_delimiter_row(line(number + 1))) {
            number += 1;
            continue;
        }
        let end = (number + 2..=last).find(|next| !line(*next).contains('|')).unwrap_or(last + 1);
        let start = inner_range(text, lines.line_range(number)).start;
        spans.push(lines.span(start..lines.line_range(end - 1).end));
        number = end;
    }
    spans
}

/// Returns the range of a line without the indentation and quotation marks before its text.
fn inner_range(text: &str, range: std::ops::Range<usize>) -> std::ops::Range<usize> {
    let rest = text[range.clone()].trim_start_matches([' ', '\t', '>']);
    range.end - rest.len()..range.end
}

/// Whether a line separates the header of a table from its rows.
fn is_delimiter_row(line: &str) -> bool {
    let line = line.trim();
    line.contains('|')
        && line.contains('-')
        && line.bytes().all(|byte| matches!(byte, b'|' | b'-' | b':' | b' ' | b'\t'))
}

fn parse_table<'a>(
    text: &'a str,
    path: Vec<&'a Heading>,
    lines: &LineIndex,
    span: Span,
    is_nested: bool,
) -> Option<TableText<'a>> {
    let last = lines.line((span.end as usize).saturating_sub(1).max(span.start as usize));
    let row = |number: u32, most: usize| {
        let whole = lines.line_range(number);
        let range = if is_nested { inner_range(text, whole.clone()) } else { whole.clone() };
        let column = 1 + text[whole.start..range.start].chars().count() as u32;
        parse_row(text, range, (number, column), most)
    };
    let header = row(span.line, usize::MAX)?.cells;
    // Short rows are not filled in: the cost of many short rows under a wide header would be their product.
    let rows = (span.line + 2..=last).filter_map(|number| row(number, header.len())).collect();
    Some(TableText { path, header, rows, span, is_nested })
}

/// Returns the first `most` cells of a part of a line, which begins at a line and column. `None` for a blank one.
fn parse_row<'a>(
    text: &'a str,
    range: std::ops::Range<usize>,
    (line, column): (u32, u32),
    most: usize,
) -> Option<Row<'a>> {
    let whole = &text[range.clone()];
    let (lead, row) = text::trim_with_offset(whole);
    if row.is_empty() {
        return None;
    }
    // Columns are counted from one cell to the next, so that the cost of a line is linear in its length.
    let mut cursor = Cursor { text, is_ascii: whole.is_ascii(), offset: range.start, line, column };
    let span = cursor.span(range.start + lead, row.len());
    let inner = row.strip_prefix('|').unwrap_or(row);
    let is_closed = inner.ends_with('|') && !inner.ends_with("\\|");
    let inner = if is_closed { &inner[..inner.len() - 1] } else { inner };

    let mut offset = span.start as usize + usize::from(row.starts_with('|'));
    let mut cells = Vec::with_capacity(most.min(16));
    let mut n_written = 0;
    for part in split_cells(inner) {
        if n_written < most {
            let (lead, raw) = text::trim_with_offset(part);
            let lead = if raw.is_empty() { 0 } else { lead };
            cells.push(Cell { raw, span: cursor.span(offset + lead, raw.len()) });
        }
        n_written += 1;
        offset += part.len() + 1;
    }
    Some(Row { cells, n_written, span })
}

/// Splits a row at its pipes. A backslash escapes a pipe, even in code (GFM).
fn split_cells(row: &str) -> impl Iterator<Item = &str> {
    let is_divider = |at: &usize| row.as_bytes()[..*at].last() != Some(&b'\\');
    let dividers = memchr::memchr_iter(b'|', row.as_bytes()).filter(is_divider);
    let mut start = 0;
    dividers.chain([row.len()]).map(move |end| {
        let part = &row[start..end];
        start = end + 1;
        part
    })
}

/// A position in a line that only moves forward.
struct Cursor<'a> {
    text: &'a str,
    /// Whether the line is ASCII.
    is_ascii: bool,
    offset: usize,
    line: u32,
    column: u32,
}

impl Cursor<'_> {
    fn span(&mut self, start: usize, length: usize) -> Span {
        let passed = self.offset..start;
        self.column += if self.is_ascii { passed.len() } else { self.text[passed].chars().count() } as u32;
        self.offset = start;
        Span { start: start as u32, end: (start + length) as u32, line: self.line, column: self.column }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(input: &str, expected: &[&str]) {
        let note = vaultdex_notes::parse::note(input);
        let tables = tables(input, &note, &LineIndex::new(input));
        let described: Vec<String> = tables.iter().flat_map(|table| described(input, table)).collect();
        assert_eq!(described, expected, "in {input:?}");
    }

    fn described(text: &str, table: &TableText) -> Vec<String> {
        let line = |cells: &[Cell], span: &Span| {
            let cells: Vec<String> = cells
                .iter()
                .map(|cell| {
                    assert_eq!(&text[cell.span.range()], cell.raw);
                    assert_eq!(cell.span.column, LineIndex::new(text).span(cell.span.range()).column);
                    cell.text().into_owned()
                })
                .collect();
            format!("{}: {}", span.line, cells.join(" ¦ "))
        };
        let header = line(&table.header, &table.span);
        std::iter::once(header).chain(table.rows.iter().map(|row| line(&row.cells, &row.span))).collect()
    }

    #[test]
    fn cells_are_trimmed_and_have_spans() {
        check("| A | B |\n|---|---|\n| ä b | c |\n|  |d|\n", &["1: A ¦ B", "3: ä b ¦ c", "4:  ¦ d"]);
        check("A | B\n--- | ---\nx | y\r\n", &["1: A ¦ B", "3: x ¦ y"]);
    }

    #[test]
    fn escaped_pipes_do_not_separate_cells() {
        check(
            "| A | B |\n|---|---|\n| [[Orders\\|the feed]] | `a\\|b` |\n",
            &["1: A ¦ B", "3: [[Orders|the feed]] ¦ `a|b`"],
        );
    }

    #[test]
    fn rows_are_truncated_to_the_header() {
        check("| A | B |\n|---|---|\n| 1 |\n| 1 | 2 | 3 |\n", &["1: A ¦ B", "3: 1", "4: 1 ¦ 2"]);
        let text = "| A | B |\n|---|---|\n| 1 |\n| 1 | 2 | 3 |\n";
        let note = vaultdex_notes::parse::note(text);
        let written: Vec<usize> =
            tables(text, &note, &LineIndex::new(text))[0].rows.iter().map(|row| row.n_written).collect();
        assert_eq!(written, [1, 3]);
    }

    #[test]
    fn a_table_has_the_headings_above_it() {
        let text = "# Orders\n\n## Change History\n\n| **Date** |  Changes  by |\n|---|---|\n";
        let note = vaultdex_notes::parse::note(text);
        let tables = tables(text, &note, &LineIndex::new(text));
        let path: Vec<&str> = tables[0].path.iter().map(|heading| heading.text.as_str()).collect();
        assert_eq!(path, ["Orders", "Change History"]);
        let names: Vec<String> = tables[0].header.iter().map(Cell::name).collect();
        assert_eq!(names, ["date", "changes by"]);
    }

    #[test]
    fn tables_in_code_are_ignored() {
        check("```\n| A |\n|---|\n| 1 |\n```\n", &[]);
        check("", &[]);
    }
}
