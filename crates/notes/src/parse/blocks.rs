//! Classification of single blocks, independent of their context.

use std::ops::Range;

use crate::model::{Block, BlockKind, LineIndex, Problem, ProblemKind, Span};

/// Adds link reference definitions, for which the Markdown parser emits no events, to the root-level blocks.
/// Definitions inside another block are dropped.
pub(crate) fn add_definitions(
    mut definitions: Vec<Range<usize>>,
    lines: &LineIndex<'_>,
    text: &str,
    blocks: &mut Vec<Block>,
) {
    if definitions.is_empty() {
        return;
    }
    definitions.sort_by_key(|it| it.start);
    let root_blocks = blocks.clone();
    for range in definitions {
        let after = root_blocks.partition_point(|block| block.span.start as usize <= range.start);
        let is_inside = after > 0 && root_blocks[after - 1].span.end as usize > range.start;
        if !is_inside {
            let end = range.start + text[range.clone()].trim_end().len();
            blocks.push(Block { kind: BlockKind::Definition, span: lines.span(range.start..end) });
        }
    }
    blocks.sort_by_key(|block| block.span.start);
}

/// Whether the first line of a quote begins with `[!type]` (docs/spec/obsidian.md#callouts).
pub(crate) fn is_callout(quote: &str) -> bool {
    let line = quote.lines().next().unwrap_or_default();
    let line = line.trim_start().strip_prefix('>').unwrap_or_default().trim_start();
    line.strip_prefix("[!").is_some_and(|rest| rest.find(']').is_some_and(|end| end > 0))
}

/// Whether a fenced code block has a closing fence.
pub(crate) fn is_closed_fence(block: &str) -> bool {
    let block = block.trim();
    let Some(mark) = block.chars().next() else { return false };
    let length = block.chars().take_while(|letter| *letter == mark).count();
    let Some(last_line) = block.rfind('\n') else { return false };
    let last = block[last_line + 1..].trim();
    is_fence(last, mark, length)
}

/// Whether a line, without surrounding white space, consists of a fence of at least `min_length` times `mark`.
pub(crate) fn is_fence(line: &str, mark: char, min_length: usize) -> bool {
    line.len() >= min_length && line.chars().all(|letter| letter == mark)
}

/// Returns the level of the ATX heading that begins a line; `None` if it begins none.
pub(crate) fn atx_level(line: &str) -> Option<u8> {
    let level = line.bytes().take_while(|byte| *byte == b'#').count();
    let is_heading = (1..=6).contains(&level) && line[level..].chars().next().is_none_or(char::is_whitespace);
    is_heading.then_some(level as u8)
}

/// Creates the problem of a comment, formula or code block without an end.
pub(crate) fn unclosed(what: &str, span: Span) -> Problem {
    let message = format!("this {what} is not closed and hides the rest of the text");
    Problem { span, kind: ProblemKind::Unclosed, message }
}
