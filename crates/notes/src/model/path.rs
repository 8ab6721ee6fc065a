//! Paths of vault files.

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::text;

/// The path of a file relative to the vault root, with `/` separators, spelled as on disk (not normalized).
///
/// Expected to be neither empty nor absolute and to have no `.` or `..` component; the constructor does not check this.
/// Ordered bytewise. Cloning is cheap: clones share the text.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct VaultPath(Arc<str>);

impl VaultPath {
    /// Wraps a path that is already relative to the vault root and separated by `/`.
    pub fn new(path: impl Into<Arc<str>>) -> VaultPath {
        VaultPath(path.into())
    }

    /// Returns the whole path.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the last component, including the extension: `Orders.md` of `20 Integrations/Orders.md`.
    pub fn file_name(&self) -> &str {
        last_component(&self.0)
    }

    /// Returns the file name without its extension: `Orders` of `20 Integrations/Orders.md`, `v1.2` of `v1.2.md`.
    pub fn stem(&self) -> &str {
        let name = self.file_name();
        match name.rfind('.') {
            Some(dot) if dot > 0 => &name[..dot],
            _ => name,
        }
    }

    /// Returns what follows the last dot of the file name; empty if there is no dot or only a leading one.
    pub fn extension(&self) -> &str {
        let name = self.file_name();
        match name.rfind('.') {
            Some(dot) if dot > 0 => &name[dot + 1..],
            _ => "",
        }
    }

    /// Returns the folder of the file, without a trailing slash; empty at the vault root.
    pub fn folder(&self) -> &str {
        self.0.rfind('/').map_or("", |slash| &self.0[..slash])
    }

    /// Returns the path as Obsidian writes it into a link: without `.md`, with any other extension.
    pub fn linkpath(&self) -> &str {
        if self.extension().eq_ignore_ascii_case("md") { &self.0[..self.0.len() - 3] } else { &self.0 }
    }

    /// Returns the key by which paths are compared: NFC, then lower case (docs/spec/obsidian.md#name-comparison).
    pub fn key(&self) -> String {
        text::link_key(&self.0)
    }
}

impl From<&VaultPath> for Arc<str> {
    /// Returns the text of the path without copying it.
    fn from(path: &VaultPath) -> Arc<str> {
        Arc::clone(&path.0)
    }
}

impl fmt::Display for VaultPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl AsRef<str> for VaultPath {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl std::borrow::Borrow<str> for VaultPath {
    fn borrow(&self) -> &str {
        &self.0
    }
}

/// Returns the part of a path after its last slash.
pub(crate) fn last_component(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn path_splits_into_its_parts() {
        let check = |path: &str, folder: &str, name: &str, stem: &str, extension: &str, linkpath: &str| {
            let path = VaultPath::new(path);
            assert_eq!(
                (path.folder(), path.file_name(), path.stem(), path.extension(), path.linkpath()),
                (folder, name, stem, extension, linkpath)
            );
        };
        check("Note.md", "", "Note.md", "Note", "md", "Note");
        check("a/b/v1.2.md", "a/b", "v1.2.md", "v1.2", "md", "a/b/v1.2");
        check("a/NOTE.MD", "a", "NOTE.MD", "NOTE", "MD", "a/NOTE");
        check("k/Board.canvas", "k", "Board.canvas", "Board", "canvas", "k/Board.canvas");
        check("LICENSE", "", "LICENSE", "LICENSE", "", "LICENSE");
    }
}
