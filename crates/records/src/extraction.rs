//! From a parsed note to everything that it says of integrations and changes: the one way from text to records.

use vaultdex_notes::{Note, VaultPath};

use crate::document::source::Page;
use crate::integrations::declared_id;
use crate::model::{ChangeEntry, ChangeLog, Records};
use crate::vocabulary::synonyms::Words;
use crate::{changelog, integrations};

/// What one note says of integrations, systems and changes.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Extraction {
    /// The integration ID that the note gives itself.
    pub id: Option<String>,
    /// Change entries, and lines that look like one but could not be parsed; `None` if there are neither.
    pub changes: Option<Box<ChangeLog>>,
    /// Integrations and systems; `None` if no shape fits the note.
    pub records: Option<Box<Records>>,
}

impl Extraction {
    /// The change entries.
    pub fn entries(&self) -> &[ChangeEntry] {
        self.changes.as_ref().map_or(&[], |log| &log.entries)
    }
}

/// Extracts from `note`, which was parsed from `text` and lies at `path`, in the vault's own terms.
pub fn extract(text: &str, note: &Note, path: &VaultPath, words: &Words) -> Extraction {
    let page = Page::new(text, note, words);
    let changes = match changelog::is_changelog_name(path.stem()) {
        true => changelog::changes_of_changelog(&page),
        false => changelog::changes(&page),
    };
    let records = integrations::records(&page, path).map(Box::new);
    let own = records.as_deref().and_then(Records::id).map(str::to_owned);
    let id = own.or_else(|| declared_id::id(&page));
    Extraction { id, changes: changes.boxed(), records }
}
