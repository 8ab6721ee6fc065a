//! Whether a value is filled in or still the template's (spec/integrations.md a.6). Pure, total and linear; of one note
//! alone, so that a link such as `[[runbook]]` counts as a placeholder here even where the vault has a note of that name.

mod brackets;
mod lexicon;

pub use brackets::{Bracket, Certainty, brackets, templater_tags};
pub use lexicon::is_placeholder_link;

use crate::model::{RecordField, State};

/// Whether a whole value says something. `field` helps with lists of options, which are the field's words.
pub fn state(field: Option<RecordField>, raw: &str) -> State {
    let _ = field;
    let text = raw.trim();
    if text.is_empty() {
        return State::Empty;
    }
    if matches!(text.to_lowercase().as_str(), "n/a" | "-" | "–" | "—" | "none") {
        return State::NotApplicable;
    }
    match text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
        Some(inside) if lexicon::holds(inside) => State::Placeholder,
        Some(inside) if !inside.contains(['[', ']']) => State::Suspect,
        _ => State::Filled,
    }
}

/// The text of a suspect value without the brackets around it; any other value, trimmed.
pub fn inside(raw: &str) -> &str {
    let text = raw.trim();
    text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).map_or(text, str::trim)
}
