//! Opens a file in the user's editor, with errors for people.

use std::path::Path;

use crate::error::{Error, Result, reason};
use crate::system::editor;

/// Returns the words of the command that edits a file.
///
/// # Errors
///
/// Fails if no editor is set.
pub fn command(path: &Path) -> Result<Vec<String>> {
    editor::command().ok_or_else(|| Error::NoEditor { path: path.to_owned() })
}

/// Opens a file at a line, from 1, and waits until the editor ends.
///
/// # Errors
///
/// Fails if no editor is set, or if it cannot be started or fails.
pub fn edit(path: &Path, line: u32) -> Result<()> {
    let command = command(path)?;
    let failed = |why: String| Error::Program { command: format!("{} {}", command.join(" "), path.display()), why };
    let status = editor::open(&command, path, line).map_err(|error| failed(reason(&error)))?;
    if status.success() { Ok(()) } else { Err(failed(status.to_string())) }
}
