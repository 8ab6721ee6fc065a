//! The records that the argument of `show` stands for (docs/spec/cli.md#note-arguments).

use vaultdex_query::catalog::Catalog;
use vaultdex_query::catalogue::entry::CatalogueEntry;
use vaultdex_query::catalogue::route::Route;
use vaultdex_query::catalogue::systems::Systems;
use vaultdex_query::catalogue::{entry, find};
use vaultdex_query::links::lookup::{LookupError, lookup};

use crate::commands::record::{only, with_id, with_name};
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
pub fn find_entries<'a>(catalog: &'a Catalog, systems: &'a Systems, name: &str) -> Result<Found<'a>> {
    if let Some(entry) = with_id(catalog, systems, name)? {
        return Ok(Found::Record(entry));
    }
    let unclear = match lookup(catalog, name) {
        Ok(file) => return Ok(Found::Note(file, entry::entries_of(catalog, file).collect())),
        Err(unclear) => unclear,
    };
    if let Some((file, line)) = note_and_line(catalog, name) {
        let entry = find::at_line(catalog, file, line);
        return Ok(entry.map_or(Found::Line(file, line), Found::Record));
    }
    if let Some(entry) = with_name(catalog, systems, name)? {
        return Ok(Found::Record(entry));
    }
    let route = Route::of(name);
    let on_route = route.map(|route| find::with_route(catalog, systems, &route)).unwrap_or_default();
    if let Some(entry) = only(catalog, name, "route", on_route)? {
        return Ok(Found::Record(entry));
    }
    Err(match (unclear, route) {
        (ambiguous @ LookupError::Ambiguous(_), _) => Error::unclear_note(name, ambiguous),
        (LookupError::NotFound(_), Some(Route { from, to, is_two_way })) => {
            Error::NoSuchRoute { from: from.to_owned(), to: to.to_owned(), is_two_way }
        }
        (LookupError::NotFound(_), None) => Error::NothingCalled {
            what: "note or integration",
            name: name.to_owned(),
            near: find::similar_names(catalog, systems, name),
        },
    })
}

/// Returns the note and the line of `NOTE:LINE`.
fn note_and_line(catalog: &Catalog, name: &str) -> Option<(usize, u32)> {
    let (note, line) = name.rsplit_once(':')?;
    Some((lookup(catalog, note).ok()?, line.parse().ok()?))
}
