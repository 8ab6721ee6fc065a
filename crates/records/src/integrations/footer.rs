//! The metadata at the end of a note without a thematic break above it.

use vaultdex_notes::Span;

use super::context::NoteContext;
use crate::document::outline::{Line, LineKind};
use crate::vocabulary::documents::METADATA_KEYS;
use crate::vocabulary::sections::Section;

/// Returns the index of the first line of the metadata: a final paragraph of keys of which at least one can only be the
/// document's, with other content of its section above it. Returns the number of lines if there is none.
pub(crate) fn find_footer(context: &NoteContext) -> usize {
    let lines = &context.outline.lines;
    let key = |line: &Line| match &line.kind {
        LineKind::Key(key) if key.is_certain => Some((line.node, key.span, METADATA_KEYS.contains(&key.name.as_str()))),
        _ => None,
    };
    let Some((node, mut first, mut is_metadata)) = lines.last().and_then(key) else { return lines.len() };
    let mut start = lines.len() - 1;
    for (idx, line) in lines[..start].iter().enumerate().rev() {
        let Some((line_node, span, is_metadata_key)) = key(line) else { break };
        if line_node != node || !(first.line.saturating_sub(1)..=first.line).contains(&span.line) {
            break;
        }
        (start, first, is_metadata) = (idx, span, is_metadata | is_metadata_key);
    }
    let is_footer = is_metadata && !holds_metadata(context.sections[node]) && is_separate(context, node, first);
    if is_footer { start } else { lines.len() }
}

/// Whether keys such as `Last Updated` belong to a section, so that they do not end the note.
fn holds_metadata(section: Section) -> bool {
    matches!(
        section,
        Section::Top
            | Section::Overview
            | Section::Side(_)
            | Section::Metadata
            | Section::DocumentControl
            | Section::Workspace
            | Section::Contacts
    )
}

/// Whether a key at a span begins a paragraph, with a blank line and other content of its node above it.
fn is_separate(context: &NoteContext, node: usize, key: Span) -> bool {
    let heading_end = context.outline.nodes[node].span.end as usize;
    let above = context.text.get(heading_end..key.start as usize).unwrap_or_default();
    let Some((above, lead)) = above.rsplit_once('\n') else { return false };
    let is_paragraph = lead.bytes().all(|byte| matches!(byte, b'*' | b'_'));
    let above = above.trim_end_matches('\r');
    is_paragraph && above.ends_with('\n') && !above.trim_matches(['#', '*', ':']).trim().is_empty()
}
