//! The preview of the selected row, and parts of notes as previews show them.

use std::fmt::Write as _;
use std::ops::Range;

use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use vaultdex_notes::text;

use super::requests::PreviewText;
use super::rows::{Place, styled_lines};
use crate::render::terminal::{Styling, faint, number};
use crate::render::wrap::split_at_width;

/// The columns of a line's number.
const NUMBER_WIDTH: usize = 8;
/// The maximum number of lines before and behind the line that is meant.
const MAX_LINES: usize = 500;

/// A preview: a title that stays at the top, and lines that can be scrolled. All are wrapped.
#[derive(Debug, Clone, Default)]
pub struct Preview {
    /// The request that the text answers.
    id: u64,
    /// What is shown: a place, and the query that found it.
    of: Option<(String, Place)>,
    title: Vec<Line<'static>>,
    /// What the note records, above its lines.
    brief: Vec<Line<'static>>,
    lines: Vec<Line<'static>>,
    /// The number of lines that are scrolled out of view.
    offset: usize,
    /// What a note records, if it is known before the text, with its request.
    early_brief: Option<(u64, Vec<Line<'static>>)>,
}

impl Preview {
    /// Shows a text. If it is of the same place as before, what is scrolled stays so.
    pub fn show(&mut self, id: u64, of: Option<(String, Place)>, text: PreviewText, area: Rect) {
        let width = area.width.into();
        let before_meant = text.lines.iter().take(text.meant.unwrap_or(0));
        let meant: usize = before_meant.map(|line| wrapped(line, width).len()).sum();
        let is_same = of.is_some() && self.of == of;
        let offset = match is_same {
            true => self.offset.saturating_sub(self.brief.len()),
            false => meant.saturating_sub(usize::from(area.height) / 3),
        };
        let [title, lines] = [&text.title, &text.lines].map(|lines| all_wrapped(lines, width));
        let early_brief = self.early_brief.take().filter(|(request, _)| *request == id);
        *self = Preview { id, of, title, lines, offset, ..Preview::default() };
        self.scroll(0, area.height);
        if let Some((_, brief)) = early_brief {
            self.show_brief(id, brief, area);
        }
    }

    /// Shows what the note records above its lines, once these are there. Lines that are scrolled stay where they are.
    pub fn show_brief(&mut self, id: u64, lines: Vec<Line<'static>>, area: Rect) {
        if id != self.id {
            self.early_brief = Some((id, lines));
            return;
        }
        let blank = (!lines.is_empty()).then(Line::default);
        self.brief = all_wrapped(&lines, area.width.into()).into_iter().chain(blank).collect();
        if self.offset > 0 {
            self.offset += self.brief.len();
        }
    }

    /// Shows nothing.
    pub fn clear(&mut self) {
        *self = Preview::default();
    }

    /// Scrolls down, or up if `by` is negative, at most until the last line is at the bottom.
    pub fn scroll(&mut self, by: isize, height: u16) {
        let last = (self.brief.len() + self.lines.len()).saturating_sub(self.scrolled_height(height));
        self.offset = self.offset.saturating_add_signed(by).min(last);
    }

    /// Returns how many lines fit below the title.
    pub fn scrolled_height(&self, height: u16) -> usize {
        usize::from(height).saturating_sub(self.title.len())
    }

    /// Returns the lines that are to be drawn.
    pub fn visible(&self, height: u16) -> Vec<Line<'static>> {
        let scrolled = self.brief.iter().chain(&self.lines).skip(self.offset);
        self.title.iter().chain(scrolled).take(height.into()).cloned().collect()
    }
}

