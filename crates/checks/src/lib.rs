//! Checks of a vault of integration notes (docs/spec/checks.md): what is wrong, where, and what to do about it.
//!
//! [`check`] runs a [selection](Selection) of [`RULES`] and returns [`Finding`]s. A rule looks either at the whole vault,
//! through the [`Context`](context::Context), or at the [text](note_text::NoteText) of one note. Each family of rules has
//! a file in `rules`.
//!
//! The crate is pure: the caller supplies the catalog, the day and a function that reads notes.

mod check;
pub mod context;
mod ignores;
pub mod note_text;
mod rule;
mod rules;
mod secrets;
mod shelf;
#[cfg(test)]
mod test_vault;

pub use check::{Checked, SelectedRule, Selection, check};
pub use rule::{Finding, Findings, Rule, Scope, Severity};
pub use secrets::Mask;
pub use shelf::{RULES, nearest, rule_called};
