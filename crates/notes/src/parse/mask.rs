//! Blocks that Obsidian cuts out before it looks at Markdown, and the Markdown parser knows nothing of: `%%` comments and
//! `$$` formulas that may hold blank lines. They are blanked, length kept, so that every offset stays true.

use std::borrow::Cow;
use std::ops::Range;

use crate::model::HiddenKind;

/// A stretch that was cut out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Region {
    /// The block with its delimiters.
    pub span: Range<usize>,
    /// What stands between the delimiters.
    pub body: Range<usize>,
    /// In how many quotes it stands.
    pub quotes: usize,
    /// A comment, a formula, or HTML.
    pub kind: HiddenKind,
    /// Whether its end was found.
    pub is_closed: bool,
}

/// The text with its cut-out blocks blanked, and these blocks in order. Nothing before `from` is touched.
///
/// Where a block stood there is now an empty heading, `# `: like the block itself it ends paragraphs, lists and quotes,
/// and it is two bytes long, as `%%` and `$$` are.
pub(crate) fn mask(text: &str, from: usize) -> (Cow<'_, str>, Vec<Region>) {
    let body = &text[from..];
    if !body.contains("%%") && !body.contains("$$") && !body.contains("<!--") {
        return (Cow::Borrowed(text), Vec::new());
    }
    let regions = regions(text, from);
    if regions.is_empty() {
        return (Cow::Borrowed(text), regions);
    }
    let mut masked = text.as_bytes().to_vec();
    for region in &regions {
        blank(&mut masked, text, region);
    }
    // Only whole regions were overwritten, with ASCII; were that ever wrong, the text is better unmasked than lost.
    match String::from_utf8(masked) {
        Ok(masked) => (Cow::Owned(masked), regions),
        Err(_) => (Cow::Borrowed(text), Vec::new()),
    }
}

fn blank(masked: &mut [u8], text: &str, region: &Region) {
    // HTML that the parser must not see as a block stays text, without meaning: one long word a line.
    let is_word = region.kind == HiddenKind::Html;
    let mut is_line_start = false;
    for byte in &mut masked[region.span.clone()] {
        match *byte {
            b'\n' => is_line_start = true,
            b'\r' => {}
            // The marks of a quote that the comment stands in.
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
    // Text behind the closing `%%` must not look indented: it is a paragraph.
    let rest = text[region.span.end..].lines().next().unwrap_or_default();
    let last_line = text[..region.span.end].rfind('\n').map_or(0, |it| it + 1);
    if !rest.trim_ascii().is_empty() && last_line > region.span.start {
        let line = &text[last_line..region.span.end];
        let marks = line[..prefix(line).0].rfind('>').filter(|_| region.quotes > 0).map_or(0, |it| it + 1);
        masked[last_line + marks..region.span.end].fill(b'x');
    }
}

/// A fenced code block that is open.
struct Fence {
    mark: u8,
    length: usize,
    quotes: usize,
}

fn regions(text: &str, from: usize) -> Vec<Region> {
    let mut regions = Vec::new();
    let mut fence: Option<Fence> = None;
    // Whether the line before is text of a list item, and whether deeper lines may still belong to a list.
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
                    continue; // The line stands outside the quote that held the fence: look at it again.
                }
            }
            line_start = next;
            continue;
        }
        let (indent, quotes) = prefix(line);
        let rest = &line[indent..];
        let is_code = quotes == 0 && indent >= 4 && !is_in_list;
        if !is_code && let Some(region) = region(text, line_start + indent, line_end, quotes) {
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
            regions.push(Region { body: span.clone(), span, quotes, kind: HiddenKind::Html, is_closed: true });
            line_start = text[end..].find('\n').map_or(text.len(), |it| end + it + 1);
            continue;
        }
        fence = Fence::opened_by(line);
        is_in_list =
            list_marker(rest).is_some() || is_in_list && (indent > 0 || is_list_text || rest.trim_ascii().is_empty());
        is_list_text = quotes == 0 && !rest.trim_ascii().is_empty() && (is_list_text || list_marker(rest).is_some());
        if fence.is_some() || is_heading(rest) {
            is_list_text = false;
        }
        line_start = next;
    }
    regions
}

