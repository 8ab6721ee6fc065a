//! Extraction from one note: change entries, records and the declared ID.

use vaultdex_notes::{Note, Value, VaultPath};

use crate::document::language::synonyms_for;
use crate::document::source::NoteSource;
use crate::integrations::Reading;
use crate::integrations::declared_id::declared_id;
use crate::model::{ChangeEntry, ChangeLog, Records, Unread};
use crate::normalize::judge::{Verdict, judge};
use crate::vocabulary::canonical_name::property_name;
use crate::vocabulary::synonyms::Synonyms;
use crate::{changelog, integrations, normalize};

/// Everything that is extracted from one note.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Extraction {
    /// The integration ID of the note: that of its record, or else one that it declares outside of a record.
    pub id: Option<String>,
    /// Change entries, and malformed lines that look like one; `None` if there are neither.
    pub changes: Option<Box<ChangeLog>>,
    /// Integrations and systems; `None` if the note has no shape.
    pub records: Option<Box<Records>>,
    /// Parts that look like the description of an integration and were not understood.
    pub unread: Vec<Unread>,
    /// The system that the note is about, by its property `system`.
    pub own_system: Option<String>,
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
/// of its shape. Names of keys, headings and columns are looked up in `synonyms` first, and in the language that the
/// note uses.
pub fn extract(text: &str, note: &Note, path: &VaultPath, synonyms: &Synonyms) -> Extraction {
    let synonyms = synonyms_for(synonyms, text, note);
    let source = NoteSource::new(text, note, &synonyms);
    let changes = match changelog::is_changelog_name(path.stem()) {
        true => changelog::changes_of_changelog(&source),
        false => changelog::changes(&source),
    };
    let Reading { records, unread } = integrations::read(&source, path);
    let records = records.map(Box::new);
    let record_id = records.as_deref().and_then(Records::id).map(str::to_owned);
    let id = record_id.or_else(|| declared_id(&source));
    let own_system = own_system(note);
    Extraction { id, changes: changes.boxed(), records, unread, own_system }
}

/// Returns the system that the property `system` of a note names.
fn own_system(note: &Note) -> Option<String> {
    // Most properties have another name, whatever its form is.
    let may_be_own = |name: &str| name.as_bytes().windows(6).any(|word| word.eq_ignore_ascii_case(b"system"));
    let is_own = |name: &str| may_be_own(name) && matches!(property_name(name).as_str(), "system" | "own system");
    let property = note.properties.iter().find(|property| is_own(&property.name))?;
    let Value::Text(text) = &property.value else { return None };
    let name = normalize::system_name(text);
    (judge(&name) == Verdict::Name).then_some(name)
}
