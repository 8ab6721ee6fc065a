//! The language of a note other than English (docs/spec/integrations.md#other-languages), by the names that stand where
//! names stand: headings, columns, keys and properties. Nothing else of the note is looked at.

use std::borrow::Cow;

use vaultdex_notes::{Block, BlockKind, Note};

use super::list_marker::item_text;
use crate::vocabulary::languages::votes::{LONGEST_NAME, Votes};
use crate::vocabulary::synonyms::Synonyms;

/// Returns the synonyms for a note: those of the vault, and the names of the language that the note uses.
pub(crate) fn synonyms_for<'s>(synonyms: &'s Synonyms, text: &str, note: &Note) -> Cow<'s, Synonyms> {
    let mut votes = Votes::default();
    note.properties.iter().for_each(|property| votes.count(&property.name));
    note.headings.iter().for_each(|heading| votes.count(&heading.text));
    note.headings.iter().take(1).for_each(|heading| votes.count_title(&heading.text));
    note.blocks.iter().for_each(|block| count_block(text, block, &mut votes));
    match votes.winner(text) {
        Some(language) => synonyms.with_language(language),
        None => Cow::Borrowed(synonyms),
    }
}

fn count_block(text: &str, block: &Block, votes: &mut Votes) {
    let lines = text[block.span.range()].lines();
    match block.kind {
        BlockKind::Table => count_table(lines, votes),
        BlockKind::Paragraph | BlockKind::List | BlockKind::Blockquote | BlockKind::Callout => {
            lines.for_each(|line| count_line(line, votes));
        }
        _ => {}
    }
}

/// Counts the columns of a table, and the first cells of its rows if they may be keys.
fn count_table<'t>(mut lines: impl Iterator<Item = &'t str>, votes: &mut Votes) {
    /// The most columns of a table of keys and values: the value, a unit, a remark.
    const MOST_COLUMNS: usize = 4;
    let Some(header) = lines.next() else { return };
    count_cells(header, votes);
    let n_bars = memchr::memchr_iter(b'|', header.trim().trim_matches('|').as_bytes()).count();
    if n_bars < MOST_COLUMNS {
        lines.for_each(|line| {
            let row = line.trim_start().trim_start_matches('|');
            votes.count(&row[..memchr::memchr(b'|', row.as_bytes()).unwrap_or(row.len())]);
        });
    }
}

/// Counts the cells of a row.
fn count_cells(row: &str, votes: &mut Votes) {
    let mut start = 0;
    for bar in memchr::memchr_iter(b'|', row.as_bytes()).chain([row.len()]) {
        votes.count(&row[start..bar]);
        start = bar + 1;
    }
}

/// Counts the key at the beginning of a line.
fn count_line(line: &str, votes: &mut Votes) {
    let line = line.trim_start_matches(['>', ' ', '\t']);
    let line = item_text(line).unwrap_or(line);
    // A table in a callout or a list item.
    if line.starts_with('|') {
        return count_cells(line, votes);
    }
    let start = &line[..line.floor_char_boundary(LONGEST_NAME)];
    let end = match start.is_ascii() {
        true => memchr::memchr3(b':', b'=', b'|', start.as_bytes()),
        false => start.find([':', '：', '–', '—', '=', '|']),
    };
    let is_marked = || start.starts_with("**") || start.starts_with("__");
    match end {
        Some(end) => votes.count(&start[..end]),
        None if is_marked() => votes.count(start),
        None => {}
    }
}
