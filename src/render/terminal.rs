//! Text for a terminal: colors, hyperlinks, and protection against control characters in notes.

use std::borrow::Cow;
use std::fmt::Write as _;

use anstyle::{AnsiColor, Style};
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

use super::hyperlinks::Hyperlinks;
use super::paths::Paths;
use super::wrap::{fitting_start, visible_width};

const PATH: Style = AnsiColor::Magenta.on_default();
const NUMBER: Style = AnsiColor::Green.on_default();
const MATCH: Style = AnsiColor::Red.on_default().bold();
const STRONG: Style = Style::new().bold();

/// The least number of columns for a line of a note behind its place.
const LEAST_TEXT: usize = 30;

/// The style of secondary information.
pub const FAINT: Style = Style::new().dimmed();

/// How text is styled. Colors are always written; the code that prints strips them where they are not wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Styling {
    /// Whether the output is shown on a terminal, so that control and bidi characters must be replaced.
    pub terminal: bool,
    /// What paths link to.
    pub hyperlinks: Hyperlinks,
    /// The width of the terminal in columns; `None` for unlimited.
    pub width: Option<usize>,
    /// How paths are spelled for programs that open them.
    pub paths: Paths,
    /// Whether tables have a header.
    pub header: bool,
}

impl Styling {
    /// Text for a terminal of this width, without hyperlinks.
    pub fn of_terminal(width: Option<usize>) -> Styling {
        Styling { terminal: true, hyperlinks: Hyperlinks::Never, width, paths: Paths::default(), header: true }
    }

