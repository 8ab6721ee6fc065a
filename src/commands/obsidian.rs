//! Opens notes in Obsidian.

use vaultdex_notes::VaultPath;

use crate::error::{Error, Result};
use crate::render::terminal::{Hyperlinks, Styling};
use crate::vault::Vault;

/// Opens a note in Obsidian, at the last of some headings, outermost first.
///
/// # Errors
///
/// If the program that opens such addresses cannot be started or fails.
pub fn open(vault: &Vault, path: &VaultPath, line: u32, headings: &[String]) -> Result<()> {
    let styling = Styling { terminal: false, hyperlinks: Hyperlinks::Obsidian(vault.name()), width: None };
    let address = styling.uri(path.as_str(), Some(line), headings).unwrap_or_default();
    open::that(&address).map_err(|source| Error::Obsidian { address, source })
}
