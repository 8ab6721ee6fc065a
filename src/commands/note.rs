//! NOTE arguments: from what a person types to one file of the vault.

use vaultdex_query::catalog::Catalog;
use vaultdex_query::links::lookup::lookup;

use crate::error::{Error, Result};

/// The position of the file that NOTE means, or an error that helps to name it better.
pub fn find(catalog: &Catalog, name: &str) -> Result<usize> {
    lookup(catalog, name).map_err(|unclear| Error::Usage(unclear.told(name)))
}
