//! The rows of registers and of the pages of systems that only repeat an integration which is recorded elsewhere: in a
//! note of its own, or in another list (docs/spec/integrations.md#one-integration-in-several-places).

use std::collections::{BTreeMap, BTreeSet, HashMap};

use vaultdex_notes::text;
use vaultdex_records::normalize::system_key;
use vaultdex_records::{Integration, RecordField, Role, Shape};

use super::entry::{CatalogueEntry, entries_of, is_integration};
use super::system_names::SystemNames;
use crate::catalog::Catalog;

/// The position of a note, and the index of a record in it.
pub type RecordPosition = (usize, usize);

/// The rows that repeat an integration, each with the record that counts in its place.
#[derive(Debug, Default)]
pub struct Repetitions {
    records: HashMap<RecordPosition, RecordPosition>,
}

impl Repetitions {
    /// Looks for the rows that link to the note of their integration or have its ID, and for those that have the ID of
    /// a row in another list.
    pub fn new(catalog: &Catalog) -> Repetitions {
        let files = 0..catalog.files.len();
        let lists: Vec<usize> = files.filter(|file| is_list(catalog, *file)).collect();
        if lists.is_empty() {
            return Repetitions::default();
        }
        let notes = notes_by_id(catalog);
        let mut found = Repetitions::default();
        let mut rows_by_id: BTreeMap<String, Vec<CatalogueEntry>> = BTreeMap::new();
        for row in lists.into_iter().flat_map(|file| entries_of(catalog, file)) {
            let id = row.integration.text(RecordField::Id).map(|id| text::link_key(id.trim()));
            let identified = || id.as_ref().and_then(|id| notes.get(id).copied());
            if let Some(note) = linked_note(catalog, row.file, row.integration).or_else(identified) {
                found.records.insert(row.position(), (note, 0));
            }
            if let Some(id) = id {
                rows_by_id.entry(id).or_default().push(row);
            }
        }
        let mut names = None;
        for rows in rows_by_id.values().filter(|rows| are_in_several_lists(rows)) {
            let names = names.get_or_insert_with(|| SystemNames::new(catalog));
            found.add_rows_of_other_lists(catalog, names, rows);
        }
        found
    }

    /// Adds the rows with one ID that repeat a row of another list: the first by path is the record that counts, or its
    /// note. A row that contradicts it, or may repeat any of several, stays a record of its own.
    fn add_rows_of_other_lists(&mut self, catalog: &Catalog, names: &SystemNames, rows: &[CatalogueEntry]) {
        let (with_note, others): (Vec<&CatalogueEntry>, Vec<&CatalogueEntry>) =
            rows.iter().partition(|row| self.records.contains_key(&row.position()));
        let sides = |row: &CatalogueEntry| Sides::of(catalog, names, row);
        let mut counting: Vec<(RecordPosition, Sides)> =
            with_note.into_iter().map(|row| (self.records[&row.position()], sides(row))).collect();
        for row in others {
            let own = sides(row);
            let candidates = counting.iter().filter(|(_, other)| !own.contradict(other));
            let candidates: BTreeSet<RecordPosition> = candidates.map(|(record, _)| *record).collect();
            match (candidates.len(), candidates.first()) {
                (1, Some(record)) => _ = self.records.insert(row.position(), *record),
                _ => counting.push((row.position(), own)),
            }
        }
    }

    /// Whether a row only repeats another record.
    pub fn is_repeated(&self, entry: &CatalogueEntry) -> bool {
        self.records.contains_key(&entry.position())
    }

    /// Returns the record that counts in place of a row.
    pub fn record_of<'a>(&self, catalog: &'a Catalog, row: &CatalogueEntry) -> Option<CatalogueEntry<'a>> {
        let (file, index) = *self.records.get(&row.position())?;
        entries_of(catalog, file).nth(index)
    }

    /// Returns the rows that repeat a record, by path and line.
    pub fn rows_of<'a>(&self, catalog: &'a Catalog, record: &CatalogueEntry) -> Vec<CatalogueEntry<'a>> {
        let repeated = self.records.iter().filter(|(_, counting)| **counting == record.position());
        let mut rows: Vec<RecordPosition> = repeated.map(|(row, _)| *row).collect();
        rows.sort_unstable();
        rows.into_iter().filter_map(|(file, index)| entries_of(catalog, file).nth(index)).collect()
    }
}

