//! The particulars of a whole note that end it without a thematic break above them.

use super::context::Reading;
use super::section::Section;
use crate::document::{Line, LineKind};

/// The first of the lines of these particulars: a paragraph of keys, of which one can only be the document's, below
/// something else that its section holds. Behind the last line where there are none.
pub(crate) fn begin(reading: &Reading) -> usize {
    const OF_DOCUMENTS: &[&str] = &[
        "blueprint status",
        "document status",
        "review status",
        "document id",
        "document version",
        "last updated",
        "last modified",
        "next review",
        "next review date",
    ];
    let lines = &reading.outline.lines;
    let key = |line: &Line| match &line.kind {
        LineKind::Key(key) if key.is_certain => Some((line.node, key.span, OF_DOCUMENTS.contains(&key.name.as_str()))),
        _ => None,
    };
    let Some((node, mut first, mut is_of_document)) = lines.last().and_then(key) else { return lines.len() };
    let mut start = lines.len() - 1;
    for (idx, line) in lines[..start].iter().enumerate().rev() {
        let Some((of, span, is)) = key(line) else { break };
        if of != node || !(first.line.saturating_sub(1)..=first.line).contains(&span.line) {
            break;
        }
        (start, first, is_of_document) = (idx, span, is_of_document | is);
    }
    // What these say themselves is not the whole note's.
    let is_own = matches!(
        reading.sections[node],
        Section::Top
            | Section::Overview
            | Section::Side(_)
            | Section::Metadata
            | Section::DocumentControl
            | Section::Workspace
            | Section::Contacts
    );
    if !is_of_document || is_own {
        return lines.len();
    }
    let heading = reading.outline.nodes[node].span.end as usize;
    let above = reading.text.get(heading..first.start as usize).unwrap_or_default();
    // Only marks stand between the line's beginning and the key, and a blank line above.
    let Some((above, lead)) = above.rsplit_once('\n') else { return lines.len() };
    let is_paragraph = lead.bytes().all(|byte| matches!(byte, b'*' | b'_'));
    let above = above.trim_end_matches('\r');
    let is_apart = above.ends_with('\n') && !above.trim_matches(['#', '*', ':']).trim().is_empty();
    if is_paragraph && is_apart { start } else { lines.len() }
}
