//! Comments: block comments are cut out before Markdown is read and their inside is read here as inline text; inline
//! comments are found in text that was read. Their links and tags count (spec/obsidian.md 1.2).

use std::ops::Range;

use super::inlines;
use super::inlines::Inlines;
use super::mask::Region;
use crate::model::{Hidden, HiddenKind, LineIndex, Note, Problem};

/// Takes in a block that was cut out. `source` is the file as it is.
pub(crate) fn block(source: &str, region: &Region, lines: &LineIndex<'_>, found: &mut Inlines<'_>, note: &mut Note) {
    let span = lines.span(region.span.clone());
    found.hidden.push(Hidden { span, kind: region.kind, language: String::new() });
    if !region.is_closed {
        let what = if region.kind == HiddenKind::Comment { "comment" } else { "formula" };
        note.problems
            .push(Problem { span, message: format!("this {what} is not closed and hides the rest of the text") });
    }
    if region.kind != HiddenKind::Comment {
        return;
    }
    let mut inside = Inlines::new(source, lines);
    inside.second_look(region.span.start..region.body.end, region.body.start - region.span.start, inlines::options());
    found.links.append(&mut inside.links);
    found.tags.append(&mut inside.tags);
}

/// Finds the inline comments in text that was just read: `%% … %%` on one line, not begun in code.
/// `n_hidden` is how many hidden stretches stood before that text.
pub(crate) fn inline(text: &str, range: Range<usize>, n_hidden: usize, lines: &LineIndex<'_>, found: &mut Inlines<'_>) {
    let mut comments = Vec::new();
    let mut hidden = found.hidden[n_hidden..].iter().peekable();
    let mut open: Option<usize> = None;
    let mut at = range.start;
    while let Some(length) = text[at..range.end].find("%%") {
        let mark = at + length;
        if open.is_some_and(|start| text[start..mark].contains('\n')) {
            open = None;
        }
        while hidden.next_if(|it| it.span.end as usize <= mark).is_some() {}
        if let Some(code) = hidden.peek().filter(|it| it.span.start as usize <= mark) {
            at = (code.span.end as usize).min(range.end);
            continue;
        }
        at = mark + 2;
        match open.take() {
            Some(start) if mark > start + 2 => comments.push(start..at),
            // `%%%%` holds nothing: its second half may still open one.
            _ => open = Some(mark),
        }
    }
    for comment in comments {
        found.hidden.push(Hidden { span: lines.span(comment), kind: HiddenKind::Comment, language: String::new() });
    }
}

/// Puts everything in the order of the text, leaves out what is hidden inside something hidden, and marks the links
/// that stand in comments.
pub(crate) fn settle(note: &mut Note) {
    note.hidden.sort_by_key(|hidden| (hidden.span.start, std::cmp::Reverse(hidden.span.end)));
    let mut end = 0;
    note.hidden.retain(|hidden| {
        let is_outside = hidden.span.start >= end;
        if is_outside {
            end = hidden.span.end;
        }
        is_outside
    });
    note.links.sort_by_key(|link| link.span.start);
    note.tags.sort_by_key(|tag| tag.span.start);
    note.problems.sort_by_key(|problem| problem.span.start);
    let mut comments = note.hidden.iter().filter(|it| it.kind == HiddenKind::Comment).peekable();
    if comments.peek().is_none() {
        return;
    }
    for link in &mut note.links {
        while comments.next_if(|it| it.span.end <= link.span.start).is_some() {}
        link.in_comment = comments.peek().is_some_and(|it| it.span.holds(link.span.start));
    }
}
