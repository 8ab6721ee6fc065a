//! Histories in a code block directly below the heading of a history (docs/spec/changelog.md#histories-in-code-blocks).

use std::ops::Range;

use vaultdex_notes::BlockKind;

use super::entry::{EntryBuilder, list_at};
use super::{entry_line, scope};
use crate::changelog::entry_pattern::EntryLine;
use crate::changelog::history::History;
use crate::document::list_marker::{indent, item_text};
use crate::model::{ChangeLog, ChangeSource, DeclaredFormat};

/// Languages of code blocks that hold plain text.
const PLAIN: [&str; 7] = ["", "text", "txt", "plain", "plaintext", "log", "changelog"];

/// Adds the entries in code blocks to `log`. Lines that are not entries are not malformed.
pub(crate) fn read_fences(history: &History, formats: &[DeclaredFormat], log: &mut ChangeLog) {
    let blocks = &history.note.blocks;
    for pair in blocks.windows(2).filter(|pair| pair[0].kind == BlockKind::Heading && pair[1].kind == BlockKind::Code) {
        let idx = history.note.headings.partition_point(|heading| heading.span.end <= pair[0].span.start);
        let is_history = history.scopes.get(idx + 1).is_some_and(|scope| scope.is_history());
        let heading = history.note.headings.get(idx).filter(|_| is_history);
        if heading.is_some_and(|heading| scope::is_history_heading(heading, history.synonyms)) {
            read_fence(pair[1].span.range(), history, formats, log);
        }
    }
}

fn read_fence(block: Range<usize>, history: &History, formats: &[DeclaredFormat], log: &mut ChangeLog) {
    let (first, last) = (history.lines.line(block.start), history.lines.line(block.end.saturating_sub(1)));
    let opening = history.text[history.lines.line_range(first)].trim();
    let marks = opening.len() - opening.trim_start_matches(['`', '~']).len();
    if marks < 3 || !PLAIN.contains(&opening[marks..].trim().to_lowercase().as_str()) {
        return;
    }
    let span = history.span(block);
    let mut entry = None;
    for number in first + 1..=last {
        let range = history.lines.line_range(number);
        let line = history.text[range.clone()].trim_end();
        let stamped = match entry_line::parse_entry_line(line, history.synonyms.date_order) {
            Some(EntryLine::Entry(stamped)) => stamped,
            _ => {
                let (columns, body) = indent(line);
                if let (Some(entry), true) = (entry, columns > 0 && !body.is_empty()) {
                    let entry: &mut crate::model::ChangeEntry = &mut log.entries[entry];
                    match item_text(body) {
                        Some(item) => entry.details.push(item.to_owned()),
                        None => entry.text = format!("{} {body}", entry.text),
                    }
                } else {
                    entry = None;
                }
                continue;
            }
        };
        let builder = EntryBuilder::of(&stamped, ChangeSource::Log, history.span(range), list_at(span));
        entry = Some(log.entries.len());
        log.entries.push(builder.finish_as_written(formats));
    }
}