    /// Returns text of a note in a form that is safe for the output.
    pub fn text<'a>(&self, text: &'a str) -> Cow<'a, str> {
        match self.terminal {
            true => sanitized(text),
            // Whoever removes colors from the output would take a sequence of the note for one of them.
            false if text.contains(is_start_of_sequence) => Cow::Owned(text.replace(is_start_of_sequence, "\u{FFFD}")),
            false => Cow::Borrowed(text),
        }
    }

    /// Formats a path that links to the note, at a line if one is given.
    pub fn path(&self, path: &str, line: Option<u32>) -> String {
        self.path_below(path, line, &[])
    }

    /// Formats a path that links to a line of the note, given the headings above it, outermost first.
    pub fn path_below(&self, path: &str, line: Option<u32>, headings: &[String]) -> String {
        self.linked(path, self.hyperlinks.uri(path, line, None, headings))
    }

    /// Like [`Styling::path_below`], but spelled for programs that open the file.
    pub fn spelled_path_below(&self, path: &str, line: Option<u32>, headings: &[String]) -> String {
        self.linked(&self.paths.spell(path), self.hyperlinks.uri(path, line, None, headings))
    }

    /// Formats `path:line:column`, which editors and terminals understand.
    pub fn location(&self, path: &str, line: u32, column: u32) -> String {
        let shown = self.linked(path, self.hyperlinks.uri(path, Some(line), Some(column), &[]));
        format!("{shown}:{}:{}", number(line), number(column))
    }

    fn linked(&self, path: &str, uri: Option<String>) -> String {
        hyperlink(format!("{PATH}{}{PATH:#}", self.text(path)), uri.as_deref())
    }

    /// Formats a line of a note behind its place, on a line of its own if there is little room.
    pub fn highlighted_at(&self, place: &str, line: &str, ranges: &[(usize, usize)]) -> String {
        let used = visible_width(place) + 2;
        match self.width.is_some_and(|width| width < used + LEAST_TEXT) {
            true => format!("{place}\n    {}", self.highlighted(line, ranges, 4)),
            false => format!("{place}  {}", self.highlighted(line, ranges, used)),
        }
    }

    /// Formats a line of a note with the given byte ranges highlighted, truncated to the terminal's width around the
    /// first of them. `used` is the number of columns that the caller has already filled.
    pub fn highlighted(&self, line: &str, ranges: &[(usize, usize)], used: usize) -> String {
        let (line, ranges) = match self.width {
            Some(width) => visible_part(line, ranges, width.saturating_sub(used).max(20)),
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

/// Formats the number of a line or column.
pub fn number(number: u32) -> String {
    format!("{NUMBER}{number}{NUMBER:#}")
}

/// Formats important text.
pub fn strong(text: &str) -> String {
    format!("{STRONG}{text}{STRONG:#}")
}

/// Returns the style of an integration's status (docs/spec/integrations.md#statuses).
pub fn status_style(status: &str) -> Style {
    match status {
        "active" => AnsiColor::Green.on_default(),
        "degraded" => AnsiColor::Red.on_default(),
        "deprecated" | "paused" => AnsiColor::Yellow.on_default(),
        "retired" => FAINT,
        _ => Style::new(),
    }
}

/// The style of information that needs attention.
pub const ALERT: Style = AnsiColor::Red.on_default();

/// Formats secondary text.
pub fn faint(text: &str) -> String {
    format!("{FAINT}{text}{FAINT:#}")
}

/// Formats text as an OSC 8 hyperlink, or unchanged without a URI.
pub(super) fn hyperlink(shown: String, uri: Option<&str>) -> String {
    match uri {
        Some(uri) => format!("\u{1b}]8;;{uri}\u{1b}\\{shown}\u{1b}]8;;\u{1b}\\"),
        None => shown,
    }
}

/// Replaces characters that could move the cursor, change the terminal's state or reverse the text direction.
pub fn sanitized(text: &str) -> Cow<'_, str> {
    if !text.contains(is_unsafe_for_terminal) {
        return Cow::Borrowed(text);
    }
    // Emoji and Indic scripts need the zero-width joiner and non-joiner, which are safe in running text.
    let keep = |letter: char| letter == '\u{200D}' || letter == '\u{200C}' || !is_unsafe_for_terminal(letter);
    Cow::Owned(text.chars().map(|letter| if keep(letter) { letter } else { '\u{FFFD}' }).collect())
}

/// Whether a character begins an escape sequence.
fn is_start_of_sequence(letter: char) -> bool {
    matches!(letter, '\u{1b}' | '\u{9b}' | '\u{9d}')
}

/// Whether a character could move the cursor, change the terminal's state or reverse the text direction.
pub fn is_unsafe_for_terminal(letter: char) -> bool {
    match letter {
        '\t' => false,
        '\u{61C}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2028}' | '\u{2029}' => true,
        '\u{2060}'..='\u{2069}' | '\u{FEFF}' => true,
        letter => letter.is_control(),
    }
}

/// Returns the part of a line that fits into `width` columns and includes the start of the first range, with `…` for
/// omitted text, and the ranges within that part.
pub(super) fn visible_part<'a>(
    line: &'a str,
    ranges: &[(usize, usize)],
    width: usize,
) -> (Cow<'a, str>, Vec<(usize, usize)>) {
    if line.width() <= width {
        return (Cow::Borrowed(line), ranges.to_vec());
    }
    let first = ranges.first().map_or(0, |range| range.0);
    // A third of the width goes to the text before the match, as context.
    let mut start = first;
    let mut available = width / 3;
    for (at, grapheme) in line[..first].grapheme_indices(true).rev() {
        let columns = grapheme.width();
        if columns > available {
            break;
        }
        available -= columns;
        start = at;
    }
    let end = start + fitting_start(&line[start..], width.saturating_sub(2)).len();
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

    #[test]
    fn control_and_bidi_characters_are_replaced() {
        let check = |text: &str, expected: &str| assert_eq!(sanitized(text), expected, "{text:?}");
        check("plain\ttext ä 日本", "plain\ttext ä 日本");
        check("\u{1b}]52;c;aGk=\u{7}", "\u{FFFD}]52;c;aGk=\u{FFFD}");
        check("a\u{9b}31m\u{202e}b\r", "a\u{FFFD}31m\u{FFFD}b\u{FFFD}");
        check("👩\u{200d}💻", "👩\u{200d}💻");
    }

    #[test]
    fn escape_sequences_of_notes_are_no_colors() {
        let in_a_pipe = Styling { terminal: false, ..Styling::of_terminal(None) };
        assert_eq!(in_a_pipe.text("red\u{1b}[31m\u{200b}.md"), "red\u{FFFD}[31m\u{200b}.md");
    }

    #[test]
    fn long_lines_are_truncated_around_the_first_match() {
        let line = format!("{}needle{}", "a".repeat(100), "b".repeat(100));
        let shown = Styling::of_terminal(Some(40)).highlighted(&line, &[(100, 106)], 0);
        let plain = anstream::adapter::strip_str(&shown).to_string();
        assert!(plain.starts_with('…') && plain.ends_with('…') && plain.contains("needle"), "{plain}");
        assert_eq!(plain.chars().count(), 40);
        assert!(shown.contains("needle\u{1b}[0m"), "{shown:?}");
    }
}
