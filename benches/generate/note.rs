//! A single integration note of the generated vault, for the benches that measure one.

use vaultdex_notes::VaultPath;

use crate::vault::VAULT;

/// Returns the largest of the first 200 integration notes.
pub fn integration_note() -> &'static (VaultPath, String) {
    let is_integration = |text: &str| text.contains("integration");
    let notes = VAULT.iter().filter(|(_, text)| is_integration(text)).chain(VAULT.iter());
    notes.take(200).max_by_key(|(_, text)| text.len()).expect("a vault with notes")
}
