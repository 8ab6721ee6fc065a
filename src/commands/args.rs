//! Arguments that several commands share.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::output::Output;
use crate::render::hyperlinks::Template;
use crate::render::list;
use crate::render::list::List;
use crate::render::terminal::Styling;

/// The arguments of every command.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Global options")]
pub struct GlobalArgs {
    /// Vault to use: its directory, or its name in Obsidian
    #[arg(long, global = true, value_name = "DIR", env = "VAULTDEX_VAULT", hide_env_values = true)]
    pub vault: Option<PathBuf>,
    /// Directory of the index [default: a subdirectory of the user's cache, one per vault]
    #[arg(long, global = true, value_name = "DIR", env = "VAULTDEX_INDEX_DIR", hide_env_values = true)]
    pub index_dir: Option<PathBuf>,
    /// Answer from the existing index, without checking for changed notes
    #[arg(long, global = true)]
    pub no_refresh: bool,
    /// When to use colors
    #[arg(long, global = true, value_enum, default_value_t, value_name = "WHEN")]
    pub color: Color,
    /// What hyperlinks on paths open: auto (the note in Obsidian if the output is a terminal), never, none, obsidian, file,
    /// vscode, vscode-insiders, cursor, macvim, textmate, or a template with {path} and optionally {line}, {column} and {host}
    #[arg(long, global = true, value_parser = parse_hyperlink, default_value = "auto", value_name = "TO")]
    pub hyperlink: Hyperlink,
    /// How `-l`, `-0`, `--vimgrep` and `--format paths` spell paths
    #[arg(long, global = true, value_enum, default_value_t, value_name = "STYLE")]
    pub path_style: PathStyle,
    /// Do not show long output in a pager
    #[arg(long, global = true)]
    pub no_pager: bool,
    /// Print more details
    #[arg(short, long, global = true, action = clap::ArgAction::Count)]
    pub verbose: u8,
    /// Suppress warnings, notes and progress
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    pub quiet: bool,
}

#[derive(Debug, Clone, Copy, Default, ValueEnum)]
pub enum Color {
    /// On terminals, unless an environment variable such as NO_COLOR forbids it
    #[default]
    Auto,
    /// Always
    Always,
    /// Never
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

/// What hyperlinks on paths open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Hyperlink {
    /// The note in Obsidian if the output is a terminal, otherwise no hyperlinks.
    Auto,
    /// No hyperlinks.
    Never,
    /// The note in Obsidian.
    Obsidian,
    /// An address of the file, by a template.
    Template(Template),
}

fn parse_hyperlink(text: &str) -> Result<Hyperlink, String> {
    Ok(match text {
        "auto" => Hyperlink::Auto,
        "never" | "none" => Hyperlink::Never,
        "obsidian" => Hyperlink::Obsidian,
        name => Hyperlink::Template(Template::named(name).map_or_else(|| Template::parse(text), Ok)?),
    })
}

/// How paths are spelled for programs that open them (docs/spec/cli.md#paths).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub enum PathStyle {
    /// Relative to the vault
    Vault,
    /// Relative to the working directory if that is inside the vault or above it, otherwise absolute
    #[default]
    Cwd,
    /// Absolute
    Absolute,
}

/// The order of a list of names.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub enum Sort {
    /// By name
    #[default]
    Name,
    /// By count, highest first
    Count,
}

/// The output format of a list.
#[derive(Debug, Clone, Args)]
pub struct FormatArgs {
    /// Print one JSON document
    #[arg(long)]
    json: bool,
    /// Print in a format for other programs
    #[arg(long, value_name = "FORMAT", value_parser = format_names(&[]), conflicts_with = "json")]
    format: Option<String>,
    /// Print only paths, each followed by a NUL byte, for `xargs -0`
    #[arg(short = '0', long, conflicts_with = "json")]
    null: bool,
}

/// Returns the values of `--format`: the formats of every list, and further ones of a command, each with a line of help.
pub fn format_names(further: &[(&'static str, &'static str)]) -> clap::builder::PossibleValuesParser {
    let formats = list::FORMATS.iter().map(|format| (format.name, format.about)).chain(further.iter().copied());
    clap::builder::PossibleValuesParser::new(
        formats.map(|(name, about)| clap::builder::PossibleValue::new(name).help(about)),
    )
}

impl FormatArgs {
    /// Prints a list in the format that was chosen, otherwise the text that `human` returns.
    pub fn print(&self, list: &List, styling: &Styling, human: impl FnOnce() -> String) -> Output {
        let text = match (self.null, self.name()) {
            (true, _) => list::null_separated(list, &styling.paths),
            (false, None) => human(),
            (false, Some(name)) => {
                let format = list::FORMATS.iter().find(|format| format.name == name);
                format.map_or_else(String::new, |format| (format.render)(list, &styling.paths))
            }
        };
        Output { text, for_programs: self.is_for_programs(), is_negative: list.is_empty(), ..Output::default() }
    }

    /// Prints the number of items.
    pub fn count(&self, count: usize) -> Output {
        match self.is_json() {
            true => Output {
                is_negative: count == 0,
                ..Output::document(list::document_text(&serde_json::json!({"schema_version": 1, "count": count})))
            },
            false => Output::count(count),
        }
    }

    /// Whether a format for programs was chosen.
    pub fn is_for_programs(&self) -> bool {
        self.null || self.name().is_some()
    }

    /// Whether only the paths of the items are printed.
    pub fn is_paths(&self) -> bool {
        self.null || self.name() == Some("paths")
    }

    /// Whether one JSON document is printed.
    pub fn is_json(&self) -> bool {
        self.name() == Some("json")
    }

    /// Returns the name of the format for programs, if one was chosen.
    pub fn name(&self) -> Option<&str> {
        if self.json { Some("json") } else { self.format.as_deref() }
    }
}