/// The systems of a row, without guesses: each is the position of its note, or its key if it has none.
#[derive(Debug, PartialEq, Eq)]
struct Sides {
    sources: BTreeSet<SystemRef>,
    targets: BTreeSet<SystemRef>,
    all: BTreeSet<SystemRef>,
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum SystemRef {
    Note(usize),
    Key(String),
}

impl Sides {
    fn of(catalog: &Catalog, names: &SystemNames, row: &CatalogueEntry) -> Sides {
        let in_roles = |roles: &[Role]| {
            let systems = row.integration.participations().filter(|it| roles.contains(&it.role) && !it.is_suspect());
            let system = systems.map(|it| match names.note_of_value(catalog, row.file, &it.name) {
                Some(note) => SystemRef::Note(note),
                None => SystemRef::Key(system_key(it.name.text().unwrap_or_default())),
            });
            system.collect::<BTreeSet<SystemRef>>()
        };
        let (sources, targets) =
            (in_roles(&[Role::Source, Role::Publisher]), in_roles(&[Role::Target, Role::Subscriber]));
        let all = in_roles(&[Role::Party]).union(&sources).chain(&targets).cloned().collect();
        Sides { sources, targets, all }
    }

    /// Whether two rows cannot be about one integration. A row that says less than the other does not contradict it.
    fn contradict(&self, other: &Sides) -> bool {
        let differ = |left: &BTreeSet<SystemRef>, right: &BTreeSet<SystemRef>| {
            !left.is_empty() && !right.is_empty() && left != right
        };
        differ(&self.sources, &other.sources)
            || differ(&self.targets, &other.targets)
            || !self.all.is_subset(&other.all) && !other.all.is_subset(&self.all)
    }
}

/// Whether rows with one ID are in several lists. An ID that occurs twice in one list identifies nothing.
fn are_in_several_lists(rows: &[CatalogueEntry]) -> bool {
    let files: BTreeSet<usize> = rows.iter().map(|row| row.file).collect();
    rows.len() > 1 && files.len() == rows.len()
}

/// Whether a note lists integrations.
fn is_list(catalog: &Catalog, file: usize) -> bool {
    is_integration(catalog, file) && matches!(catalog.files[file].shape(), Some(Shape::Register | Shape::System))
}

/// Whether a note is about one integration.
fn is_own_note(catalog: &Catalog, file: usize) -> bool {
    let records = catalog.files[file].extraction.records.as_deref();
    let is_one = records.is_some_and(|records| records.integrations.len() == 1);
    is_one && is_integration(catalog, file) && !is_list(catalog, file)
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
fn linked_note(catalog: &Catalog, list: usize, row: &Integration) -> Option<usize> {
    let names = row.values.iter().filter(|(field, _)| matches!(field, RecordField::Name | RecordField::Id));
    let mut destinations = names.filter_map(|(_, value)| catalog.destination(value.linkpath.as_deref()?, list));
    destinations.find(|note| *note != list && is_own_note(catalog, *note))
}

#[cfg(test)]
mod tests {
    use vaultdex_records::Extracted;

    use super::*;
    use crate::catalog::File;
    use crate::catalogue::disagreements::disagreements;
    use crate::catalogue::find::{at_line, with_id, with_name, with_route};
    use crate::catalogue::integrations::integrations;
    use crate::catalogue::route::Route;
    use crate::catalogue::systems::Systems;
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
        let systems = Systems::new(&catalog);
        let found = |id: &str| with_id(&catalog, &systems, id).iter().map(|it| (it.file, it.index)).collect::<Vec<_>>();
        assert_eq!((found("INT-2"), found("X-1")), (vec![(1, 0)], vec![(2, 0)]));
    }

    #[test]
    fn disagreements_name_the_value_that_counts_and_the_others() {
        let catalog = catalog();
        let repetitions = Repetitions::new(&catalog);
        let of = |file: usize| {
            let entry = integrations(&catalog).find(|it| it.file == file).expect("an integration");
            let found = disagreements(&catalog, &repetitions, &entry).into_iter().map(|it| {
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
        let systems = Systems::new(&catalog);
        let route = |route: &str| {
            let route = Route::of(route).expect("a route");
            with_route(&catalog, &systems, &route).iter().map(|it| it.file).collect::<Vec<_>>()
        };
        assert_eq!(route("shop -> erp"), [0]);
        assert_eq!(route("Shop→Lake"), [1]);
        assert_eq!(route("ERP => Shop"), [0; 0]);
        assert_eq!(with_name(&catalog, &systems, "register").len(), 1);
    }

    /// Returns `PATH INDEX` of each listed integration in a vault of two or three lists.
    fn listed_of(lists: &[(&str, &[&str])]) -> Vec<String> {
        let rows = |rows: &[&str]| rows.iter().map(|row| integration("", row)).collect();
        let catalog = Catalog::new(lists.iter().map(|(path, it)| register(path, rows(it))).collect());
        integrations(&catalog).map(|it| format!("{} {}", catalog.path(it.file), it.index)).collect()
    }

    #[test]
    fn rows_of_several_lists_with_one_id_are_one_integration() {
        let check = |rows: [&str; 2], expected: &[&str]| {
            assert_eq!(listed_of(&[("A.md", &rows[..1]), ("B.md", &rows[1..])]), expected, "{rows:?}");
        };
        let full = "IF-1 active one-way: S Shop, T ERP";
        check([full, full], &["A.md 0"]);
        check([full, "if-1 planned one-way: P Shop"], &["A.md 0"]);
        check([full, "IF-1 planned one-way: P Shop, P ERP"], &["A.md 0"]);
        check([full, "IF-1 planned one-way: "], &["A.md 0"]);
        check([full, "IF-1 planned one-way: S Shop, T Ghost?"], &["A.md 0"]);
        for other in [
            "IF-2 active one-way: S Shop, T ERP",
            "IF-1 active one-way: S ERP, T Shop",
            "IF-1 active one-way: S Shop, T Lake",
            "IF-1 active one-way: P Shop, P Lake",
            "IF-1 active one-way: P Till",
        ] {
            check([full, other], &["A.md 0", "B.md 0"]);
        }
    }

    #[test]
    fn row_that_may_repeat_any_of_several_is_a_record_of_its_own() {
        let (one, two) = ("IF-1 active one-way: S Shop, T ERP", "IF-1 active one-way: S Shop, T Lake");
        let shop = "IF-1 active one-way: S Shop";
        let actual = listed_of(&[("A.md", &[one]), ("B.md", &[two]), ("C.md", &[shop])]);
        assert_eq!(actual, ["A.md 0", "B.md 0", "C.md 0"]);
        // An ID that occurs twice in one list identifies nothing.
        assert_eq!(listed_of(&[("A.md", &[one, one]), ("B.md", &[one])]), ["A.md 0", "A.md 1", "B.md 0"]);
    }

    #[test]
    fn note_of_one_row_counts_for_the_rows_of_other_lists() {
        let feed = || linked(integration("", "IF-1 planned one-way: S Shop, T ERP"), "Feed");
        let catalog = Catalog::new(vec![
            register("A.md", vec![integration("", "IF-1 retired one-way: S Shop, T ERP")]),
            register("B.md", vec![feed()]),
            integration("Feed.md", "X-9 active one-way: S Shop, T ERP"),
        ]);
        let listed: Vec<&str> = integrations(&catalog).map(|it| catalog.path(it.file)).collect();
        assert_eq!(listed, ["Feed.md"]);
        let entry = integrations(&catalog).next().expect("an integration");
        let rows = Repetitions::new(&catalog).rows_of(&catalog, &entry);
        assert_eq!(rows.iter().map(|row| catalog.path(row.file)).collect::<Vec<_>>(), ["A.md", "B.md"]);
    }
}
