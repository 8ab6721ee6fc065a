//! Extraction from one note: change entries, records and the declared ID.

use vaultdex_notes::{Note, VaultPath};

use crate::document::source::NoteSource;
use crate::integrations::declared_id::declared_id;
use crate::model::{ChangeEntry, ChangeLog, Records};
use crate::vocabulary::synonyms::Synonyms;
use crate::{changelog, integrations};

/// Everything that is extracted from one note.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Extraction {
    /// The integration ID of the note: that of its record, or else one that it declares outside of a record.
    pub id: Option<String>,
    /// Change entries, and malformed lines that look like one; `None` if there are neither.
    pub changes: Option<Box<ChangeLog>>,
    /// Integrations and systems; `None` if the note has no shape.
    pub records: Option<Box<Records>>,
}

impl Extraction {
    /// Returns the change entries.
    pub fn entries(&self) -> &[ChangeEntry] {
        self.changes.as_ref().map_or(&[], |log| &log.entries)
    }
}

/// Extracts the records and change entries of a note.
///
/// `note` must have been parsed from `text`. `path` is its path in the vault: the file name and the folders are signals
/// of its shape. Names of keys, headings and columns are looked up in `synonyms` first.
pub fn extract(text: &str, note: &Note, path: &VaultPath, synonyms: &Synonyms) -> Extraction {
    let source = NoteSource::new(text, note, synonyms);
    let changes = match changelog::is_changelog_name(path.stem()) {
        true => changelog::changes_of_changelog(&source),
        false => changelog::changes(&source),
    };
    let records = integrations::records(&source, path).map(Box::new);
    let record_id = records.as_deref().and_then(Records::id).map(str::to_owned);
    let id = record_id.or_else(|| declared_id(&source));
    Extraction { id, changes: changes.boxed(), records }
}
