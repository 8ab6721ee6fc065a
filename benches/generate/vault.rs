//! A generated vault in memory, for the in-process benches of the workspace.

#[path = "draft.rs"]
mod draft;
#[path = "plan.rs"]
mod plan;
#[path = "random.rs"]
mod random;
#[path = "shapes.rs"]
mod shapes;

use std::sync::LazyLock;

use vaultdex_notes::VaultPath;

const NOTES: usize = 10_000;

/// The paths and texts of the vault, sorted by path.
pub static VAULT: LazyLock<Vec<(VaultPath, String)>> = LazyLock::new(|| {
    let plan = plan::Plan::new(NOTES, 1);
    let note =
        |number: usize| (VaultPath::new(format!("{}.md", plan.path(number))), draft::Draft::of(&plan, number).text);
    let mut notes: Vec<(VaultPath, String)> = (0..NOTES).map(note).collect();
    notes.sort();
    notes
});

/// Returns the largest of the first 200 integration notes.
#[allow(dead_code, reason = "not every bench measures a single note")]
pub fn integration_note() -> &'static (VaultPath, String) {
    let is_integration = |text: &str| text.contains("integration");
    let notes = VAULT.iter().filter(|(_, text)| is_integration(text)).chain(VAULT.iter());
    notes.take(200).max_by_key(|(_, text)| text.len()).expect("a vault with notes")
}
