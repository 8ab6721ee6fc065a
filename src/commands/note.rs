//! NOTE arguments: from what a person types to one file of the vault.

use crate::catalog::Catalog;
use crate::error::{Error, Result};
use crate::query::lookup::lookup;

/// The position of the file that NOTE means, or an error that helps to name it better.
pub fn find(catalog: &Catalog, name: &str) -> Result<usize> {
    lookup(catalog, name).map_err(|unclear| Error::Usage(unclear.told(name)))
}
