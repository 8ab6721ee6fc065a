//! A snapshot of a vault: its files with their facts, and where every link leads. Does not know where the facts are
//! stored.

use vaultdex_notes::resolve::{LinkGraph, Resolver};
use vaultdex_notes::{FileKind, Link, Note, VaultPath, text};
use vaultdex_records::{Extraction, Shape};

/// The role of a file according to the settings of the vault.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FileRole {
    /// An ordinary file.
    #[default]
    Content,
    /// A file in the folder of templates.
    Template,
    /// A daily note.
    Daily,
}

/// A file of the vault with its facts.
#[derive(Debug, Clone, PartialEq)]
pub struct File {
    /// The path in the vault.
    pub path: VaultPath,
    /// The parsed note, as far as it was requested; empty for a base or attachment.
    pub note: Note,
    /// The integrations and changes that the note records, as far as they were requested.
    pub extraction: Extraction,
    /// Whether Obsidian's setting "Excluded files" hides the file: links resolve to it, but search, graph and mentions
    /// do not show it.
    pub excluded: bool,
    /// The role according to the settings.
    pub role: FileRole,
}

impl File {
    /// Returns an ordinary file without records.
    pub fn new(path: VaultPath, note: Note) -> File {
        File { path, note, extraction: Extraction::default(), excluded: false, role: FileRole::Content }
    }

    /// Whether the file is a template, by its folder or by its content
    /// (docs/spec/integrations.md#templates-of-the-vault). A template records nothing.
    pub fn is_template(&self) -> bool {
        self.role == FileRole::Template || self.extraction.records.as_ref().is_some_and(|records| records.is_template)
    }

    /// Whether the records and changes of the file are part of the catalogue and the timeline: neither a template nor
    /// excluded.
    pub fn is_catalogued(&self) -> bool {
        !self.excluded && !self.is_template()
    }

    /// Returns the shape of the records of the file, if it has any.
    pub fn shape(&self) -> Option<Shape> {
        self.extraction.records.as_ref().map(|records| records.shape)
    }

    /// Returns the kind of file.
    pub fn kind(&self) -> FileKind {
        FileKind::from_path(&self.path)
    }

    /// Returns the title: property `title`, first level-1 heading, or file name (docs/spec/cli.md#json-documents).
    pub fn title(&self) -> &str {
        self.note.title.as_deref().unwrap_or_else(|| match self.kind() {
            FileKind::Note => self.path.stem(),
            _ => self.path.file_name(),
        })
    }

    /// Returns the names of the file: title, file name without extension and aliases.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        [self.title(), self.path.stem()].into_iter().chain(self.note.aliases.iter().map(String::as_str))
    }
}

/// A snapshot of a vault. Files are sorted by path and referred to by position.
#[derive(Debug, Default)]
pub struct Catalog {
    /// All files, including attachments.
    pub files: Vec<File>,
    /// Resolves linkpaths to files.
    pub resolver: Resolver,
    /// The destination of every link, and the links to every file.
    pub graph: LinkGraph,
}

impl Catalog {
    /// Sorts the files and resolves their links.
    pub fn new(mut files: Vec<File>) -> Catalog {
        files.sort_by(|left, right| left.path.cmp(&right.path));
        let resolver = Resolver::new(files.iter().map(|file| &file.path));
        let linking: Vec<_> = files.iter().map(|file| (&file.path, &file.note)).collect();
        let graph = LinkGraph::new(&resolver, &linking);
        Catalog { files, resolver, graph }
    }

    /// Returns the position of the file with exactly this path.
    pub fn position(&self, path: &str) -> Option<usize> {
        self.files.binary_search_by(|file| file.path.as_str().cmp(path)).ok()
    }

    /// Returns the path of the file at a position.
    pub fn path(&self, file: usize) -> &str {
        self.files[file].path.as_str()
    }

    /// Returns the position of the file that a link with this linkpath leads to from the file at `source`.
    pub fn destination(&self, linkpath: &str, source: usize) -> Option<usize> {
        let destination = self.resolver.destination(&text::nfc(linkpath), &self.files[source].path);
        destination.map(|file| file as usize)
    }

    /// Returns the positions of the notes that lists show: `.md` files that are not excluded.
    pub fn notes(&self) -> impl Iterator<Item = usize> {
        let is_shown = |file: &usize| self.files[*file].kind() == FileKind::Note && !self.files[*file].excluded;
        (0..self.files.len()).filter(is_shown)
    }

    /// Returns the links of a file, each with the position of the file that it leads to.
    pub fn links(&self, file: usize) -> impl Iterator<Item = (&Link, Option<usize>)> {
        let destinations = self.graph.outgoing(file).iter().map(|destination| destination.map(|it| it as usize));
        self.files[file].note.links.iter().zip(destinations)
    }

    /// Returns the links to a file, each with the position of the file that contains it.
    pub fn backlinks(&self, file: usize) -> impl Iterator<Item = (usize, &Link)> {
        self.graph.incoming(file).iter().map(|backlink| {
            let source = backlink.source as usize;
            (source, &self.files[source].note.links[backlink.link as usize])
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn title_falls_back_to_the_file_name() {
        let file = |path: &str, title: Option<&str>| {
            let note = Note { title: title.map(str::to_owned), ..Note::default() };
            File::new(VaultPath::new(path), note)
        };
        assert_eq!(file("a/Orders.md", Some("Orders to ERP")).title(), "Orders to ERP");
        assert_eq!(file("a/Orders.md", None).title(), "Orders");
        assert_eq!(file("a/Board.canvas", None).title(), "Board.canvas");
    }
}
