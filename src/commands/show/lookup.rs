//! The records that the argument of `show` stands for (docs/spec/cli.md#note-arguments).

use vaultdex_query::catalog::Catalog;
use vaultdex_query::catalogue::entry;
use vaultdex_query::catalogue::entry::CatalogueEntry;
use vaultdex_query::catalogue::integrations;

use crate::commands::note;
use crate::error::{Error, Result};

/// What was found.
pub enum Found<'a> {
    /// One record.
    Record(CatalogueEntry<'a>),
    /// A note, with all of its records.
    Note(usize, Vec<CatalogueEntry<'a>>),
    /// A line of a note, where no record begins.
    Line(usize, u32),
}

/// Returns the records that `name` stands for: the one with that ID, otherwise all of that note, otherwise the one at
/// that line of a note, with that name, or with that source and target.
pub fn find_entries<'a>(catalog: &'a Catalog, name: &str) -> Result<Found<'a>> {
    if let Some(entry) = only(catalog, name, "ID", integrations::with_id(catalog, name))? {
        return Ok(Found::Record(entry));
    }
    let error = match note::find(catalog, name) {
        Ok(file) => return Ok(Found::Note(file, entry::entries_of(catalog, file).collect())),
        Err(error) => error,
    };
    if let Some((file, line)) = note_and_line(catalog, name) {
        let entry = integrations::at_line(catalog, file, line);
        return Ok(entry.map_or(Found::Line(file, line), Found::Record));
    }
    if let Some(entry) = only(catalog, name, "name", integrations::with_name(catalog, name))? {
        return Ok(Found::Record(entry));
    }
    only(catalog, name, "route", integrations::with_route(catalog, name))?.map(Found::Record).ok_or(error)
}

/// Returns the note and the line of `NOTE:LINE`.
fn note_and_line(catalog: &Catalog, name: &str) -> Option<(usize, u32)> {
    let (note, line) = name.rsplit_once(':')?;
    Some((note::find(catalog, note).ok()?, line.parse().ok()?))
}

/// Returns the record in `found`, the records with this ID, name or route.
///
/// # Errors
///
/// If there are several.
fn only<'a>(
    catalog: &Catalog,
    name: &str,
    identified_by: &'static str,
    found: Vec<CatalogueEntry<'a>>,
) -> Result<Option<CatalogueEntry<'a>>> {
    match found.as_slice() {
        [] => Ok(None),
        [only] => Ok(Some(*only)),
        several => {
            let place = |entry: &CatalogueEntry| {
                format!("{}:{}", catalog.files[entry.file].path, entry.integration.span.line.max(1))
            };
            let places = several.iter().map(place).collect();
            Err(Error::AmbiguousIntegration { name: name.to_owned(), identified_by, places })
        }
    }
}
