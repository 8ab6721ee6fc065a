mod edit;
pub mod show;

use std::path::PathBuf;

use schemars::JsonSchema;
use serde::Serialize;

use super::context::{Context, user_file};
use super::format::FormatArgs;
use super::output::Output;
use crate::error::{Error, Result};
use crate::render::list::{Layout, List};
use crate::render::table::{Cell, body};
use crate::vault::{Settings, Vault};

/// Show the settings and where they come from, or edit them
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, clap::Subcommand)]
enum Action {
    /// List every setting with its value and where that comes from
    Show(FormatArgs),
    /// List the configuration files, whether they exist or not
    Path(FormatArgs),
    /// Open the user's configuration file in $VISUAL or $EDITOR; it is created if it does not exist
    Edit,
}

pub fn run(args: &Args, context: &Context) -> Result<Output> {
    match &args.action {
        Action::Show(format) => show::run(format, context),
        Action::Path(format) => paths(format, context),
        Action::Edit => edit::run(&user_file_place()?, context),
    }
}

/// Returns the place of the user's configuration file, which need not exist.
fn user_file_place() -> Result<PathBuf> {
    user_file().ok_or(Error::NoHomeDirectory { option: None })
}

/// Returns the vault that commands use, if there is one.
fn vault(context: &Context) -> Option<Vault> {
    Vault::open(&context.find_vault().ok()?.0).ok()
}

/// A configuration file.
#[derive(Debug, Serialize, JsonSchema)]
pub struct FileRow {
    /// Whose settings it has: `user` or `vault`.
    owner: &'static str,
    /// The absolute path.
    path: String,
    /// Whether there is such a file.
    exists: bool,
}

pub static FILES: Layout = Layout::new("files", "file", &["owner", "path", "exists"], "path").of_names();

fn paths(format: &FormatArgs, context: &Context) -> Result<Output> {
    let vault_file = vault(context).map(|vault| Settings::file_of_vault(&vault));
    let files = [("user", Some(user_file_place()?)), ("vault", vault_file)];
    let row = |(owner, file): (&'static str, Option<PathBuf>)| {
        let file = file?;
        Some(FileRow { owner, path: file.to_string_lossy().into_owned(), exists: file.exists() })
    };
    let mut rows: Vec<FileRow> = files.into_iter().filter_map(row).collect();
    format.arrange(&FILES, &mut rows)?;
    format.print(List::new(&FILES, &rows), &context.plain_styling(), |styling| {
        let cells = |row: &FileRow| {
            let state = if row.exists { "" } else { "does not exist" };
            vec![Cell::new(row.owner), Cell::new(&row.path), Cell::new(state)]
        };
        body(&rows.iter().map(cells).collect::<Vec<_>>(), styling)
    })
}
