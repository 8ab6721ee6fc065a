//! All that is known of a vault at one moment: its files with their facts, and where every link leads.
//! Knows nothing of where the facts were kept.

use vaultdex_notes::resolve::{LinkGraph, Names};
use vaultdex_notes::{FileKind, Link, Note, VaultPath};
use vaultdex_records::Extraction;

/// What a file is there for, by the vault's own settings.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Purpose {
    /// To say something.
    #[default]
    Content,
    /// To be copied: it lies in the folder of templates.
    Template,
    /// To tell of one day.
    Daily,
}

/// One file of the vault with what it says.
#[derive(Debug, Clone, PartialEq)]
pub struct File {
    /// Where it lies.
    pub path: VaultPath,
    /// Its facts, as far as they were asked for; empty for a base or attachment.
    pub note: Note,
    /// What it says of integrations and changes, as far as it was asked for.
    pub extraction: Extraction,
    /// Whether Obsidian's "Excluded files" setting hides it: still linked, never shown by search, graph and mentions.
    pub excluded: bool,
    /// What the vault's settings have it for.
    pub purpose: Purpose,
}

impl File {
    /// A file that no setting speaks of.
    pub fn new(path: VaultPath, note: Note) -> File {
        File { path, note, extraction: Extraction::default(), excluded: false, purpose: Purpose::Content }
    }

    /// Whether it is a template, by where it lies or by what it says (spec/integrations.md a.3): no record of anything.
    pub fn is_template(&self) -> bool {
        self.purpose == Purpose::Template || self.extraction.records.as_ref().is_some_and(|records| records.is_template)
    }

    /// What kind of file it is.
    pub fn kind(&self) -> FileKind {
        FileKind::of(&self.path)
    }

    /// What people call it: frontmatter `title`, first level-1 heading, or file name (spec/cli.md, JSON shapes).
    pub fn title(&self) -> &str {
        self.note.title.as_deref().unwrap_or_else(|| match self.kind() {
            FileKind::Note => self.path.stem(),
            _ => self.path.file_name(),
        })
    }
}

/// The vault at one moment. Files are sorted by path and known by their position.
#[derive(Debug, Default)]
pub struct Catalog {
    /// Every file, attachments included.
    pub files: Vec<File>,
    /// Who answers to a name.
    pub names: Names,
    /// Where every link leads.
    pub graph: LinkGraph,
}

impl Catalog {
    /// Puts the files in order and resolves all their links.
    pub fn new(mut files: Vec<File>) -> Catalog {
        files.sort_by(|left, right| left.path.cmp(&right.path));
        let names = Names::new(files.iter().map(|file| &file.path));
        let linking: Vec<_> = files.iter().map(|file| (&file.path, &file.note)).collect();
        let graph = LinkGraph::new(&names, &linking);
        Catalog { files, names, graph }
    }

    /// The position of the file at exactly this path.
    pub fn position(&self, path: &str) -> Option<usize> {
        self.files.binary_search_by(|file| file.path.as_str().cmp(path)).ok()
    }

    /// The notes that lists show, by position: `.md` files that are not excluded.
    pub fn notes(&self) -> impl Iterator<Item = usize> {
        let shown = |file: &usize| self.files[*file].kind() == FileKind::Note && !self.files[*file].excluded;
        (0..self.files.len()).filter(shown)
    }

    /// Every link of a file with the position of the file it leads to.
    pub fn links(&self, file: usize) -> impl Iterator<Item = (&Link, Option<usize>)> {
        let destinations = self.graph.outgoing(file).iter().map(|destination| destination.map(|it| it as usize));
        self.files[file].note.links.iter().zip(destinations)
    }

    /// Every link to a file, with the position of the file that holds it.
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
    fn a_title_is_found_where_the_contract_says() {
        let file = |path: &str, title: Option<&str>| {
            let note = Note { title: title.map(str::to_owned), ..Note::default() };
            File::new(VaultPath::new(path), note)
        };
        assert_eq!(file("a/Orders.md", Some("Orders to ERP")).title(), "Orders to ERP");
        assert_eq!(file("a/Orders.md", None).title(), "Orders");
        assert_eq!(file("a/Board.canvas", None).title(), "Board.canvas");
    }
}
