//! Kinds of vault files.

use super::path::VaultPath;

/// The kind of a vault file, by its extension (docs/spec/obsidian.md#file-types).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FileKind {
    /// `.md`
    Note,
    /// `.canvas`
    Canvas,
    /// `.base`
    Base,
    /// Any other file. Its contents are not parsed, but links to it resolve.
    Attachment,
}

impl FileKind {
    /// Determines the kind of a file from the extension of its path, in any letter case.
    pub fn from_path(path: &VaultPath) -> FileKind {
        match path.extension().to_ascii_lowercase().as_str() {
            "md" => FileKind::Note,
            "canvas" => FileKind::Canvas,
            "base" => FileKind::Base,
            _ => FileKind::Attachment,
        }
    }

    /// Whether files of this kind have contents to parse: notes and canvases. Of the others only the path matters.
    pub fn is_parsed(self) -> bool {
        matches!(self, FileKind::Note | FileKind::Canvas)
    }
}
