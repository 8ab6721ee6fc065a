//! Values of arguments: names of notes and systems, parts of a query, and values that an argument lists itself.

use clap::Arg;
use vaultdex_checks::RULES;
use vaultdex_query::landscape::life_cycle::{STATUSES, UNKNOWN};

use crate::commands::context::Context;
use crate::error::Result;

/// The kind of the value of an argument.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    /// A name of a note.
    Note,
    /// A name of a system.
    System,
    /// The name of an owner.
    Owner,
    /// A term of a query.
    Query,
    /// One of a few values.
    Values(Vec<String>),
}

impl Kind {
    /// Returns the kind of an argument by the name of its value; `None` if nothing is known of it.
    pub fn of(arg: &Arg) -> Option<Kind> {
        let value_name = arg.get_value_names().and_then(<[_]>::first).map(|name| name.to_string());
        let value_name = value_name.unwrap_or_default();
        let values = arg.get_possible_values();
        match (arg.get_id().as_str(), value_name.split(['[', '|']).next().unwrap_or_default()) {
            _ if !arg.get_action().takes_values() => None,
            _ if !values.is_empty() => {
                let shown = values.iter().filter(|value| !value.is_hide_set());
                Some(Kind::Values(shown.map(|value| value.get_name().to_owned()).collect()))
            }
            (_, name) if name.starts_with("RULE") => {
                let names = RULES.iter().flat_map(|rule| [rule.id, rule.name]);
                Some(Kind::Values(names.map(str::to_owned).collect()))
            }
            (_, "NOTE") | ("note" | "paths", _) => Some(Kind::Note),
            (_, "SYSTEM") | ("system" | "around" | "from" | "to", _) => Some(Kind::System),
            ("query" | "filter", _) => Some(Kind::Query),
            ("owner", _) => Some(Kind::Owner),
            ("status", _) => Some(Kind::Values(STATUSES.into_iter().chain([UNKNOWN]).map(str::to_owned).collect())),
            // The shell would offer the names of files.
            (_, "COLUMN,…" | "FIELD" | "TEMPLATE") => Some(Kind::Values(Vec::new())),
            _ => None,
        }
    }

    /// Returns the values of this kind that begin with what has been typed.
    pub fn candidates(&self, prefix: &str, context: &Context) -> Result<Vec<String>> {
        let session = || context.session_as_is();
        match self {
            Kind::Values(values) => Ok(values.iter().filter(|value| value.starts_with(prefix)).cloned().collect()),
            Kind::Note => session().map_or_else(|| Ok(Vec::new()), |session| session.complete_note(prefix)),
            Kind::System => session().map_or_else(|| Ok(Vec::new()), |session| session.complete_system(prefix)),
            Kind::Owner => session().map_or_else(|| Ok(Vec::new()), |session| session.complete_owner(prefix)),
            Kind::Query => term(prefix, context),
        }
    }
}

/// Returns the terms of a query that begin like this one, if it has an operator whose values are known. A value with
/// blanks is quoted.
fn term(typed: &str, context: &Context) -> Result<Vec<String>> {
    let Some((operator, value)) = typed.split_once(':') else { return Ok(Vec::new()) };
    let value = value.trim_start_matches('"');
    let Some(session) = context.session_as_is() else { return Ok(Vec::new()) };
    let values = match operator.trim_start_matches(['-', '(']) {
        "tag" => {
            let (mark, name) = if value.starts_with('#') { value.split_at(1) } else { ("", value) };
            session.complete_tag(name)?.into_iter().map(|tag| format!("{mark}{tag}")).collect()
        }
        "system" | "source" | "target" => session.complete_system(value)?,
        "owner" => session.complete_owner(value)?,
        "links-to" | "linked-from" => session.complete_note(value)?,
        "status" => STATUSES.iter().filter(|status| status.starts_with(value)).map(|it| (*it).to_owned()).collect(),
        _ => Vec::new(),
    };
    let quoted = |value: &String| if value.contains(' ') { format!("\"{value}\"") } else { value.clone() };
    Ok(values.iter().map(|value| format!("{operator}:{}", quoted(value))).collect())
}
