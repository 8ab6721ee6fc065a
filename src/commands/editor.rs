//! Opens a file in the user's editor, with errors for people.

use std::path::Path;

use crate::error::{Error, Result, reason};
use crate::system::editor;

/// Opens a file at a line, from 1, and waits until the editor ends.
///
/// # Errors
///
/// Fails if no editor is set, or if it cannot be started or fails.
pub fn edit(path: &Path, line: u32) -> Result<()> {
    let command = editor::command().ok_or_else(|| Error::NoEditor { path: path.to_owned() })?;
    let failed = |why: String| Error::Program { command: format!("{} {}", command.join(" "), path.display()), why };
    let status = editor::open(&command, path, line).map_err(|error| failed(reason(&error)))?;
    if status.success() { Ok(()) } else { Err(failed(status.to_string())) }
}
