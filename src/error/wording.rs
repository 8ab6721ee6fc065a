//! The parts of messages that depend on what is known: suggestions, options, the holder of a lock.

use std::io;

/// Returns the message of an I/O error in lower case and without the number of the error.
pub fn reason(error: &io::Error) -> String {
    let text = error.to_string();
    let text = text.split(" (os error").next().unwrap_or(&text);
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}

pub(super) fn quoted(names: &[String]) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

pub(super) fn suggestion(near: &[String]) -> String {
    if near.is_empty() { String::new() } else { format!("; did you mean {}?", quoted(near)) }
}

pub(super) fn between(from: &str, to: &str, is_two_way: bool) -> String {
    if is_two_way { format!("between `{from}` and `{to}`") } else { format!("from `{from}` to `{to}`") }
}

pub(super) fn known_vaults(names: &[String]) -> String {
    if names.is_empty() { String::new() } else { format!("; Obsidian knows the vaults {}", quoted(names)) }
}

pub(super) fn in_option(option: Option<&str>) -> String {
    option.map(|option| format!(" in {option}")).unwrap_or_default()
}

pub(super) fn instead(option: Option<&str>) -> String {
    option.map(|option| format!("; use {option} instead")).unwrap_or_default()
}

pub(super) fn locked(holder: Option<&(u32, String)>) -> String {
    match holder {
        Some((pid, command)) => format!(
            "the index is locked by process {pid} (`vaultdex {command}`); wait until it ends, or stop it with \
             `kill {pid}`"
        ),
        None => "the index is locked by another process; wait until it ends".to_owned(),
    }
}
