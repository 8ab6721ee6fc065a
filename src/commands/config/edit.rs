use std::fs;
use std::io::{ErrorKind, Write};
use std::path::Path;
use std::process::Command;

use crate::commands::context::Context;
use crate::commands::output::Output;
use crate::error::{Error, Result, reason};
use crate::session::Notices;
use crate::vault::Settings;

/// What a new configuration file says: every setting, commented out.
const TEMPLATE: &str = include_str!("template.toml");

/// Opens the user's configuration file in an editor and waits for it. Problems of what was saved are reported.
pub fn run(file: &Path, context: &Context) -> Result<Output> {
    let named = ["VISUAL", "EDITOR"].into_iter().filter_map(|name| std::env::var(name).ok());
    let editor = named.into_iter().find(|command| !command.trim().is_empty());
    let editor = editor.ok_or_else(|| Error::NoEditor { path: file.to_owned() })?;
    create_if_missing(file)?;
    let failed = |why: String| Error::Program { command: format!("{editor} {}", file.display()), why };
    let words = shlex::split(&editor).ok_or_else(|| failed("a quote is not closed".to_owned()))?;
    let (program, args) = words.split_first().ok_or_else(|| failed("it names no program".to_owned()))?;
    let status = Command::new(program).args(args).arg(file).status();
    let status = status.map_err(|error| failed(reason(&error)))?;
    if !status.success() {
        return Err(failed(status.to_string()));
    }
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
