//! What the answers for people have in common.

use anstyle::Style;
use unicode_width::UnicodeWidthStr;
use vaultdex_query::landscape::rows::{ConnectionRef, OwnerRef};

use crate::commands::context::Context;
use crate::render::table::Cell;
use crate::render::terminal::{ALERT, FAINT, Styling, faint, status_style};

/// The minimum width of a terminal for tables with many columns.
pub const WIDE: usize = 110;

/// Whether the terminal is too narrow for tables with many columns.
pub fn is_narrow(styling: &Styling) -> bool {
    styling.width.is_some_and(|width| width < WIDE)
}

/// Returns the cell of an integration, by its ID if it has one, which links to its record.
pub fn connection_cell(it: &ConnectionRef) -> Cell {
    Cell::linked(it.label(), &it.path, it.line)
}

/// Returns the place of an integration.
pub fn place_cell(it: &ConnectionRef) -> Cell {
    Cell::linked(format!("{}:{}", it.path, it.line), &it.path, it.line)
}

/// Returns the cell of a life cycle; `?` if it is not known.
pub fn status_cell(status: Option<&str>) -> Cell {
    match status {
        Some(status) => Cell::styled(status, status_style(status)),
        None => Cell::styled("?", FAINT),
    }
}

/// Returns the names of owners, with what is wrong with them.
pub fn owners_text(owners: &[OwnerRef]) -> String {
    let text = |owner: &OwnerRef| match (owner.left, &owner.destination) {
        (true, _) => format!("{} (left)", owner.text),
        (false, None) => format!("{} (no note)", owner.text),
        (false, Some(_)) => owner.text.clone(),
    };
    if owners.is_empty() { "none".to_owned() } else { owners.iter().map(text).collect::<Vec<_>>().join(", ") }
}

/// Returns the cell of owners. Nobody to call is an alert.
pub fn owners_cell(owners: &[OwnerRef]) -> Cell {
    let is_alert = owners.is_empty() || owners.iter().all(|owner| owner.left);
    Cell::styled(owners_text(owners), if is_alert { ALERT } else { Style::new() })
}

/// Returns the last line of an answer on a terminal, which names further commands; nothing if the settings forbid it.
pub fn next_commands(commands: &[Vec<&str>], context: &Context, styling: &Styling) -> String {
    if !styling.terminal || !context.shows_hints() || commands.is_empty() {
        return String::new();
    }
    let command = |words: &Vec<&str>| {
        // A name with a NUL byte, which no shell can pass, does not occur.
        let words = shlex::try_join(words.iter().copied()).unwrap_or_default();
        format!("vaultdex {}", styling.text(&words))
    };
    let commands: Vec<String> = commands.iter().map(command).collect();
    format!("{}\n", faint(&format!("next: {}", commands.join("  ·  "))))
}

/// Wraps items after a heading to the width of the terminal: `Not live:  a, b, …`. An item is broken only if it is wider
/// than a line, and then between words.
pub fn wrapped(heading: &str, items: &[String], separator: &str, styling: &Styling) -> String {
    const INDENT: usize = 16;
    if items.is_empty() {
        return String::new();
    }
    indented(&format!("{heading:<INDENT$}"), INDENT, items, separator, styling)
}

/// Returns items behind a beginning, with further lines indented.
pub fn indented(start: &str, indent: usize, items: &[String], separator: &str, styling: &Styling) -> String {
    let width = styling.width.unwrap_or(usize::MAX);
    let mut text = start.to_owned();
    let mut used = start.width();
    let mark = separator.trim_end().width();
    let mut add = |piece: &str, between: &str, text: &mut String| {
        let is_first = used <= indent;
        // Behind any piece there must be room for the separator, which ends the line if the next one begins another.
        if !is_first && used + between.width() + piece.width() + mark > width {
            text.push_str(between.trim_end());
            text.push('\n');
            text.push_str(&" ".repeat(indent));
            used = indent;
        } else if !is_first {
            text.push_str(between);
            used += between.width();
        }
        text.push_str(piece);
        used += piece.width();
    };
    for (nth, item) in items.iter().enumerate() {
        let item = styling.text(item);
        let between = if nth == 0 { "" } else { separator };
        if item.width() + mark <= width.saturating_sub(indent) {
            add(&item, between, &mut text);
            continue;
        }
        for (nth, word) in item.split(' ').enumerate() {
            add(word, if nth == 0 { between } else { " " }, &mut text);
        }
    }
    text.push('\n');
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::hyperlinks::Hyperlinks;
    use crate::render::paths::Paths;

    #[test]
    fn items_are_broken_only_if_they_are_wider_than_a_line() {
        let check = |width: usize, items: &[&str], expected: &str| {
            let styling =
                Styling { terminal: true, hyperlinks: Hyperlinks::Never, width: Some(width), paths: Paths::default() };
            let items: Vec<String> = items.iter().map(ToString::to_string).collect();
            assert_eq!(indented("x: ", 3, &items, ", ", &styling), expected);
        };
        check(80, &["a b", "c d"], "x: a b, c d\n");
        check(9, &["a b", "c d"], "x: a b,\n   c d\n");
        check(11, &["a b", "c d", "e"], "x: a b,\n   c d, e\n");
        check(12, &["a", "bb cc dd ee", "f"], "x: a, bb cc\n   dd ee, f\n");
        check(6, &["abcdefgh"], "x: abcdefgh\n");
    }
}
