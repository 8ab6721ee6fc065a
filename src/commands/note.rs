//! NOTE arguments: from what a person types to one file of the vault.

use crate::catalog::Catalog;
use crate::error::{Error, Result};
use crate::query::lookup::{Unclear, lookup};

/// The position of the file that NOTE means, or an error that helps to name it better.
pub fn find(catalog: &Catalog, name: &str) -> Result<usize> {
    let quoted = |names: &[String]| names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    lookup(catalog, name).map_err(|unclear| {
        Error::Usage(match unclear {
            Unclear::None(near) if near.is_empty() => format!("no note called `{name}`"),
            Unclear::None(near) => format!("no note called `{name}`; did you mean {}?", quoted(&near)),
            Unclear::Several(paths) => {
                format!("`{name}` is the name of several notes; use one of the paths {}", quoted(&paths))
            }
        })
    })
}
