//! What a person sees: colours, links, and nothing that a note could do to the terminal.

use std::borrow::Cow;
use std::fmt::Write as _;

use anstyle::{AnsiColor, Style};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

const PATH: Style = AnsiColor::Magenta.on_default();
const NUMBER: Style = AnsiColor::Green.on_default();
const MATCH: Style = AnsiColor::Red.on_default().bold();
const STRONG: Style = Style::new().bold();
/// What is said by the way.
pub const FAINT: Style = Style::new().dimmed();

/// What a percent-encoded part of a link keeps as it is.
const KEPT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');

/// Where the path of a note leads when it is clicked on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Hyperlinks {
    /// Nowhere: plain text.
    Never,
    /// Into Obsidian; the vault's name.
    Obsidian(String),
    /// To the file; the vault's folder.
    File(String),
    /// Into VS Code, at the line; the vault's folder.
    VsCode(String),
}

/// How text is dressed. Colours are always written; whoever prints takes them away where they are not wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Look {
    /// Whether a terminal will show it, so that control and bidi characters must be made harmless.
    pub terminal: bool,
    /// Where paths lead.
    pub hyperlinks: Hyperlinks,
    /// Columns of the terminal; `None` where lines may be as long as they like.
    pub width: Option<usize>,
}

impl Look {
    /// Text of a note as it may be shown.
    pub fn text<'a>(&self, text: &'a str) -> Cow<'a, str> {
        if self.terminal { harmless(text) } else { Cow::Borrowed(text) }
    }

    /// A path, leading to the note, at a line where one is given.
    pub fn path(&self, path: &str, line: Option<u32>) -> String {
        let shown = format!("{PATH}{}{PATH:#}", self.text(path));
        match self.address(path, line) {
            Some(address) => format!("\u{1b}]8;;{address}\u{1b}\\{shown}\u{1b}]8;;\u{1b}\\"),
            None => shown,
        }
    }

    /// `path:line:column`, which editors and terminals understand.
    pub fn place(&self, path: &str, line: u32, column: u32) -> String {
        format!("{}:{}:{}", self.path(path, Some(line)), number(line), number(column))
    }

    /// Where a path leads; `None` for nowhere.
    pub fn address(&self, path: &str, line: Option<u32>) -> Option<String> {
        let encode = |part: &str| utf8_percent_encode(part, KEPT).to_string();
        let file = |root: &str| {
            let parts: Vec<String> = root.split('/').chain(path.split('/')).map(encode).collect();
            parts.join("/")
        };
        match &self.hyperlinks {
            Hyperlinks::Never => None,
            Hyperlinks::Obsidian(vault) => {
                Some(format!("obsidian://open?vault={}&file={}", encode(vault), encode(path)))
            }
            Hyperlinks::File(root) => Some(format!("file://{}", file(root))),
            Hyperlinks::VsCode(root) => Some(format!("vscode://file{}:{}", file(root), line.unwrap_or(1))),
        }
    }

    /// A line of a note with the given byte ranges marked, cut to the terminal's width around the first of them.
    pub fn marked(&self, line: &str, ranges: &[(usize, usize)], used: usize) -> String {
        let (line, ranges) = match self.width {
            Some(width) => window(line, ranges, width.saturating_sub(used).max(20)),
            None => (Cow::Borrowed(line), ranges.to_vec()),
        };
        let mut shown = String::with_capacity(line.len() + 32);
        let mut end = 0;
        for (from, to) in ranges {
            let _ = write!(shown, "{}{MATCH}{}{MATCH:#}", self.text(&line[end..from]), self.text(&line[from..to]));
            end = to;
        }
        shown.push_str(&self.text(&line[end..]));
        shown
    }
}

/// A number that names a line or column.
pub fn number(number: u32) -> String {
    format!("{NUMBER}{number}{NUMBER:#}")
}

/// Text that matters.
pub fn strong(text: &str) -> String {
    format!("{STRONG}{text}{STRONG:#}")
}

/// How a life cycle looks (spec/integrations.md a.5): what runs, what is broken, what is gone.
pub fn status_style(status: &str) -> Style {
    match status {
        "active" => AnsiColor::Green.on_default(),
        "degraded" => AnsiColor::Red.on_default(),
        "deprecated" | "paused" => AnsiColor::Yellow.on_default(),
        "retired" => FAINT,
        _ => Style::new(),
    }
}

/// How what needs somebody's eye looks.
pub const ALERT: Style = AnsiColor::Red.on_default();

