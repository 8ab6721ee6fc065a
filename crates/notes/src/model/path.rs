//! Where a file lies in its vault.

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::text;

/// A path from the vault's root to a file, with `/` between the parts, spelled as on disk (not normalised).
///
/// Many hold the path of one file, so a copy of it is no second text.
///
/// Never empty, never absolute, no `.` or `..` part. Ordered as its text, which is the order of every output.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct VaultPath(Arc<str>);

impl VaultPath {
    /// Takes a path that is already relative to the vault and separated by `/`.
    pub fn new(path: impl Into<Arc<str>>) -> VaultPath {
        VaultPath(path.into())
    }

    /// The whole path.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The last part, with its extension: `Orders.md` of `20 Integrations/Orders.md`.
    pub fn file_name(&self) -> &str {
        self.0.rsplit('/').next().unwrap_or(&self.0)
    }

    /// The file name without its extension: `Orders` of `20 Integrations/Orders.md`, `v1.2` of `v1.2.md`.
    pub fn stem(&self) -> &str {
        let name = self.file_name();
        match name.rfind('.') {
            Some(dot) if dot > 0 => &name[..dot],
            _ => name,
        }
    }

    /// What stands behind the last dot of the file name; empty where there is none.
    pub fn extension(&self) -> &str {
        let name = self.file_name();
        match name.rfind('.') {
            Some(dot) if dot > 0 => &name[dot + 1..],
            _ => "",
        }
    }

    /// The folder that holds the file, without a trailing slash; empty at the vault's root.
    pub fn folder(&self) -> &str {
        self.0.rfind('/').map_or("", |slash| &self.0[..slash])
    }

    /// The path that Obsidian writes into a link: without `.md`, other extensions kept.
    pub fn linkpath(&self) -> &str {
        if self.extension().eq_ignore_ascii_case("md") { &self.0[..self.0.len() - 3] } else { &self.0 }
    }

    /// The key under which two spellings of one path meet: NFC, then lower case (spec/obsidian.md 2.1).
    pub fn key(&self) -> String {
        text::link_key(&self.0)
    }
}

impl From<&VaultPath> for Arc<str> {
    /// The same text, shared.
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_of_a_path() {
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
