//! Tables as text: the one reader of tables that all note shapes go through (spec/integrations.md a.2, rule 6).
//! Knows nothing of what a column means.

use std::borrow::Cow;

use vaultdex_notes::{BlockKind, Heading, LineIndex, Note, Span, text};

use super::headings;

/// A table at the root of a note.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableText<'a> {
    /// The headings that it stands under, outermost first.
    pub path: Vec<&'a Heading>,
    /// The cells of its first line.
    pub header: Vec<Cell<'a>>,
    /// The lines below the delimiter row.
    pub rows: Vec<Row<'a>>,
    /// The whole table.
    pub span: Span,
}

/// A row of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row<'a> {
    /// The cells as far as the header reaches; those beyond it are left out, those missing are missing here too.
    pub cells: Vec<Cell<'a>>,
    /// How many cells the line really has.
    pub n_written: usize,
    /// The line without the blanks around it.
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
    /// The cell's source, trimmed.
    pub raw: &'a str,
    /// Where that stands.
    pub span: Span,
}

impl Cell<'_> {
    /// The cell's Markdown: an escaped `\|` is a plain `|` here, so that links read as they do elsewhere.
    pub fn text(&self) -> Cow<'_, str> {
        unescaped(self.raw)
    }

    /// The name that a header cell says, as columns are compared: no emphasis, single blanks, lower case.
    pub fn name(&self) -> String {
        match headings::normalise(&self.text()) {
            name if name.is_empty() => self.raw.to_owned(),
            name => name,
        }
    }

    /// Whether nothing stands in it.
    pub fn is_empty(&self) -> bool {
        self.raw.is_empty()
    }
}

/// The Markdown of what stands in a cell, where the pipes of links are escaped.
pub fn unescaped(raw: &str) -> Cow<'_, str> {
    match raw.contains('\\') {
        true => Cow::Owned(raw.replace("\\|", "|")),
        false => Cow::Borrowed(raw),
    }
}

/// Every table at the root of the note, in order.
pub fn tables<'a>(text: &'a str, note: &'a Note, lines: &LineIndex) -> Vec<TableText<'a>> {
    let blocks: Vec<Span> = note.blocks.iter().filter(|it| it.kind == BlockKind::Table).map(|it| it.span).collect();
    if blocks.is_empty() {
        return Vec::new();
    }
    let mut trail = headings::Trail::new(note);
    let tables = blocks.into_iter().filter_map(|span| {
        let path = trail.at(span.start as usize).to_vec();
        table(text, path, lines, span)
    });
    tables.collect()
}

fn table<'a>(text: &'a str, path: Vec<&'a Heading>, lines: &LineIndex, span: Span) -> Option<TableText<'a>> {
    let last = lines.line((span.end as usize).saturating_sub(1).max(span.start as usize));
    let row = |number: u32, most: usize| row(text, lines.line_range(number), number, most);
    let header = row(span.line, usize::MAX)?.cells;
    // Short rows aren't filled up: a wide header over many short rows would cost their product.
    let rows = (span.line + 2..=last).filter_map(|number| row(number, header.len())).collect();
    Some(TableText { path, header, rows, span })
}

/// The first cells of a line, `most` of them. `None` for a blank line.
fn row<'a>(text: &'a str, range: std::ops::Range<usize>, line: u32, most: usize) -> Option<Row<'a>> {
    let whole = &text[range.clone()];
    let (lead, row) = text::trimmed(whole);
    if row.is_empty() {
        return None;
    }
    // Columns are counted on from cell to cell, so that a line of a million cells costs no more than its length.
    let mut cursor = Cursor { text, is_ascii: whole.is_ascii(), offset: range.start, line, column: 1 };
    let span = cursor.span(range.start + lead, row.len());
    let inner = row.strip_prefix('|').unwrap_or(row);
    let is_closed = inner.ends_with('|') && !inner.ends_with("\\|");
    let inner = if is_closed { &inner[..inner.len() - 1] } else { inner };

    let mut offset = span.start as usize + usize::from(row.starts_with('|'));
    let mut cells = Vec::with_capacity(most.min(16));
    let mut n_written = 0;
    for piece in split(inner) {
        if n_written < most {
            let (lead, raw) = text::trimmed(piece);
            let lead = if raw.is_empty() { 0 } else { lead };
            cells.push(Cell { raw, span: cursor.span(offset + lead, raw.len()) });
        }
        n_written += 1;
        offset += piece.len() + 1;
    }
    Some(Row { cells, n_written, span })
}

/// The pieces of a row between its pipes. A pipe behind a backslash divides nothing, in code neither (GFM).
fn split(row: &str) -> impl Iterator<Item = &str> {
    let is_divider = |at: &usize| row.as_bytes()[..*at].last() != Some(&b'\\');
    let dividers = memchr::memchr_iter(b'|', row.as_bytes()).filter(is_divider);
    let mut start = 0;
    dividers.chain([row.len()]).map(move |end| {
        let piece = &row[start..end];
        start = end + 1;
        piece
    })
}

/// A place in a line that only moves on.
struct Cursor<'a> {
    text: &'a str,
    /// Whether every byte of the line is a character.
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
        let told: Vec<String> = tables.iter().flat_map(|table| told(input, table)).collect();
        assert_eq!(told, expected, "in {input:?}");
    }

    fn told(text: &str, table: &TableText) -> Vec<String> {
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
    fn cells_are_trimmed_and_know_their_place() {
        check("| A | B |\n|---|---|\n| ä b | c |\n|  |d|\n", &["1: A ¦ B", "3: ä b ¦ c", "4:  ¦ d"]);
        check("A | B\n--- | ---\nx | y\r\n", &["1: A ¦ B", "3: x ¦ y"]);
    }

    #[test]
    fn escaped_pipes_divide_nothing() {
        check(
            "| A | B |\n|---|---|\n| [[Orders\\|the feed]] | `a\\|b` |\n",
            &["1: A ¦ B", "3: [[Orders|the feed]] ¦ `a|b`"],
        );
    }

    #[test]
    fn rows_are_cut_to_the_header() {
        check("| A | B |\n|---|---|\n| 1 |\n| 1 | 2 | 3 |\n", &["1: A ¦ B", "3: 1", "4: 1 ¦ 2"]);
        let text = "| A | B |\n|---|---|\n| 1 |\n| 1 | 2 | 3 |\n";
        let note = vaultdex_notes::parse::note(text);
        let written: Vec<usize> =
            tables(text, &note, &LineIndex::new(text))[0].rows.iter().map(|row| row.n_written).collect();
        assert_eq!(written, [1, 3]);
    }

    #[test]
    fn a_table_knows_the_headings_above_it() {
        let text = "# Orders\n\n## Change History\n\n| **Date** |  Changes  by |\n|---|---|\n";
        let note = vaultdex_notes::parse::note(text);
        let tables = tables(text, &note, &LineIndex::new(text));
        let path: Vec<&str> = tables[0].path.iter().map(|heading| heading.text.as_str()).collect();
        assert_eq!(path, ["Orders", "Change History"]);
        let names: Vec<String> = tables[0].header.iter().map(Cell::name).collect();
        assert_eq!(names, ["date", "changes by"]);
    }

    #[test]
    fn tables_in_code_are_none() {
        check("```\n| A |\n|---|\n| 1 |\n```\n", &[]);
        check("", &[]);
    }
}
