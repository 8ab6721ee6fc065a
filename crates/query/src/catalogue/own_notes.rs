//! The rows of registers that only repeat an integration with a note of its own
//! (docs/spec/integrations.md#one-integration-in-several-places).

use std::collections::HashMap;

use vaultdex_notes::text;
use vaultdex_records::{Integration, RecordField, Shape};

use super::entry::{entries_of, is_integration};
use crate::catalog::Catalog;

/// The note of its own that each repeated row of a register has.
#[derive(Debug, Default)]
pub(super) struct OwnNotes {
    /// The position of the note, by the register's position and the index of the row.
    notes: HashMap<(usize, usize), usize>,
}

impl OwnNotes {
    /// Looks for the rows that link to the note of their integration, or have its ID.
    pub fn new(catalog: &Catalog) -> OwnNotes {
        let files = 0..catalog.files.len();
        let registers: Vec<usize> = files.filter(|file| is_register(catalog, *file)).collect();
        if registers.is_empty() {
            return OwnNotes::default();
        }
        let ids = notes_by_id(catalog);
        let mut notes = HashMap::new();
        for entry in registers.into_iter().flat_map(|file| entries_of(catalog, file)) {
            let linked = || linked_note(catalog, entry.file, entry.integration);
            let identified =
                || entry.integration.text(RecordField::Id).and_then(|id| ids.get(&text::link_key(id.trim())).copied());
            if let Some(note) = linked().or_else(identified) {
                notes.insert((entry.file, entry.index), note);
            }
        }
        OwnNotes { notes }
    }

    /// Returns the note of the integration in a row.
    pub fn of(&self, file: usize, index: usize) -> Option<usize> {
        self.notes.get(&(file, index)).copied()
    }

    /// Returns the rows that repeat a note, in order.
    pub fn rows_of(&self, note: usize) -> Vec<(usize, usize)> {
        let mut rows: Vec<(usize, usize)> =
            self.notes.iter().filter(|(_, own)| **own == note).map(|(row, _)| *row).collect();
        rows.sort_unstable();
        rows
    }
}

/// Whether a note lists integrations.
fn is_register(catalog: &Catalog, file: usize) -> bool {
    is_integration(catalog, file) && matches!(catalog.files[file].shape(), Some(Shape::Register | Shape::System))
}

/// Whether a note is about one integration.
fn is_own_note(catalog: &Catalog, file: usize) -> bool {
    let records = catalog.files[file].extraction.records.as_deref();
    let is_one = records.is_some_and(|records| records.integrations.len() == 1);
    is_one && is_integration(catalog, file) && !is_register(catalog, file)
}

/// Returns the notes about one integration by its ID. Of several with one ID none is the note of a row.
fn notes_by_id(catalog: &Catalog) -> HashMap<String, usize> {
    let mut notes: HashMap<String, Option<usize>> = HashMap::new();
    for file in (0..catalog.files.len()).filter(|file| is_own_note(catalog, *file)) {
        for entry in entries_of(catalog, file) {
            let Some(id) = entry.integration.text(RecordField::Id) else { continue };
            notes.entry(text::link_key(id.trim())).and_modify(|note| *note = None).or_insert(Some(file));
        }
    }
    notes.into_iter().filter_map(|(id, note)| Some((id, note?))).collect()
}

/// Returns the note of an integration to which the name or ID in a row links.
fn linked_note(catalog: &Catalog, register: usize, row: &Integration) -> Option<usize> {
    let names = row.values.iter().filter(|(field, _)| matches!(field, RecordField::Name | RecordField::Id));
    let mut destinations = names.filter_map(|(_, value)| catalog.destination(value.linkpath.as_deref()?, register));
    destinations.find(|note| *note != register && is_own_note(catalog, *note))
}

#[cfg(test)]
mod tests {
    use vaultdex_records::Extracted;

    use super::*;
    use crate::catalog::File;
    use crate::catalogue::disagreements::disagreements;
    use crate::catalogue::integrations::{at_line, integrations, with_id, with_name, with_route};
    use crate::catalogue::test_records::{extracted, integration};

    /// Returns a note that lists the integrations of some notes.
    fn register(path: &str, rows: Vec<File>) -> File {
        let mut rows = rows.into_iter();
        let mut register = rows.next().expect("a row");
        register.path = vaultdex_notes::VaultPath::new(path);
        let records = register.extraction.records.as_mut().expect("records");
        records.shape = Shape::Register;
        records.integrations.extend(rows.flat_map(|row| row.extraction.records.expect("records").integrations));
        for (row, line) in records.integrations.iter_mut().zip(5..) {
            row.span.line = line;
        }
        register
    }

    fn linked(mut row: File, linkpath: &str) -> File {
        let integration = &mut row.extraction.records.as_mut().expect("records").integrations[0];
        let name = Extracted { linkpath: Some(linkpath.into()), ..extracted(linkpath) };
        integration.values.push((RecordField::Name, name));
        row
    }

    fn catalog() -> Catalog {
        Catalog::new(vec![
            integration("Feed.md", "INT-1 active one-way: S Shop, T ERP"),
            integration("Other.md", "INT-2 active one-way: S Shop, T Lake"),
            register(
                "Register.md",
                vec![
                    linked(integration("", "X-1 planned one-way: S Shop, T ERP"), "Feed"),
                    integration("", "int-2 active one-way: S Shop, T Tank"),
                    linked(integration("", "INT-3 active one-way: S ERP, T Lake"), "Register"),
                ],
            ),
        ])
    }

    #[test]
    fn note_of_an_integration_counts_instead_of_a_row() {
        let catalog = catalog();
        let listed: Vec<String> =
            integrations(&catalog).map(|it| format!("{} {}", catalog.path(it.file), it.index)).collect();
        assert_eq!(listed, ["Feed.md 0", "Other.md 0", "Register.md 2"]);
        let found = |id: &str| with_id(&catalog, id).iter().map(|it| (it.file, it.index)).collect::<Vec<_>>();
        assert_eq!((found("INT-2"), found("X-1")), (vec![(1, 0)], vec![(2, 0)]));
    }

    #[test]
    fn disagreements_name_the_value_that_counts_and_the_others() {
        let catalog = catalog();
        let of = |file: usize| {
            let entry = integrations(&catalog).find(|it| it.file == file).expect("an integration");
            let found = disagreements(&catalog, &entry).into_iter().map(|it| {
                let others: Vec<String> =
                    it.others.iter().map(|other| format!("{} {}", other.path, other.value)).collect();
                format!("{} {}: {}", it.field, it.value, others.join(", "))
            });
            found.collect::<Vec<_>>()
        };
        assert_eq!(of(0), ["id INT-1: Register.md X-1", "status active: Register.md planned"]);
        assert_eq!(of(1), ["target Lake: Register.md Tank"]);
        assert_eq!(of(2), [""; 0]);
    }

    #[test]
    fn records_are_found_by_line_and_by_route() {
        let catalog = catalog();
        let line = |line: u32| at_line(&catalog, 2, line).map(|it| it.index);
        assert_eq!([4, 5, 7, 8].map(line), [None, Some(0), Some(2), None]);
        let route = |route: &str| with_route(&catalog, route).iter().map(|it| it.file).collect::<Vec<_>>();
        assert_eq!(route("shop -> erp"), [0]);
        assert_eq!(route("Shop→Lake"), [1]);
        assert_eq!(route("ERP => Shop"), [0; 0]);
        assert_eq!(route("Shop"), [0; 0]);
        assert_eq!(with_name(&catalog, "register").len(), 1);
    }
}
