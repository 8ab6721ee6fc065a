//! Masking of blocks that Obsidian recognizes before Markdown and that the Markdown parser does not know: `%%` comments
//! and `$$` formulas, which may contain blank lines. They are overwritten in place, so offsets stay valid.

use std::borrow::Cow;
use std::ops::Range;

use super::blocks;
use super::lists::marker_with_space;
use crate::model::NonProseKind;

/// A masked block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Region {
    /// The block with its delimiters.
    pub span: Range<usize>,
    /// The text between the delimiters.
    pub body: Range<usize>,
    /// The number of quotes around the block.
    pub quotes: usize,
    /// Comment, math or HTML.
    pub kind: NonProseKind,
    /// Whether there is a closing delimiter.
    pub is_closed: bool,
}

/// Masks the comments and formulas of a text from byte `from` on; returns the masked text and the blocks in order.
///
/// Each block is replaced by an empty heading, `# `: like the block itself, a heading ends paragraphs, lists and
/// quotes, and it fits in the two bytes of `%%` and `$$`.
pub(crate) fn mask(text: &str, from: usize) -> (Cow<'_, str>, Vec<Region>) {
    let body = &text[from..];
    if !body.contains("%%") && !body.contains("$$") && !body.contains("<!--") {
        return (Cow::Borrowed(text), Vec::new());
    }
    let regions = find_regions(text, from);
    if regions.is_empty() {
        return (Cow::Borrowed(text), regions);
    }
    let mut masked = text.as_bytes().to_vec();
    for region in &regions {
        overwrite(&mut masked, text, region);
    }
    // Whole regions were overwritten with ASCII, so this cannot fail; if it did, unmasked text is better than none.
    match String::from_utf8(masked) {
        Ok(masked) => (Cow::Owned(masked), regions),
        Err(_) => (Cow::Borrowed(text), Vec::new()),
    }
}

fn overwrite(masked: &mut [u8], text: &str, region: &Region) {
    // HTML that the parser must not take for a block becomes meaningless text: one long word per line.
    let is_word = region.kind == NonProseKind::Html;
    let mut is_line_start = false;
    for byte in &mut masked[region.span.clone()] {
        match *byte {
            b'\n' => is_line_start = true,
            b'\r' => {}
            // Markers of the quote around the block.
            b'>' if is_line_start && region.quotes > 0 => {}
            b' ' | b'\t' if is_line_start => {}
            _ => {
                is_line_start = false;
                *byte = if is_word { b'x' } else { b' ' };
            }
        }
    }
    if is_word {
        return;
    }
    masked[region.span.start] = b'#';
    // Text after the closing `%%` is a paragraph and must not look indented.
    let rest = text[region.span.end..].lines().next().unwrap_or_default();
    let last_line = text[..region.span.end].rfind('\n').map_or(0, |it| it + 1);
    if !rest.trim_ascii().is_empty() && last_line > region.span.start {
        let line = &text[last_line..region.span.end];
        let quote_end = line[..line_prefix(line).0].rfind('>').filter(|_| region.quotes > 0).map_or(0, |it| it + 1);
        masked[last_line + quote_end..region.span.end].fill(b'x');
    }
}

/// The opening fence of a code block.
struct Fence {
    mark: u8,
    length: usize,
    quotes: usize,
}

