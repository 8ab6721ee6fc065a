//! Arguments that many commands share.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use crate::commands::Output;
use crate::render::list;
use crate::render::list::List;

/// Arguments of every command.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Global options")]
pub struct Global {
    /// The vault: its folder, or its name in Obsidian
    #[arg(long, global = true, value_name = "DIR", env = "VAULTDEX_VAULT", hide_env_values = true)]
    pub vault: Option<PathBuf>,
    /// Where the index lies [default: a folder of the vault's own in the user's cache]
    #[arg(long, global = true, value_name = "DIR", env = "VAULTDEX_INDEX_DIR", hide_env_values = true)]
    pub index_dir: Option<PathBuf>,
    /// Answer from the index as it is, without looking whether notes have changed
    #[arg(long, global = true)]
    pub no_refresh: bool,
    /// When to use colours
    #[arg(long, global = true, value_enum, default_value_t, value_name = "WHEN")]
    pub color: Color,
    /// Where paths lead when clicked on
    #[arg(long, global = true, value_enum, default_value_t, value_name = "TO")]
    pub hyperlink: Hyperlink,
    /// Say more on stderr
    #[arg(short, long, global = true, action = clap::ArgAction::Count)]
    pub verbose: u8,
    /// Say only errors on stderr
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    pub quiet: bool,
}

#[derive(Debug, Clone, Copy, Default, ValueEnum)]
#[allow(missing_docs)]
pub enum Color {
    #[default]
    Auto,
    Always,
    Never,
}

impl From<Color> for anstream::ColorChoice {
    fn from(color: Color) -> anstream::ColorChoice {
        match color {
            Color::Auto => anstream::ColorChoice::Auto,
            Color::Always => anstream::ColorChoice::Always,
            Color::Never => anstream::ColorChoice::Never,
        }
    }
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
#[allow(missing_docs)]
pub enum Hyperlink {
    #[default]
    Auto,
    Never,
    Obsidian,
    File,
    Vscode,
}

/// In which order a list of names is printed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub enum Sort {
    /// By name
    #[default]
    Name,
    /// Those with the highest count first
    Count,
}

/// In which form a list is printed.
#[derive(Debug, Clone, Args)]
pub struct Form {
    /// Print one JSON document
    #[arg(long)]
    json: bool,
    /// Print in a format for other programs
    #[arg(long, value_name = "FORMAT", value_parser = format_names(), conflicts_with = "json")]
    format: Option<String>,
    /// Print paths only, each followed by a NUL byte, for `xargs -0`
    #[arg(short = '0', long, conflicts_with = "json")]
    null: bool,
}

fn format_names() -> clap::builder::PossibleValuesParser {
    let values = list::FORMATS.iter().map(|format| clap::builder::PossibleValue::new(format.name).help(format.about));
    clap::builder::PossibleValuesParser::new(values)
}

impl Form {
    /// Prints a list: in the format that was asked for, else as `human` writes it.
    pub fn print(&self, list: &List, human: impl FnOnce() -> String) -> Output {
        let text = match (self.null, self.name()) {
            (true, _) => list::null_separated(list),
            (false, None) => human(),
            (false, Some(name)) => {
                let format = list::FORMATS.iter().find(|format| format.name == name);
                format.map_or_else(String::new, |format| (format.render)(list))
            }
        };
        Output { text, for_programs: self.is_for_programs(), nothing: list.is_empty(), ..Output::default() }
    }

    /// Prints how many items there are.
    pub fn count(&self, count: usize) -> Output {
        match self.is_json() {
            true => Output {
                nothing: count == 0,
                ..Output::document(list::document_text(&serde_json::json!({"schema_version": 1, "count": count})))
            },
            false => Output::count(count),
        }
    }

    /// Whether a program will read it, in whatever format.
    pub fn is_for_programs(&self) -> bool {
        self.null || self.name().is_some()
    }

    /// Whether it will be one JSON document.
    pub fn is_json(&self) -> bool {
        self.name() == Some("json")
    }

    fn name(&self) -> Option<&str> {
        if self.json { Some("json") } else { self.format.as_deref() }
    }
}
