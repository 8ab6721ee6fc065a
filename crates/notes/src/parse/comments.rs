//! Comments. Block comments are masked before Markdown is parsed, and their contents are parsed here as inline text.
//! Inline comments are found in text that has been parsed. Links and tags in comments count
//! (docs/spec/obsidian.md#where-links-count).

use std::ops::Range;

use super::blocks::unclosed;
use super::inlines::{self, Inlines};
use super::mask::Region;
use crate::model::{LineIndex, NonProse, NonProseKind, Note};

/// Records a masked region and, if it is a comment, its links and tags. `source` is the file without masking.
pub(crate) fn add_region(
    source: &str,
    region: &Region,
    lines: &LineIndex<'_>,
    found: &mut Inlines<'_>,
    note: &mut Note,
) {
    let span = lines.span(region.span.clone());
    found.non_prose.push(NonProse { span, kind: region.kind, language: String::new() });
    if !region.is_closed {
        let what = if region.kind == NonProseKind::Comment { "comment" } else { "formula" };
        note.problems.push(unclosed(what, span));
    }
    if region.kind != NonProseKind::Comment {
        return;
    }
    let mut inside = Inlines::new(source, lines);
    inside.reparse(region.span.start..region.body.end, region.body.start - region.span.start, inlines::options());
    inside.end_block(region.body.clone());
    found.links.append(&mut inside.links);
    found.tags.append(&mut inside.tags);
}

/// Finds inline comments in the leaf block that was just parsed: `%% … %%` on one line, with delimiters outside of
/// code. `n_before` is the number of non-prose ranges found before that block.
pub(crate) fn find_inline(
    text: &str,
    range: Range<usize>,
    n_before: usize,
    lines: &LineIndex<'_>,
    found: &mut Inlines<'_>,
) {
    let mut comments = Vec::new();
    let mut non_prose = found.non_prose[n_before..].iter().peekable();
    let mut open: Option<usize> = None;
    let mut at = range.start;
    while let Some(length) = text[at..range.end].find("%%") {
        let mark = at + length;
        if open.is_some_and(|start| text[start..mark].contains('\n')) {
            open = None;
        }
        while non_prose.next_if(|it| it.span.end as usize <= mark).is_some() {}
        if let Some(code) = non_prose.peek().filter(|it| it.span.start as usize <= mark) {
            at = (code.span.end as usize).min(range.end);
            continue;
        }
        at = mark + 2;
        match open.take() {
            Some(start) if mark > start + 2 => comments.push(start..at),
            // `%%%%` is not a comment, but its second half may open one.
            _ => open = Some(mark),
        }
    }
    for comment in comments {
        found.non_prose.push(NonProse {
            span: lines.span(comment),
            kind: NonProseKind::Comment,
            language: String::new(),
        });
    }
}

/// Sorts links, tags, problems and non-prose ranges by position, drops non-prose ranges nested in another one, and
/// marks the links that are inside comments.
pub(crate) fn finish(note: &mut Note) {
    note.non_prose.sort_by_key(|it| (it.span.start, std::cmp::Reverse(it.span.end)));
    let mut end = 0;
    note.non_prose.retain(|it| {
        let is_outside = it.span.start >= end;
        if is_outside {
            end = it.span.end;
        }
        is_outside
    });
    note.links.sort_by_key(|link| link.span.start);
    note.tags.sort_by_key(|tag| tag.span.start);
    note.problems.sort_by_key(|problem| problem.span.start);
    let mut comments = note.non_prose.iter().filter(|it| it.kind == NonProseKind::Comment).peekable();
    if comments.peek().is_none() {
        return;
    }
    for link in &mut note.links {
        while comments.next_if(|it| it.span.end <= link.span.start).is_some() {}
        link.in_comment = comments.peek().is_some_and(|it| it.span.contains(link.span.start));
    }
}