/// Finds the blocks to mask. Fenced and indented code is skipped.
fn find_regions(text: &str, from: usize) -> Vec<Region> {
    let mut regions = Vec::new();
    let mut fence: Option<Fence> = None;
    // Whether the previous line is text of a list item, and whether indented lines may still belong to a list.
    let (mut is_list_text, mut is_in_list) = (false, false);
    let mut line_start = from;
    while line_start < text.len() {
        let line_end = text[line_start..].find('\n').map_or(text.len(), |it| line_start + it);
        let line = &text[line_start..line_end];
        let next = line_end + 1;
        if let Some(open) = &fence {
            if open.is_closed_by(line) || open.is_left_by(line) {
                let is_closed = open.is_closed_by(line);
                fence = None;
                if !is_closed {
                    continue; // The line is outside the quote with the fence: process it again, as an ordinary line.
                }
            }
            line_start = next;
            continue;
        }
        let (indent, quotes) = line_prefix(line);
        let rest = &line[indent..];
        let is_code = quotes == 0 && indent >= 4 && !is_in_list;
        if !is_code && let Some(region) = region_at(text, line_start + indent, line_end, quotes) {
            line_start = match text[region.span.end..].find('\n') {
                Some(it) => region.span.end + it + 1,
                None => text.len(),
            };
            regions.push(region);
            is_list_text = false;
            continue;
        }
        if is_list_text && rest.starts_with("<!--") && indent < 4 && quotes == 0 {
            let end = end_of_lazy_html(text, line_start + indent);
            let span = line_start + indent..end;
            regions.push(Region { body: span.clone(), span, quotes, kind: NonProseKind::Html, is_closed: true });
            line_start = text[end..].find('\n').map_or(text.len(), |it| end + it + 1);
            continue;
        }
        fence = Fence::opened_by(line);
        is_in_list = marker_with_space(rest).is_some()
            || is_in_list && (indent > 0 || is_list_text || rest.trim_ascii().is_empty());
        is_list_text =
            quotes == 0 && !rest.trim_ascii().is_empty() && (is_list_text || marker_with_space(rest).is_some());
        if fence.is_some() || is_heading(rest) {
            is_list_text = false;
        }
        line_start = next;
    }
    regions
}

/// Returns the comment or formula that begins at `start`, the first visible byte of a line that ends at `line_end`.
fn region_at(text: &str, start: usize, line_end: usize, quotes: usize) -> Option<Region> {
    let line = &text[start..line_end];
    let (mark, kind) = match line.as_bytes().get(..2)? {
        b"%%" => ("%%", NonProseKind::Comment),
        b"$$" => ("$$", NonProseKind::Math),
        _ => return None,
    };
    // A comment opens only if the line contains no further `%`; `%% one %%` is an inline comment
    // (docs/spec/obsidian.md#comments).
    let is_opener = if mark == "%%" { !line[2..].contains('%') } else { !line[2..].contains("$$") };
    if !is_opener {
        return None;
    }
    let body_start = start + 2;
    let limit = match find_closing(text, body_start, mark, quotes) {
        Ok(close) => {
            let body = body_start..close;
            return Some(Region { span: start..close + 2, body, quotes, kind, is_closed: true });
        }
        Err(limit) => limit,
    };
    // An unclosed `$$` opens a formula only if it is alone on its line (docs/spec/obsidian.md#formulas).
    if kind == NonProseKind::Math && line.trim_ascii_end() != mark {
        return None;
    }
    let end = start + text[start..limit].trim_ascii_end().len();
    Some(Region { span: start..end, body: body_start..end, quotes, kind, is_closed: false })
}

/// Returns the offset of the closing delimiter, or else the offset where the text or the quotes end without one.
fn find_closing(text: &str, from: usize, mark: &str, quotes: usize) -> Result<usize, usize> {
    let mut line_start = from;
    for line in text[from..].split_inclusive('\n') {
        if line_start > from && line_prefix(line).1 < quotes {
            return Err(line_start);
        }
        if let Some(close) = line.find(mark) {
            return Ok(line_start + close);
        }
        line_start += line.len();
    }
    Err(text.len())
}

/// Returns the end of an HTML comment directly below the text of a list item. It belongs to the item and ends at `-->`,
/// or before the next heading, fence, item or blank line (docs/spec/obsidian.md#headings).
fn end_of_lazy_html(text: &str, start: usize) -> usize {
    let mut end = start;
    for line in text[start..].split_inclusive('\n') {
        let trimmed = line.trim_ascii();
        let is_first = end == start;
        let is_end = trimmed.is_empty() || is_heading(trimmed) || Fence::opened_by(line).is_some();
        if !is_first && (is_end || marker_with_space(trimmed).is_some()) {
            break;
        }
        end += line.len();
        if trimmed.contains("-->") {
            break;
        }
    }
    start + text[start..end].trim_ascii_end().len()
}

