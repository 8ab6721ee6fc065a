//! Where exports need permission or are never written: the vault and the index folder, recognized by what they are
//! rather than by the spelling of their paths.

use std::fs;
use std::path::Path;

/// The folders of a vault and of its index.
#[derive(Debug, Clone, Copy)]
pub struct OwnFolders<'a> {
    /// The folder of the vault.
    pub vault: &'a Path,
    /// The index folder.
    pub index: &'a Path,
}

/// Whether `folder`, a canonical path, is `outer` or lies in it. A folder may have several paths: a bind mount is one
/// that canonicalization does not reveal, another letter case may be one.
pub fn lies_in(folder: &Path, outer: &Path) -> bool {
    folder.ancestors().any(|above| is_same_folder(above, outer))
}

#[cfg(unix)]
fn is_same_folder(left: &Path, right: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let identity = |path: &Path| fs::metadata(path).map(|metadata| (metadata.dev(), metadata.ino()));
    left == right || matches!((identity(left), identity(right)), (Ok(left), Ok(right)) if left == right)
}

#[cfg(not(unix))]
fn is_same_folder(left: &Path, right: &Path) -> bool {
    left == right || matches!((fs::canonicalize(left), fs::canonicalize(right)), (Ok(left), Ok(right)) if left == right)
}
