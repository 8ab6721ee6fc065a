//! Arguments that several commands share.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use crate::render::hyperlinks::Template;

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
