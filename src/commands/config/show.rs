use std::path::Path;

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::{Value, json};
use vaultdex_records::DateOrder;

use super::{user_file_place, vault};
use crate::commands::context::{Context, Origin};
use crate::commands::format::FormatArgs;
use crate::commands::output::Output;
use crate::error::Result;
use crate::render::list::{Layout, List};
use crate::render::table::{Cell, columns};
use crate::session::Notices;
use crate::vault::{CheckSettings, PathPattern, RuleSetting, Settings};

/// A setting with its value.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Row {
    /// The name of the setting.
    name: String,
    /// Its value: a text, a list of texts, `true` or `false`; `None` if it has none.
    value: Value,
    /// Where the value comes from.
    origin: Origin,
    /// The absolute path of the configuration file that has it; `None` for any other origin.
    file: Option<String>,
}

pub fn run(format: &FormatArgs, context: &Context) -> Result<Output> {
    let user_file = user_file_place()?;
    let vault = vault(context);
    let of_user = context.settings();
    let of_vault = vault.as_ref().map(Settings::of_vault).unwrap_or_default();
    of_user.problems.iter().chain(&of_vault.problems).for_each(|problem| context.warn(problem));
    let vault_file = vault.as_ref().map(Settings::file_of_vault);
    let row = |name: &str, value: Value, origin: Origin| {
        let file = match origin {
            Origin::UserFile => Some(user_file.as_path()),
            Origin::VaultFile => vault_file.as_deref(),
            _ => None,
        };
        Row { name: name.to_owned(), value, origin, file: file.map(|file| file.display().to_string()) }
    };
    let mut rows = Vec::new();
    let path = |path: &Path| json!(path.to_string_lossy());
    rows.push(match context.find_vault() {
        Ok((folder, origin)) => row("vault", path(&folder), origin),
        Err(_) => row("vault", Value::Null, Origin::Default),
    });
    rows.push(match vault.as_ref().map(|vault| context.index_dir(vault)).transpose()? {
        Some((folder, origin)) => row("index_dir", path(&folder), origin),
        None => row("index_dir", Value::Null, Origin::Default),
    });
    // The vault's file goes before the user's.
    let effective = |name: &str, of_user: Option<Value>, of_vault: Option<Value>, default: Value| {
        let set = of_vault.map(|value| (value, Origin::VaultFile)).or(of_user.map(|it| (it, Origin::UserFile)));
        let (value, origin) = set.unwrap_or((default, Origin::Default));
        row(name, value, origin)
    };
    let both = |name: &str, value: &dyn Fn(&Settings) -> Option<Value>, default: Value| {
        effective(name, value(of_user), value(&of_vault), default)
    };
    rows.push(both("hints", &|it| it.hints.map(Value::from), json!(true)));
    rows.push(both("date_order", &|it| it.terminology.date_order.map(date_order), Value::Null));
    let languages = |it: &Settings| Some(&it.terminology.languages).filter(|it| !it.is_empty()).map(|it| json!(it));
    rows.push(both("languages", &languages, json!([])));
    rows.push(both("own_system", &|it| it.own_system.as_deref().map(Value::from), Value::Null));
    rows.push(both("search.closest", &|it| it.closest.map(Value::from), json!(true)));
    rows.extend(check_rows(&of_vault.checks).into_iter().map(|(name, value)| row(&name, value, Origin::VaultFile)));
    let (own, common) = (&of_vault.terminology.synonyms, &of_user.terminology.synonyms);
    let synonym =
        |(name, meaning): (&String, &String), origin| row(&format!("synonyms.{name}"), json!(meaning), origin);
    rows.extend(own.iter().map(|it| synonym(it, Origin::VaultFile)));
    rows.extend(
        common
            .iter()
            .filter(|(name, _)| !of_vault.terminology.has_synonym(name))
            .map(|it| synonym(it, Origin::UserFile)),
    );
    format.arrange(&SETTINGS, &mut rows)?;
    format.print(List::new(&SETTINGS, &rows), &context.plain_styling(), |styling| {
        let cells = rows.iter().map(|row| {
            vec![
                Cell::new(&row.name),
                Cell::new(shown(&row.value)),
                Cell::new(row.origin.in_words(row.file.as_deref())),
            ]
        });
        columns(&["SETTING", "VALUE", "FROM"], &cells.collect::<Vec<_>>(), styling)
    })
}

pub static SETTINGS: Layout =
    Layout::new("settings", "setting", &["name", "value", "origin", "file"], "file").of_names();

/// Returns what is set about checks.
fn check_rows(checks: &CheckSettings) -> Vec<(String, Value)> {
    let paths = |patterns: &[PathPattern]| json!(patterns.iter().map(PathPattern::as_str).collect::<Vec<_>>());
    let mut rows = Vec::new();
    if !checks.exclude.is_empty() {
        rows.push(("checks.exclude".to_owned(), paths(&checks.exclude)));
    }
    for (rule, RuleSetting { is_on, severity, exclude }) in &checks.rules {
        let word = match (is_on, severity) {
            (Some(false), _) => Some("off"),
            (_, Some(severity)) => Some(severity.name()),
            (Some(true), None) => Some("on"),
            (None, None) => None,
        };
        rows.extend(word.map(|word| (format!("checks.{rule}"), json!(word))));
        if !exclude.is_empty() {
            rows.push((format!("checks.{rule}.exclude"), paths(exclude)));
        }
    }
    rows
}

fn date_order(order: DateOrder) -> Value {
    match order {
        DateOrder::DayFirst => "dmy".into(),
        DateOrder::MonthFirst => "mdy".into(),
    }
}

/// Returns a value for people; `-` if there is none.
fn shown(value: &Value) -> String {
    match value {
        Value::Null => "-".to_owned(),
        Value::String(text) => text.clone(),
        Value::Array(items) if items.is_empty() => "-".to_owned(),
        Value::Array(items) => items.iter().map(shown).collect::<Vec<_>>().join(", "),
        other => other.to_string(),
    }
}