fn all_wrapped(lines: &[Line<'static>], width: usize) -> Vec<Line<'static>> {
    lines.iter().flat_map(|line| wrapped(line, width)).collect()
}

/// Returns a line in parts that fit a width, broken at words.
fn wrapped(line: &Line<'static>, width: usize) -> Vec<Line<'static>> {
    if line.width() <= width {
        return vec![line.clone()];
    }
    let text = line.to_string();
    let mut rest = text.as_str();
    let mut parts = Vec::new();
    while !rest.is_empty() {
        let start = text.len() - rest.len();
        let (part, remainder) = split_at_width(rest, width);
        if !part.trim().is_empty() {
            parts.push(part_of(line, start..start + part.len()));
        }
        rest = remainder.trim_start_matches(' ');
    }
    parts
}

/// Returns the part of a line in a range of its bytes.
fn part_of(line: &Line<'static>, range: Range<usize>) -> Line<'static> {
    let mut start = 0;
    let part = |span: &Span<'static>| {
        let own = start..start + span.content.len();
        start = own.end;
        let shared = range.start.max(own.start)..range.end.min(own.end);
        (!shared.is_empty()).then(|| {
            Span::styled(span.content[shared.start - own.start..shared.end - own.start].to_owned(), span.style)
        })
    };
    line.spans.iter().filter_map(part).collect()
}

/// Returns the lines of a text around the line that is meant, from 1, which is highlighted, or the first ones, with their
/// numbers. `…` stands for lines that are left out.
pub fn excerpt(text: &str, line: Option<u32>, styling: &Styling) -> PreviewText {
    let line = line.map_or(0, |line| line as usize);
    let first = line.saturating_sub(MAX_LINES).max(1);
    let mut shown = String::new();
    let left_out = |is_left_out: bool| if is_left_out { format!("{}\n", faint("…")) } else { String::new() };
    shown.push_str(&left_out(first > 1));
    let mut contents = text::lines(text).enumerate().skip(first - 1);
    for (position, content) in contents.by_ref().take(line + MAX_LINES + 1 - first) {
        let is_line = position + 1 == line;
        let (mark, ranges) = if is_line { (":", &[(0, content.len())][..]) } else { (" ", &[][..]) };
        let number = number((position + 1) as u32);
        let _ = writeln!(shown, "  {number}{mark} {}", styling.highlighted(content, ranges, NUMBER_WIDTH));
    }
    shown.push_str(&left_out(contents.next().is_some()));
    let meant = (line > 0).then(|| line - first + usize::from(first > 1));
    PreviewText { title: Vec::new(), lines: styled_lines(&shown), meant }
}

#[cfg(test)]
mod tests {
    use ratatui::style::Stylize;
    use vaultdex_notes::VaultPath;

    use super::*;

    fn texts(lines: &[Line]) -> Vec<String> {
        lines.iter().map(Line::to_string).collect()
    }

    fn of(path: &str) -> Option<(String, Place)> {
        Some(("tea".to_owned(), Place { path: VaultPath::new(path), line: None }))
    }

    fn numbers(n: usize, meant: Option<usize>) -> PreviewText {
        PreviewText { title: vec!["title".into()], lines: (0..n).map(|it| it.to_string().into()).collect(), meant }
    }

    #[test]
    fn lines_around_a_place_or_the_first_ones_are_shown() {
        let styling = Styling::of_terminal(Some(40));
        let check = |text: &str, line, ends: [&str; 2], meant: Option<&str>| {
            let found = excerpt(text, line, &styling);
            let lines = texts(&found.lines);
            assert_eq!([lines[0].as_str(), lines[lines.len() - 1].as_str()], ends, "{line:?}");
            assert_eq!(found.meant.map(|it| lines[it].as_str()), meant, "{line:?}");
        };
        check("one\ntwo\nthree", None, ["  1  one", "  3  three"], None);
        check("one\ntwo\nthree", Some(2), ["  1  one", "  3  three"], Some("  2: two"));
        let long = ["x"; 2000].join("\n");
        check(&long, None, ["  1  x", "…"], None);
        check(&long, Some(501), ["  1  x", "…"], Some("  501: x"));
        check(&long, Some(1001), ["…", "…"], Some("  1001: x"));
        check(&long, Some(1900), ["…", "  2000  x"], Some("  1900: x"));
        assert_eq!(excerpt(&long, Some(1001), &styling).lines.len(), 2 * MAX_LINES + 3);
    }

    #[test]
    fn scrolling_stops_at_both_ends_and_leaves_the_title() {
        let area = Rect::new(0, 0, 20, 4);
        let mut preview = Preview::default();
        preview.show(1, of("a.md"), numbers(6, None), area);
        let mut check = |by, expected: [&str; 4]| {
            preview.scroll(by, area.height);
            assert_eq!(texts(&preview.visible(area.height)), expected, "{by}");
        };
        check(0, ["title", "0", "1", "2"]);
        check(2, ["title", "2", "3", "4"]);
        check(9, ["title", "3", "4", "5"]);
        check(-1, ["title", "2", "3", "4"]);
        check(-9, ["title", "0", "1", "2"]);
    }

    #[test]
    fn what_is_scrolled_stays_so_until_another_place_is_shown() {
        let area = Rect::new(0, 0, 20, 4);
        let mut preview = Preview::default();
        let first = |preview: &Preview| preview.visible(area.height)[1].to_string();
        preview.show(1, of("a.md"), numbers(9, None), area);
        preview.scroll(3, area.height);
        preview.show(1, of("a.md"), numbers(9, None), area);
        assert_eq!(first(&preview), "3");
        for _ in 0..2 {
            preview.show_brief(1, vec!["INT-1".into()], area);
            assert_eq!(first(&preview), "3");
            preview.show(1, of("a.md"), numbers(9, None), area);
            assert_eq!(first(&preview), "3");
        }
        preview.show(2, of("b.md"), numbers(9, None), area);
        assert_eq!(first(&preview), "0");
        preview.show_brief(2, vec!["INT-1".into()], area);
        assert_eq!(first(&preview), "INT-1");
        // What is known before the text waits for it.
        preview.show_brief(3, vec!["INT-3".into()], area);
        assert_eq!(first(&preview), "INT-1");
        preview.show(3, of("c.md"), numbers(9, None), area);
        assert_eq!(first(&preview), "INT-3");
    }

    #[test]
    fn the_line_that_is_meant_is_below_the_first_ones() {
        let area = Rect::new(0, 0, 20, 4);
        let mut preview = Preview::default();
        preview.show(1, of("a.md"), numbers(9, Some(5)), area);
        assert_eq!(preview.visible(area.height)[1].to_string(), "4");
    }

    #[test]
    fn long_lines_are_wrapped_with_their_styles() {
        let line = Line::from(vec!["one ".into(), "two three".bold(), " 日本語".into()]);
        let expected =
            [Line::from(vec!["one ".into(), "two".bold()]), Line::from(vec!["three".bold()]), Line::from("日本語")];
        assert_eq!(wrapped(&line, 8), expected);
        assert_eq!(wrapped(&"abcdef".into(), 4), ["abcd".into(), "ef".into()] as [Line; 2]);
        assert_eq!(wrapped(&Line::default(), 4), [Line::default()]);
    }
}
