//! Whether the index that a watcher keeps is that of the files as they are.

use super::location::Location;
use super::plan::{Plan, known_files};
use crate::error::Result;
use crate::index::Reader;
use crate::vault;

/// Up to how many files a query compares with the index itself, although there is a watcher. That takes 10 to 40 ms.
const MAX_COMPARED: usize = 20_000;

/// How the index of a watcher compares with the files.
pub enum Comparison {
    /// There is no difference.
    Same,
    /// There is a change of which the watcher was not notified, or not yet.
    Different,
    /// Comparing would take too long.
    TooManyFiles,
}

/// Compares the index of a watcher with the files, because some changes cause no notification
/// (docs/spec/cli.md#freshness).
///
/// # Errors
///
/// Fails if the vault is not available or the index cannot be read.
pub fn compare_with_files(location: &Location, reader: &Reader) -> Result<Comparison> {
    if reader.file_count() > MAX_COMPARED {
        return Ok(Comparison::TooManyFiles);
    }
    let (scan, known) = rayon::join(|| vault::scan(&location.vault), || known_files(reader));
    let known = known?;
    Ok(match Plan::new(&known, &scan?).without_unread(&known).is_empty() {
        true => Comparison::Same,
        false => Comparison::Different,
    })
}
