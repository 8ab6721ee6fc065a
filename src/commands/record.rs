//! Arguments that name one integration (docs/spec/cli.md#note-arguments).

use vaultdex_query::catalog::Catalog;
use vaultdex_query::catalogue::entry::CatalogueEntry;
use vaultdex_query::catalogue::find;
use vaultdex_query::catalogue::systems::Systems;

use crate::error::{Error, Result};

/// Returns the integration with this ID; `None` if there is none.
///
/// # Errors
///
/// If there are several.
pub fn with_id<'a>(catalog: &'a Catalog, systems: &'a Systems, id: &str) -> Result<Option<CatalogueEntry<'a>>> {
    only(catalog, id, "ID", find::with_id(catalog, systems, id))
}

/// Returns the integration with this name; `None` if there is none.
///
/// # Errors
///
/// If there are several.
pub fn with_name<'a>(catalog: &'a Catalog, systems: &'a Systems, name: &str) -> Result<Option<CatalogueEntry<'a>>> {
    only(catalog, name, "name", find::with_name(catalog, systems, name))
}

/// Returns the record in `found`, the records that `name` stands for.
///
/// # Errors
///
/// If there are several.
pub fn only<'a>(
    catalog: &Catalog,
    name: &str,
    identified_by: &'static str,
    found: Vec<CatalogueEntry<'a>>,
) -> Result<Option<CatalogueEntry<'a>>> {
    match found.as_slice() {
        [] => Ok(None),
        [only] => Ok(Some(*only)),
        several => {
            let places = several.iter().map(|entry| place(catalog, entry)).collect();
            Err(Error::AmbiguousIntegration { name: name.to_owned(), identified_by, places })
        }
    }
}

/// Returns the place of a record, `path:line`, by which `show` takes it.
pub fn place(catalog: &Catalog, entry: &CatalogueEntry) -> String {
    format!("{}:{}", catalog.path(entry.file), entry.integration.span.line.max(1))
}
