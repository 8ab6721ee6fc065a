//! Markdown links and images whose text contains wikilinks: `[see [[A]]](B.md)`. The Markdown parser takes the wikilink
//! and leaves the rest as text (docs/spec/obsidian.md#wikilinks-in-link-text).

use std::iter::Peekable;
use std::ops::Range;

/// A Markdown link or image around wikilinks.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct OuterLink {
    /// The link, from its `[` or `![` to its `)`.
    pub range: Range<usize>,
    /// The text between its brackets.
    pub text: Range<usize>,
    /// The destination, with its escapes removed.
    pub destination: String,
    /// Whether it is an image.
    pub is_embed: bool,
}

/// A bracket that has not been closed yet.
struct Opening {
    offset: usize,
    is_embed: bool,
    has_wikilink: bool,
}

/// The longest destination that is read. It bounds the work on brackets that close nothing.
const MAX_DESTINATION: usize = 1024;

/// Finds the links around `wikilinks`, given with what is shown for them, in a piece of inline text. `opaque` are the
/// ranges of code, formulas, HTML and other links. Both are sorted by their start; a nested range may follow the one
/// that contains it.
pub(crate) fn find(
    text: &str,
    range: Range<usize>,
    wikilinks: &[(Range<usize>, &str)],
    opaque: &[Range<usize>],
) -> Vec<OuterLink> {
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    let mut open: Vec<Opening> = Vec::new();
    let (mut wikilinks, mut opaque) = (wikilinks.iter().map(|(range, _)| range).peekable(), opaque.iter().peekable());
    let mut at = range.start;
    let is_sign = |byte: &u8| matches!(byte, b'[' | b']' | b'\\' | b'`' | b'$' | b'<' | b'!');
    while let Some(length) = bytes.get(at..range.end).and_then(|rest| rest.iter().position(is_sign)) {
        at += length;
        if let Some(link) = skip_to(&mut wikilinks, at) {
            // In `[[[A]]](b)` the first bracket belongs to the wikilink.
            open.pop_if(|it| it.offset + 1 == link.start && bytes[link.start] == b'[');
            open.iter_mut().rev().take_while(|it| !it.has_wikilink).for_each(|it| it.has_wikilink = true);
            at = link.end.max(at + 1);
            continue;
        }
        if let Some(other) = skip_to(&mut opaque, at) {
            at = other.end.max(at + 1);
            continue;
        }
        match bytes[at] {
            b'\\' => at += 1,
            // The Markdown parser leaves out the backslash with which the text begins.
            b'[' | b']' if at == range.start && is_escaped(bytes, at, 0) => {}
            b'[' => {
                let is_embed = at > range.start && bytes[at - 1] == b'!' && !is_escaped(bytes, at - 1, range.start);
                open.push(Opening { offset: at, is_embed, has_wikilink: false });
            }
            b']' => {
                if let Some(bracket) = open.pop().filter(|it| it.has_wikilink)
                    && bytes.get(at + 1) == Some(&b'(')
                    && let Some((destination, end)) = destination(text, at + 2, range.end)
                {
                    let start = bracket.offset - usize::from(bracket.is_embed);
                    let inner = bracket.offset + 1..at;
                    // Only an image may contain a link.
                    if !bracket.is_embed {
                        open.retain(|it| it.is_embed);
                    }
                    found.push(OuterLink { range: start..end, text: inner, destination, is_embed: bracket.is_embed });
                    at = end - 1;
                }
            }
            _ => {}
        }
        at += 1;
    }
    found
}

/// Returns the texts of the images among links, without those inside of another one, in order.
pub(crate) fn image_texts(links: &[OuterLink]) -> Vec<Range<usize>> {
    let mut texts: Vec<Range<usize>> = links.iter().filter(|it| it.is_embed).map(|it| it.text.clone()).collect();
    texts.sort_by_key(|text| text.start);
    let mut end = 0;
    texts.retain(|text| {
        let is_outside = text.start >= end;
        end = end.max(text.end);
        is_outside
    });
    texts
}

/// Returns what is shown for a link: its text, with what is shown for the wikilinks in it. The text of an image is taken
/// as written.
pub(crate) fn shown_text(text: &str, link: &OuterLink, wikilinks: &[(Range<usize>, &str)]) -> String {
    let Range { start, end } = link.text;
    if link.is_embed {
        return text[start..end].to_string();
    }
    let (mut shown, mut at) = (String::new(), start);
    let first = wikilinks.partition_point(|(range, _)| range.start < start);
    for (range, display) in wikilinks[first..].iter().take_while(|(range, _)| range.end <= end) {
        if range.start >= at {
            shown.push_str(&text[at..range.start]);
            shown.push_str(display);
            at = range.end;
        }
    }
    shown.push_str(&text[at..end]);
    shown
}

/// Returns the range that contains `at`, if there is one; drops the ranges before it.
fn skip_to<'r>(ranges: &mut Peekable<impl Iterator<Item = &'r Range<usize>>>, at: usize) -> Option<Range<usize>> {
    while ranges.next_if(|it| it.end <= at).is_some() {}
    ranges.peek().filter(|it| it.start <= at).map(|it| (*it).clone())
}

