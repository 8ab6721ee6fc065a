//! Opens notes in Obsidian.

use std::io;
use std::process::{Command, Stdio};

use vaultdex_notes::VaultPath;

use crate::error::{Error, Result};
use crate::render::hyperlinks::ObsidianVault;

/// Opens a note in Obsidian, at the last of some headings, outermost first.
///
/// # Errors
///
/// If the program that opens such addresses cannot be started or fails.
pub fn open(vault: &ObsidianVault, path: &VaultPath, headings: &[String]) -> Result<()> {
    let address = vault.uri(path.as_str(), headings);
    run_any(open::commands(&address)).map_err(|source| Error::Obsidian { address, source })
}

/// Runs commands until one succeeds, without their output.
fn run_any(commands: Vec<Command>) -> io::Result<()> {
    let mut failed = io::Error::other("no program opens addresses");
    let mut is_found = false;
    for mut command in commands {
        match command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status() {
            Ok(status) if status.success() => return Ok(()),
            Ok(status) => {
                let program = command.get_program().to_string_lossy();
                (failed, is_found) = (io::Error::other(format!("`{program}` failed with {status}")), true);
            }
            // What is installed and fails says more.
            Err(error) if !is_found => failed = error,
            Err(_) => {}
        }
    }
    Err(failed)
}