/// Text that matters less.
pub fn faint(text: &str) -> String {
    format!("{FAINT}{text}{FAINT:#}")
}

/// Replaces what could move the cursor, change the terminal's state or turn the text's direction around.
pub fn harmless(text: &str) -> Cow<'_, str> {
    if !text.contains(is_harmful) {
        return Cow::Borrowed(text);
    }
    // A zero-width joiner holds emoji and Indic letters together and does no harm between them.
    let keep = |letter: char| letter == '\u{200D}' || letter == '\u{200C}' || !is_harmful(letter);
    Cow::Owned(text.chars().map(|letter| if keep(letter) { letter } else { '\u{FFFD}' }).collect())
}

/// Whether a character could move the cursor, change the terminal's state or turn the text's direction around.
pub fn is_harmful(letter: char) -> bool {
    match letter {
        '\t' => false,
        '\u{61C}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2028}' | '\u{2029}' => true,
        '\u{2060}'..='\u{2069}' | '\u{FEFF}' => true,
        letter => letter.is_control(),
    }
}

/// The part of a line that fits into `width` columns and shows the first range; `…` stands for what is cut.
fn window<'a>(line: &'a str, ranges: &[(usize, usize)], width: usize) -> (Cow<'a, str>, Vec<(usize, usize)>) {
    use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};
    if line.width() <= width {
        return (Cow::Borrowed(line), ranges.to_vec());
    }
    let first = ranges.first().map_or(0, |range| range.0);
    // A third of the room before the match, so that its beginning is read in context.
    let mut start = first;
    let mut room = width / 3;
    for (at, letter) in line[..first].char_indices().rev() {
        let columns = letter.width().unwrap_or(0);
        if columns > room {
            break;
        }
        room -= columns;
        start = at;
    }
    let mut end = start;
    let mut room = width.saturating_sub(2);
    for (at, letter) in line[start..].char_indices() {
        let columns = letter.width().unwrap_or(0);
        if columns > room {
            break;
        }
        room -= columns;
        end = start + at + letter.len_utf8();
    }
    let before = if start > 0 { "…" } else { "" };
    let after = if end < line.len() { "…" } else { "" };
    let shift = |at: usize| at.clamp(start, end) - start + before.len();
    let inside = ranges.iter().filter(|(from, to)| *from < end && *to > start);
    let ranges = inside.map(|(from, to)| (shift(*from), shift(*to))).collect();
    (Cow::Owned(format!("{before}{}{after}", &line[start..end])), ranges)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn look(width: Option<usize>) -> Look {
        Look { terminal: true, hyperlinks: Hyperlinks::Never, width }
    }

    #[test]
    fn nothing_of_a_note_can_move_the_cursor() {
        let check = |text: &str, expected: &str| assert_eq!(harmless(text), expected, "{text:?}");
        check("plain\ttext ä 日本", "plain\ttext ä 日本");
        check("\u{1b}]52;c;aGk=\u{7}", "\u{FFFD}]52;c;aGk=\u{FFFD}");
        check("a\u{9b}31m\u{202e}b\r", "a\u{FFFD}31m\u{FFFD}b\u{FFFD}");
        check("👩\u{200d}💻", "👩\u{200d}💻");
    }

    #[test]
    fn a_long_line_is_cut_around_its_first_match() {
        let line = format!("{}needle{}", "a".repeat(100), "b".repeat(100));
        let shown = look(Some(40)).marked(&line, &[(100, 106)], 0);
        let plain = anstream::adapter::strip_str(&shown).to_string();
        assert!(plain.starts_with('…') && plain.ends_with('…') && plain.contains("needle"), "{plain}");
        assert_eq!(plain.chars().count(), 40);
        assert!(shown.contains("needle\u{1b}[0m"), "{shown:?}");
    }

    #[test]
    fn paths_lead_where_they_are_told_to() {
        let check = |hyperlinks: Hyperlinks, expected: &str| {
            let look = Look { terminal: true, hyperlinks, width: None };
            assert_eq!(look.address("a b/ü.md", Some(7)).as_deref(), Some(expected));
        };
        check(Hyperlinks::Obsidian("My vault".to_owned()), "obsidian://open?vault=My%20vault&file=a%20b%2F%C3%BC.md");
        check(Hyperlinks::File("/home/v".to_owned()), "file:///home/v/a%20b/%C3%BC.md");
        check(Hyperlinks::VsCode("/home/v".to_owned()), "vscode://file/home/v/a%20b/%C3%BC.md:7");
    }
}
