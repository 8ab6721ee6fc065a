mod edit;
mod show;

use std::path::PathBuf;

use serde_json::{Value, json};

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

static FILES: Layout = Layout::new("files", "file", &["owner", "path", "exists"], "path").of_names();

fn paths(format: &FormatArgs, context: &Context) -> Result<Output> {
    let vault_file = vault(context).map(|vault| Settings::file_of_vault(&vault));
    let files = [("user", Some(user_file_place()?)), ("vault", vault_file)];
    let rows: Vec<Value> = files
        .iter()
        .filter_map(|(owner, file)| {
            let file = file.as_ref()?;
            Some(json!({"owner": owner, "path": file.to_string_lossy(), "exists": file.exists()}))
        })
        .collect();
    let mut rows = rows;
    format.arrange(&FILES, &mut rows)?;
    format.print(List::new(&FILES, &rows), &context.plain_styling(), |styling| {
        let cells = |row: &Value| {
            let text = |key: &str| Cell::new(row[key].as_str().unwrap_or_default());
            vec![text("owner"), text("path"), Cell::new(if row["exists"] == true { "" } else { "does not exist" })]
        };
        body(&rows.iter().map(cells).collect::<Vec<_>>(), styling)
    })
}
