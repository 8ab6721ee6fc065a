//! Parts of notes as previews show them.

use std::fmt::Write as _;

use ratatui::text::Line;
use vaultdex_notes::text;

use super::rows::styled_lines;
use crate::render::terminal::{Styling, number};

/// The columns of a line's number.
const NUMBER_WIDTH: usize = 8;

/// Returns as many lines of a text as a preview has, with their numbers: those around a line, from 1, which is
/// highlighted, or the first ones.
pub fn excerpt(text: &str, line: Option<u32>, height: usize, styling: &Styling) -> Vec<Line<'static>> {
    let line = line.map_or(0, |line| line as usize);
    let first = line.saturating_sub(height / 3).max(1);
    let mut shown = String::new();
    for (position, content) in text::lines(text).enumerate().skip(first - 1).take(height) {
        let is_line = position + 1 == line;
        let (mark, ranges) = if is_line { (":", &[(0, content.len())][..]) } else { (" ", &[][..]) };
        let number = number((position + 1) as u32);
        let _ = writeln!(shown, "  {number}{mark} {}", styling.highlighted(content, ranges, NUMBER_WIDTH));
    }
    styled_lines(&shown)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_around_a_place_or_the_first_ones_are_shown() {
        let styling = Styling::of_terminal(Some(40));
        let text = "one\ntwo\nthree\nfour\nfive\nsix";
        let check = |line, height, expected: &[&str]| {
            let lines: Vec<String> = excerpt(text, line, height, &styling).iter().map(Line::to_string).collect();
            assert_eq!(lines, expected, "{line:?}");
        };
        check(None, 2, &["  1  one", "  2  two"]);
        check(Some(4), 3, &["  3  three", "  4: four", "  5  five"]);
        check(Some(1), 2, &["  1: one", "  2  two"]);
        check(Some(9), 2, &[]);
    }
}
