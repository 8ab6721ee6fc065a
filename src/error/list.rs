//! What can be asked of a list and cannot be printed.

use vaultdex_query::links::lookup::nearest_of;

/// Why a list is not printed. All of these are mistakes in the arguments.
#[derive(Debug, thiserror::Error)]
pub enum ListError {
    /// The items have no such field.
    #[error("{option}: there is no field `{name}`; {}", near_or_all("fields", name, known))]
    UnknownField {
        /// The option that names it.
        option: &'static str,
        /// The name.
        name: String,
        /// All fields.
        known: &'static [&'static str],
    },
    /// No integration has a status.
    #[error("--status: no integration has the status `{name}`; {}", near_or_all("statuses", name, known))]
    UnknownStatus {
        /// The status.
        name: String,
        /// All life cycles.
        known: &'static [&'static str],
    },
    /// A template is wrong.
    #[error("--template: {why}")]
    Template {
        /// What is wrong.
        why: String,
    },
    /// An option does not apply to the format that was chosen.
    #[error("{option} has no meaning with {format}")]
    NotInFormat {
        /// The option.
        option: &'static str,
        /// The option that chooses the format.
        format: String,
    },
}

/// Says which names there are: those that are similar, otherwise all.
fn near_or_all(what: &str, name: &str, known: &[&str]) -> String {
    let near = nearest_of(known.iter().copied(), name);
    match near.is_empty() {
        true => format!("the {what} are {}", known.join(", ")),
        false => format!("did you mean `{}`?", near.join("`, `")),
    }
}
