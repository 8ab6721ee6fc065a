//! NOTE arguments (docs/spec/cli.md#note-arguments).

use vaultdex_query::catalog::Catalog;
use vaultdex_query::links::lookup::lookup;

use crate::error::{Error, Result};

/// Returns the position in the catalog of the file that `name` stands for.
///
/// # Errors
///
/// If there is none or several; the error suggests names or paths.
pub fn find(catalog: &Catalog, name: &str) -> Result<usize> {
    lookup(catalog, name).map_err(|unclear| Error::unclear_note(name, unclear))
}