/// The comment or formula that begins at `start`, the first visible byte of a line that ends at `line_end`.
fn region(text: &str, start: usize, line_end: usize, quotes: usize) -> Option<Region> {
    let line = &text[start..line_end];
    let (mark, kind) = match line.as_bytes().get(..2)? {
        b"%%" => ("%%", HiddenKind::Comment),
        b"$$" => ("$$", HiddenKind::Math),
        _ => return None,
    };
    // A comment opens only where no further `%` stands on the line; `%% one %%` is an inline comment (3.5).
    let is_opener = if mark == "%%" { !line[2..].contains('%') } else { !line[2..].contains("$$") };
    if !is_opener {
        return None;
    }
    let body_start = start + 2;
    let limit = match closing(text, body_start, mark, quotes) {
        Ok(close) => {
            let body = body_start..close;
            return Some(Region { span: start..close + 2, body, quotes, kind, is_closed: true });
        }
        Err(limit) => limit,
    };
    // A line that merely begins with `$$` must not hide the rest of the note (3.8 knows only the line `$$`).
    if kind == HiddenKind::Math && line.trim_ascii_end() != mark {
        return None;
    }
    let end = start + text[start..limit].trim_ascii_end().len();
    Some(Region { span: start..end, body: body_start..end, quotes, kind, is_closed: false })
}

/// Where the closing mark stands, or where text and quotes end without one.
fn closing(text: &str, from: usize, mark: &str, quotes: usize) -> Result<usize, usize> {
    let mut line_start = from;
    for line in text[from..].split_inclusive('\n') {
        if line_start > from && prefix(line).1 < quotes {
            return Err(line_start);
        }
        if let Some(close) = line.find(mark) {
            return Ok(line_start + close);
        }
        line_start += line.len();
    }
    Err(text.len())
}

/// HTML right under a list item's text belongs to the item, and the next heading, fence, item or blank line ends it,
/// its own end mark or not (spec/obsidian.md 3.4). Gives the end of its last line.
fn end_of_lazy_html(text: &str, start: usize) -> usize {
    let mut end = start;
    for line in text[start..].split_inclusive('\n') {
        let trimmed = line.trim_ascii();
        let is_first = end == start;
        let ends = trimmed.is_empty() || is_heading(trimmed) || Fence::opened_by(line).is_some();
        if !is_first && (ends || list_marker(trimmed).is_some()) {
            break;
        }
        end += line.len();
        if trimmed.contains("-->") {
            break;
        }
    }
    start + text[start..end].trim_ascii_end().len()
}

/// How many bytes of white space and quote marks begin a line, and how many quote marks are among them.
fn prefix(line: &str) -> (usize, usize) {
    let length = line.bytes().take_while(|byte| matches!(byte, b' ' | b'\t' | b'>')).count();
    (length, line.as_bytes()[..length].iter().filter(|byte| **byte == b'>').count())
}

fn is_heading(line: &str) -> bool {
    let level = line.bytes().take_while(|byte| *byte == b'#').count();
    (1..=6).contains(&level) && line[level..].chars().next().is_none_or(char::is_whitespace)
}

/// The length of the list marker with one blank behind it that begins a line.
pub(crate) fn list_marker(line: &str) -> Option<usize> {
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    let mark = *line.as_bytes().get(digits)?;
    let is_marker = if digits == 0 { b"-*+".contains(&mark) } else { digits < 10 && b".)".contains(&mark) };
    let blank = *line.as_bytes().get(digits + 1)?;
    (is_marker && (blank == b' ' || blank == b'\t')).then_some(digits + 2)
}

impl Fence {
    fn opened_by(line: &str) -> Option<Fence> {
        let mut rest = line;
        let mut quotes = 0;
        loop {
            let (indent, marks) = prefix(rest);
            quotes += marks;
            rest = &rest[indent..];
            match list_marker(rest) {
                Some(length) => rest = &rest[length..],
                None => break,
            }
        }
        let mark = *rest.as_bytes().first().filter(|byte| matches!(byte, b'`' | b'~'))?;
        let length = rest.bytes().take_while(|byte| *byte == mark).count();
        let is_fence = length >= 3 && (mark == b'~' || !rest[length..].contains('`'));
        is_fence.then_some(Fence { mark, length, quotes })
    }

    fn is_closed_by(&self, line: &str) -> bool {
        let rest = line[prefix(line).0..].trim_ascii_end();
        rest.len() >= self.length && rest.bytes().all(|byte| byte == self.mark)
    }

    fn is_left_by(&self, line: &str) -> bool {
        prefix(line).1 < self.quotes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn block_comments_and_formulas_are_found_like_fences() {
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
    fn a_masked_block_is_an_empty_heading() {
        let check = |text: &str, expected: &str| assert_eq!(mask(text, 0).0, expected, "{text:?}");
        check("a\n%% é\nb %%\nc", "a\n#    \n    \nc");
        check("%%\nb %% c", "# \nxxxx c");
        check("> %%\n> b\n> %%", "> # \n>  \n>   ");
        check("> %%\n> b %% c", "> # \n>xxxxx c");
        check("- a\n<!-- b -->\nc", "- a\nxxxxxxxxxx\nc");
    }
}
