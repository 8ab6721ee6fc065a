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
