//! What the answers for people have in common.

use anstyle::Style;
use vaultdex_query::landscape::rows::{ConnectionRef, OwnerRef};

use crate::commands::context::Context;
use crate::render::table::Cell;
use crate::render::terminal::{ALERT, FAINT, Styling, faint, status_style};
use crate::render::wrap::{Item, fill};

/// The minimum width of a terminal for tables with many columns.
pub const WIDE: usize = 110;

/// Whether the terminal is too narrow for tables with many columns.
pub fn is_narrow(styling: &Styling) -> bool {
    styling.width.is_some_and(|width| width < WIDE)
}

/// Returns the cell of an integration, with its ID and name, which links to its record.
pub fn connection_cell(it: &ConnectionRef) -> Cell {
    Cell::linked(it.title(), &it.path, it.line)
}

/// Returns the place of an integration.
pub fn place_cell(it: &ConnectionRef) -> Cell {
    Cell::place(&it.path, it.line)
}

/// Returns the cell of a life cycle; `?` if it is not known.
pub fn status_cell(status: Option<&str>) -> Cell {
    match status {
        Some(status) => Cell::styled(status, status_style(status)),
        None => Cell::styled("?", FAINT),
    }
}

/// Returns the names of owners, for programs.
pub fn owner_names(owners: &[OwnerRef]) -> String {
    owners.iter().map(|owner| owner.text.as_str()).collect::<Vec<_>>().join(", ")
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
    let commands: Vec<Item> = commands.iter().map(|words| Item::Whole(faint(&command(words)))).collect();
    fill(&faint("next: "), 6, &commands, "  ·  ", styling.width)
}

/// Wraps items after a heading to the width of the terminal: `Not live:  a, b, …`. An item is broken only if it is wider
/// than a line, and then between words.
pub fn wrapped(heading: &str, items: &[String], separator: &str, styling: &Styling) -> String {
    const INDENT: usize = 16;
    if items.is_empty() {
        return String::new();
    }
    let items: Vec<Item> = items.iter().map(|item| Item::Words(styling.text(item).into_owned())).collect();
    fill(&format!("{heading:<INDENT$}"), INDENT, &items, separator, styling.width)
}
