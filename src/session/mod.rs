//! The hall: opens a vault with its index, brings the index up to date, hands out a catalog or answers a search.

mod cookie;
mod doctor;
mod freshness;
mod mentions;
mod partial_catalog;
mod read_note;
mod refresh;
mod search;
mod status;
mod suggestions;
mod verify;
mod watch;

use std::path::Path;

pub use doctor::{Finding, Severity, examine, mend};
pub use freshness::{Freshness, Want, catch_up, now};
pub use partial_catalog::Excerpt;
pub use refresh::Report;
pub use search::{Answer, AskedFor, Found, Order};
pub use status::{Status, status};
use vaultdex_notes::VaultPath;
/// Reads a link as it is typed on a command line.
pub use vaultdex_notes::parse::link;
use vaultdex_query::catalog::{Catalog, File, Purpose};
use vaultdex_query::enrich;
use vaultdex_records::{Wording, Words};
pub use watch::{Ended, Event, Host, watch};

use crate::error::{Error, Result};
pub use crate::index::Part;
use crate::index::{Caution, Entry, Folder, Reader};
use crate::vault;
use crate::vault::{Excluded, Purposes, Settings, Vault};

/// A vault and where its index lies.
#[derive(Clone)]
pub struct Place {
    /// The notes.
    pub vault: Vault,
    /// The index folder.
    pub folder: Folder,
    /// How the user's own settings say that notes put things.
    wording: Wording,
    /// The same with what the vault says of itself, ready to be asked.
    words: Words,
    /// What of the vault's settings can't be understood.
    problems: Vec<String>,
}

/// What the user should hear while something runs: both go to stderr.
pub trait Notices: Sync {
    /// Something to know, one sentence.
    fn say(&self, message: &str);
    /// So many of so many files are read.
    fn progress(&self, done: u64, total: u64);
}

/// An index that can answer.
pub struct Session {
    /// The vault that it is of.
    pub vault: Vault,
    /// What Obsidian's settings hide.
    pub excluded: Excluded,
    /// What they say that files are there for.
    pub purposes: Purposes,
    /// How fresh the answers are.
    pub freshness: Freshness,
    reader: Reader,
    words: Words,
}

impl Place {
    /// Opens a vault's folder and names its index folder, which must not lie where the vault's files are seen. `wording` is
    /// the user's; what the vault says of itself goes before it.
    pub fn new(vault: &Path, index: &Path, wording: Wording) -> Result<Place> {
        let vault = Vault::open(vault)?;
        if vault.shows(index) {
            let message = format!(
                "the index can't lie in `{}`, among the files of the vault; name a folder outside it with --index-dir",
                index.display()
            );
            return Err(Error::Usage(message));
        }
        let (words, problems) = (Words::default(), Vec::new());
        Ok(Place { vault, folder: Folder::new(index), wording, words, problems }.reworded())
    }

    /// The same place with the vault's own words as they are now.
    fn reworded(self) -> Place {
        let settings = Settings::of_vault(&self.vault);
        let wording = self.wording.overlaid(&settings.wording);
        let mut problems = settings.problems;
        problems.extend(vaultdex_records::unknown_meanings(&wording));
        Place { folder: self.folder.worded(&wording), words: Words::new(&wording), problems, ..self }
    }

    /// Whoever read the notes was ended by us: none of them is to blame for it.
    pub fn absolve(&self) {
        Caution::absolve(&self.folder);
    }
}

impl Session {
    /// Opens the index for questions, as fresh as `want` says.
    pub fn open(place: &Place, want: Want, notices: &dyn Notices) -> Result<Session> {
        place.problems.iter().for_each(|problem| notices.say(problem));
        let (reader, freshness) = freshness::open(place, want, notices)?;
        let excluded = Excluded::read(&place.vault);
        excluded.problems.iter().for_each(|problem| notices.say(problem));
        let purposes = Purposes::read(&place.vault);
        let (vault, words) = (place.vault.clone(), place.words.clone());
        Ok(Session { vault, excluded, purposes, freshness, reader, words })
    }

    /// Everything that is known of the vault, with those parts of the facts that are asked for.
    pub fn catalog(&self, parts: &[Part]) -> Result<Catalog> {
        let entries = self.reader.entries()?;
        let mut files = self.read(&entries, parts)?;
        if parts.contains(&Part::Changes) {
            enrich::changes(&mut files);
        }
        if parts.contains(&Part::Templates) {
            self.read_templates(&entries, &mut files)?;
        }
        let mut catalog = Catalog::new(files);
        if parts.contains(&Part::Records) || parts.contains(&Part::Templates) {
            enrich::records(&mut catalog, &self.words);
        }
        Ok(catalog)
    }

    /// Reads what the vault's settings have for templates, whatever it says of itself.
    fn read_templates(&self, entries: &[Entry], files: &mut [File]) -> Result<()> {
        let is_unread = |file: &File| file.purpose == Purpose::Template && file.extraction.records.is_none();
        let unread: Vec<usize> = (0..files.len()).filter(|file| is_unread(&files[*file])).collect();
        let entries: Vec<Entry> = unread.iter().map(|file| entries[*file]).collect();
        for (file, read) in unread.into_iter().zip(self.read(&entries, &[Part::Records])?) {
            files[file].extraction.records = read.extraction.records;
        }
        Ok(())
    }

    /// The lines of a file as it is now; none where it can't be read.
    pub fn lines(&self, path: &VaultPath) -> Vec<String> {
        let text = vault::read(&self.vault, path).map(|read| read.text).unwrap_or_default();
        text.split('\n').map(|line| line.trim_end_matches('\r').to_owned()).collect()
    }
}

/// Brings the index up to date, or builds it (`rebuild`: in any case), and tells what was done.
pub fn index(place: &Place, rebuild: bool, notices: &dyn Notices) -> Result<Report> {
    place.problems.iter().for_each(|problem| notices.say(problem));
    freshness::index(place, rebuild, notices)
}