/// Returns the number of bytes of white space and quote markers that begin a line, and the number of quote markers.
fn line_prefix(line: &str) -> (usize, usize) {
    let length = line.bytes().take_while(|byte| matches!(byte, b' ' | b'\t' | b'>')).count();
    (length, line.as_bytes()[..length].iter().filter(|byte| **byte == b'>').count())
}

fn is_heading(line: &str) -> bool {
    blocks::atx_level(line).is_some()
}

impl Fence {
    /// Returns the fence that a line opens, if any; list markers and quote markers may precede it.
    fn opened_by(line: &str) -> Option<Fence> {
        let mut rest = line;
        let mut quotes = 0;
        loop {
            let (indent, n_markers) = line_prefix(rest);
            quotes += n_markers;
            rest = &rest[indent..];
            match marker_with_space(rest) {
                Some(length) => rest = &rest[length..],
                None => break,
            }
        }
        let mark = *rest.as_bytes().first().filter(|byte| matches!(byte, b'`' | b'~'))?;
        let length = rest.bytes().take_while(|byte| *byte == mark).count();
        let is_fence = length >= 3 && (mark == b'~' || !rest[length..].contains('`'));
        is_fence.then_some(Fence { mark, length, quotes })
    }

    /// Whether a line is the closing fence.
    fn is_closed_by(&self, line: &str) -> bool {
        let rest = line[line_prefix(line).0..].trim_ascii_end();
        blocks::is_fence(rest, char::from(self.mark), self.length)
    }

    /// Whether a line is outside the quotes that contain the fence.
    fn is_left_by(&self, line: &str) -> bool {
        line_prefix(line).1 < self.quotes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn block_comments_and_formulas_are_found() {
        let check = |text: &str, expected: &[&str]| {
            let (masked, regions) = mask(text, 0);
            assert_eq!(masked.len(), text.len(), "{text:?}");
            let found: Vec<&str> = regions.iter().map(|region| &text[region.span.clone()]).collect();
            assert_eq!(found, expected, "{text:?}");
        };
        check("a\n%%\nb\n%%\nc", &["%%\nb\n%%"]);
        check("%% one %%\n%%% x\n", &[]);
        check("  %% open\nx %% rest", &["%% open\nx %%"]);
        check("a %%\nb\n%%\nc", &["%%\nc"]);
        check("%%\nto the end\n\n", &["%%\nto the end"]);
        check("%%\n```\n%%\nx\n```", &["%%\n```\n%%"]);
        check("```\n%%\n```\n%%\nx\n%%", &["%%\nx\n%%"]);
        check("- ~~~~\n  %%\n  ~~~~\n", &[]);
        check("> ```\nx\n%%\ny\n%%", &["%%\ny\n%%"]);
        check("> %%\n> x\n> %%\nb", &["%%\n> x\n> %%"]);
        check("> %%\n> x\nb\n%%\n", &["%%\n> x", "%%"]);
        check("$$\n\nx\n\n$$\nb", &["$$\n\nx\n\n$$"]);
        check("$$x$$\n$$ cheap\n", &[]);
        check("$$ a\n b $$", &["$$ a\n b $$"]);
        check("- a\n<!-- b\n# c\n-->", &["<!-- b"]);
        check("- a\n\n<!-- b\n# c\n-->", &[]);
        check("- a\n<!-- b\nc -->\nd", &["<!-- b\nc -->"]);
    }

    #[test]
    fn masked_block_becomes_an_empty_heading() {
        let check = |text: &str, expected: &str| assert_eq!(mask(text, 0).0, expected, "{text:?}");
        check("a\n%% é\nb %%\nc", "a\n#    \n    \nc");
        check("%%\nb %% c", "# \nxxxx c");
        check("> %%\n> b\n> %%", "> # \n>  \n>   ");
        check("> %%\n> b %% c", "> # \n>xxxxx c");
        check("- a\n<!-- b -->\nc", "- a\nxxxxxxxxxx\nc");
    }
}