/// Whether an odd number of backslashes precedes a byte.
fn is_escaped(bytes: &[u8], at: usize, from: usize) -> bool {
    bytes[from..at].iter().rev().take_while(|byte| **byte == b'\\').count() % 2 == 1
}

/// Parses a destination with an optional title after the `(` of a link; returns it with the offset after its `)`.
fn destination(text: &str, from: usize, limit: usize) -> Option<(String, usize)> {
    let mut limit = limit.min(from + MAX_DESTINATION);
    while !text.is_char_boundary(limit) {
        limit -= 1;
    }
    let rest = &text[from..limit];
    let start = rest.len() - rest.trim_start().len();
    let (raw, mut at) = match rest[start..].strip_prefix('<') {
        Some(inner) => {
            let end = inner.find(['>', '\n']).filter(|end| inner.as_bytes()[*end] == b'>')?;
            (&inner[..end], start + end + 2)
        }
        None => {
            let end = start + bare_len(&rest[start..])?;
            (&rest[start..end], end)
        }
    };
    let after = rest[at..].trim_start();
    let title_start = rest.len() - after.len();
    if title_start > at && after.starts_with(['"', '\'', '(']) {
        let close = if after.starts_with('(') { ')' } else { char::from(after.as_bytes()[0]) };
        at = title_start + 1 + after[1..].find(close)? + 1;
    }
    let after = rest[at..].trim_start();
    after.starts_with(')').then(|| (unescape(raw), from + rest.len() - after.len() + 1))
}

/// Returns the length of a destination without `<`: up to white space or the parenthesis that closes the link.
fn bare_len(rest: &str) -> Option<usize> {
    let (mut depth, mut is_escaped) = (0_u32, false);
    for (at, letter) in rest.char_indices() {
        match letter {
            _ if is_escaped => is_escaped = false,
            '\\' => is_escaped = true,
            '(' => depth += 1,
            ')' if depth == 0 => return Some(at),
            ')' => depth -= 1,
            _ if letter.is_whitespace() => return (depth == 0).then_some(at),
            _ => {}
        }
    }
    None
}

/// Removes the backslashes before punctuation.
fn unescape(text: &str) -> String {
    let mut unescaped = String::with_capacity(text.len());
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        match letters.next_if(char::is_ascii_punctuation) {
            Some(escaped) if letter == '\\' => unescaped.push(escaped),
            Some(other) => unescaped.extend([letter, other]),
            None => unescaped.push(letter),
        }
    }
    unescaped
}

#[cfg(test)]
mod tests {
    use crate::model::LinkKind;
    use crate::parse::note;

    #[test]
    fn links_and_images_may_have_wikilinks_in_their_text() {
        use LinkKind::{Embed, Markdown, Wikilink};
        let check = |text: &str, expected: &[(LinkKind, &str, &str)]| {
            let note = note(text);
            let found: Vec<_> = note.links.iter().map(|it| (it.kind, &*it.target, it.display())).collect();
            assert_eq!(found, expected, "{text:?}");
        };
        check("[see [[A]] x](B.md)", &[(Markdown, "B.md", "see A x"), (Wikilink, "A", "A")]);
        check("[see [[A|b]]](B.md#H)", &[(Markdown, "B.md#H", "see b"), (Wikilink, "A", "b")]);
        check("[**[[A]]**](<B c.md> \"t\")", &[(Markdown, "B c.md", "**A**"), (Wikilink, "A", "A")]);
        check("[![[p.png]]](B.md)", &[(Markdown, "B.md", "p.png"), (Embed, "p.png", "p.png")]);
        check("[see [[N]] here](http://x)", &[(Wikilink, "N", "N")]);
        check("![sketch of [[E]] #t](f.png)", &[(Embed, "f.png", "sketch of [[E]] #t")]);
        check("![a [[E]]|100](f.png)", &[(Embed, "f.png", "a [[E]]")]);
        check("> - [see [[A]]](B.md)\n", &[(Markdown, "B.md", "see A"), (Wikilink, "A", "A")]);
        check("| a |\n| - |\n| [see [[A]]](B.md) |", &[(Markdown, "B.md", "see A"), (Wikilink, "A", "A")]);
        for text in ["[see [[A]] x] (B.md)", "\\[see [[A]] x](B.md)", "[see [[A]] x\\](B.md)", "[see [[A]] `x](B.md)`"]
        {
            check(text, &[(Wikilink, "A", "A")]);
        }
        check("[[A]](B.md)", &[(Wikilink, "A", "A")]);
        check("[[[A]]](B.md)", &[(Wikilink, "A", "A")]);
        check("[a [[A]]\n\nb](B.md)", &[(Wikilink, "A", "A")]);
        check("[a [[A]]](B c.md)", &[(Wikilink, "A", "A")]);
        check("[a [[A]]](B(c).md) [[D]]", &[(Markdown, "B(c).md", "a A"), (Wikilink, "A", "A"), (Wikilink, "D", "D")]);
    }

    #[test]
    fn tags_in_the_text_of_an_image_do_not_count() {
        let note = note("![a [[E]] #t](f.png) #u [b [[E]] #v](g.md)");
        let tags: Vec<&str> = note.tags.iter().map(|tag| tag.name.as_str()).collect();
        assert_eq!(tags, ["#u", "#v"]);
        assert_eq!(note.links[0].span.range(), 0..20);
    }
}
