//! Questions about single blocks: what kind they are, whether they end.

use std::ops::Range;

use crate::model::{Block, BlockKind, LineIndex};

/// Reference definitions make no events. Only those at the root are blocks.
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
    let root = blocks.clone();
    for range in definitions {
        let after = root.partition_point(|block| block.span.start as usize <= range.start);
        let is_inside = after > 0 && root[after - 1].span.end as usize > range.start;
        if !is_inside {
            let end = range.start + text[range.clone()].trim_end().len();
            blocks.push(Block { kind: BlockKind::Definition, span: lines.span(range.start..end) });
        }
    }
    blocks.sort_by_key(|block| block.span.start);
}

/// Whether a quote's first line begins `[!type]` (spec/obsidian.md 3.7).
pub(crate) fn is_callout(quote: &str) -> bool {
    let line = quote.lines().next().unwrap_or_default();
    let line = line.trim_start().strip_prefix('>').unwrap_or_default().trim_start();
    line.strip_prefix("[!").is_some_and(|rest| rest.find(']').is_some_and(|end| end > 0))
}

/// Whether a fenced code block ends in a fence.
pub(crate) fn is_closed_fence(block: &str) -> bool {
    let block = block.trim();
    let Some(mark) = block.chars().next() else { return false };
    let length = block.chars().take_while(|letter| *letter == mark).count();
    let Some(last_line) = block.rfind('\n') else { return false };
    let last = block[last_line + 1..].trim();
    last.len() >= length && last.chars().all(|letter| letter == mark)
}
