//! The integrations that the notes of a vault record, and the kind of each note.

use vaultdex_notes::{FileKind, text};
use vaultdex_records::normalize::system_key;
use vaultdex_records::{RecordField, Role, Shape};

use super::entry::{CatalogueEntry, entries_of, is_integration};
use super::own_notes::OwnNotes;
use crate::catalog::{Catalog, FileRole};
use crate::search::Kind;

/// Returns the integrations of the vault by path and line. Templates, excluded files and workspaces, whose status is
/// that of the workspace (docs/spec/integrations.md#statuses), are left out, and so are the rows of registers that
/// repeat an integration with a note of its own.
pub fn integrations(catalog: &Catalog) -> impl Iterator<Item = CatalogueEntry<'_>> {
    let own_notes = OwnNotes::new(catalog);
    recorded(catalog).filter(move |entry| own_notes.of(entry.file, entry.index).is_none())
}

/// Returns the integrations of the vault with all rows of registers.
fn recorded(catalog: &Catalog) -> impl Iterator<Item = CatalogueEntry<'_>> {
    let files = (0..catalog.files.len()).filter(|file| is_integration(catalog, *file));
    files.flat_map(|file| entries_of(catalog, file))
}

/// Returns the rows of registers that repeat the integration of a note.
pub fn repetitions(catalog: &Catalog, note: usize) -> Vec<CatalogueEntry<'_>> {
    let rows = OwnNotes::new(catalog).rows_of(note);
    rows.into_iter().filter_map(|(file, index)| entries_of(catalog, file).nth(index)).collect()
}

/// Returns for each record of a note the note of its own that the record repeats.
pub fn own_notes(catalog: &Catalog, file: usize) -> Vec<Option<usize>> {
    let own_notes = OwnNotes::new(catalog);
    entries_of(catalog, file).map(|entry| own_notes.of(file, entry.index)).collect()
}

/// Returns the integrations with an ID, ignoring case; if there are none, the rows of registers with this ID that
/// repeat an integration with a note of its own.
pub fn with_id<'a>(catalog: &'a Catalog, id: &str) -> Vec<CatalogueEntry<'a>> {
    let has_id = |entry: &CatalogueEntry| entry.integration.text(RecordField::Id).is_some_and(|it| is_same(it, id));
    let found: Vec<CatalogueEntry> = integrations(catalog).filter(has_id).collect();
    if found.is_empty() { recorded(catalog).filter(has_id).collect() } else { found }
}

/// Returns the integrations with a name, ignoring case and how arrows are written.
pub fn with_name<'a>(catalog: &'a Catalog, name: &str) -> Vec<CatalogueEntry<'a>> {
    let name = with_plain_arrow(name);
    let has_name = |entry: &CatalogueEntry| is_same(&with_plain_arrow(&entry.name(catalog)), &name);
    integrations(catalog).filter(has_name).collect()
}

/// Returns the integrations with the source and the target of `A → B`; none if `route` has no arrow.
pub fn with_route<'a>(catalog: &'a Catalog, route: &str) -> Vec<CatalogueEntry<'a>> {
    let route = with_plain_arrow(route);
    let Some((source, target)) = route.split_once(" → ") else { return Vec::new() };
    let has = |entry: &CatalogueEntry, roles: [Role; 2], name: &str| {
        let key = system_key(name);
        let systems = entry.integration.participations().filter(|it| roles.contains(&it.role));
        systems.filter_map(|it| it.name.text()).any(|name| system_key(name) == key)
    };
    let is_on_route = |entry: &CatalogueEntry| {
        has(entry, [Role::Source, Role::Publisher], source) && has(entry, [Role::Target, Role::Subscriber], target)
    };
    integrations(catalog).filter(is_on_route).collect()
}

/// Returns the record of a note at a line, where the record begins or is described further.
pub fn at_line(catalog: &Catalog, file: usize, line: u32) -> Option<CatalogueEntry<'_>> {
    entries_of(catalog, file).find(|entry| entry.is_at(line))
}

/// Returns a name in which all arrows to the right are `→` between single spaces.
fn with_plain_arrow(name: &str) -> String {
    let mut name = name.to_owned();
    for arrow in ["->", "=>", "⇒", "⟶", "→"] {
        if name.contains(arrow) {
            name = name.split(arrow).map(str::trim).collect::<Vec<_>>().join(" → ");
        }
    }
    name
}

fn is_same(left: &str, right: &str) -> bool {
    text::link_key(left.trim()) == text::link_key(right.trim())
}

/// Whether a note is of a kind. A note may be of several kinds, since a daily note can record an integration; a
/// template is only a template.
pub fn is_kind(catalog: &Catalog, file: usize, kind: Kind) -> bool {
    let file = &catalog.files[file];
    if file.kind() != FileKind::Note {
        return false;
    }
    if file.is_template() || kind == Kind::Template {
        return file.is_template() && kind == Kind::Template;
    }
    let shape = file.shape();
    match kind {
        Kind::Daily => file.role == FileRole::Daily,
        Kind::System => shape == Some(Shape::System),
        Kind::Workspace => shape == Some(Shape::Workspace),
        // The page of a system may list its integrations.
        Kind::Register => match &file.extraction.records {
            Some(records) if records.shape == Shape::System => !records.integrations.is_empty(),
            _ => shape == Some(Shape::Register),
        },
        Kind::Integration => shape
            .is_some_and(|shape| !matches!(shape, Shape::System | Shape::Workspace | Shape::Register | Shape::Mapping)),
        Kind::Template => false,
    }
}

/// Whether a note records an integration with an ID, ignoring case. A template records nothing.
pub fn has_id(catalog: &Catalog, file: usize, id: &str) -> bool {
    if catalog.files[file].is_template() {
        return false;
    }
    let declared = catalog.files[file].extraction.id.iter().map(String::as_str);
    let recorded = entries_of(catalog, file).filter_map(|entry| entry.integration.text(RecordField::Id));
    declared.chain(recorded).any(|it| is_same(it, id))
}
