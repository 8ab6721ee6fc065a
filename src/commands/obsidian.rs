//! Opens notes in Obsidian.

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
    open::that(&address).map_err(|source| Error::Obsidian { address, source })
}
