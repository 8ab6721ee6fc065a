use std::fs;
use std::io::{ErrorKind, Write};
use std::path::Path;

use crate::commands::context::Context;
use crate::commands::editor;
use crate::commands::output::Output;
use crate::error::{Error, Result};
use crate::session::Notices;
use crate::vault::Settings;

/// What a new configuration file says: every setting, commented out.
const TEMPLATE: &str = include_str!("template.toml");

/// Opens the user's configuration file in an editor and waits for it. Problems of what was saved are reported.
pub fn run(file: &Path, context: &Context) -> Result<Output> {
    // Without an editor there is no reason to create the file.
    editor::command(file)?;
    create_if_missing(file)?;
    editor::edit(file, 1)?;
    Settings::of_user(file).problems.iter().for_each(|problem| context.warn(problem));
    Ok(Output::default())
}

fn create_if_missing(file: &Path) -> Result<()> {
    let folder = file.parent().unwrap_or(file);
    fs::create_dir_all(folder).map_err(|error| Error::write(folder, error))?;
    match fs::File::create_new(file).and_then(|mut created| created.write_all(TEMPLATE.as_bytes())) {
        Err(error) if error.kind() != ErrorKind::AlreadyExists => Err(Error::write(file, error)),
        _ => Ok(()),
    }
}
