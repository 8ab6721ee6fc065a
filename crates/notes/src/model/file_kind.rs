//! What kind of file a path names.

use super::path::VaultPath;

/// What kind of file a path names, by its extension (spec/obsidian.md section 4).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FileKind {
    /// `.md`
    Note,
    /// `.canvas`
    Canvas,
    /// `.base`
    Base,
    /// Everything else: known by name, so that links to it resolve.
    Attachment,
}

impl FileKind {
    /// The kind of a file.
    pub fn of(path: &VaultPath) -> FileKind {
        match path.extension().to_ascii_lowercase().as_str() {
            "md" => FileKind::Note,
            "canvas" => FileKind::Canvas,
            "base" => FileKind::Base,
            _ => FileKind::Attachment,
        }
    }

    /// Whether files of this kind are read: notes and canvases. The others are known by name.
    pub fn is_read(self) -> bool {
        matches!(self, FileKind::Note | FileKind::Canvas)
    }
}
