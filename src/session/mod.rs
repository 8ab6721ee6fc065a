//! The hall: opens a vault with its index, brings the index up to date, hands out a catalog or answers a search.

mod cookie;
mod doctor;
mod excerpt;
mod fresh;
mod load;
mod look;
mod mentions;
mod near;
mod refresh;
mod search;
mod status;
mod watch;

use std::collections::{BTreeSet, HashSet};
use std::path::Path;

use crate::catalog::{Catalog, File};
use crate::error::{Error, Result};
use crate::extract::normal::{system_key, system_name};
use crate::extract::{self, Lexicon, Words};
use crate::index::{Caution, Entry, Folder, Reader};
use crate::model::{DeclaredFormat, Integration, Mapping, Purpose, Shape, VaultPath, Wording, text};
use crate::resolve::Names;
use crate::vault::{self, Excluded, Purposes, Settings, Vault};

pub use crate::index::Part;
/// Reads a link as it is typed on a command line.
pub use crate::parse::link;
pub use doctor::{Finding, Severity, examine, mend};
pub use excerpt::Excerpt;
pub use fresh::{Freshness, Want, catch_up, now};
pub use refresh::Report;
pub use search::{Answer, AskedFor, Found, Order};
pub use status::{Status, status};
pub use watch::{Ended, Event, Host, watch};

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
        problems.extend(extract::unknown_meanings(&wording));
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
        let (reader, freshness) = fresh::open(place, want, notices)?;
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
            recognise(&mut files);
        }
        if parts.contains(&Part::Templates) {
            self.read_templates(&entries, &mut files)?;
        }
        let mut catalog = Catalog::new(files);
        if parts.contains(&Part::Records) || parts.contains(&Part::Templates) {
            look_again(&mut catalog, &self.words);
        }
        Ok(catalog)
    }

    /// Reads what the vault's settings have for templates, whatever it says of itself.
    fn read_templates(&self, entries: &[Entry], files: &mut [File]) -> Result<()> {
        let is_unread = |file: &File| file.purpose == Purpose::Template && file.note.records.is_none();
        let unread: Vec<usize> = (0..files.len()).filter(|file| is_unread(&files[*file])).collect();
        let entries: Vec<Entry> = unread.iter().map(|file| entries[*file]).collect();
        for (file, read) in unread.into_iter().zip(self.read(&entries, &[Part::Records])?) {
            files[file].note.records = read.note.records;
        }
        Ok(())
    }

    /// The lines of a file as it is now; none where it can't be read.
    pub fn lines(&self, path: &VaultPath) -> Vec<String> {
        let text = vault::read(&self.vault, path).map(|read| read.text).unwrap_or_default();
        text.split('\n').map(|line| line.trim_end_matches('\r').to_owned()).collect()
    }
}

/// A format that one note declares is a sentence in the histories of all (spec/changelog.md b.1).
fn recognise(files: &mut [File]) {
    let declared = files.iter().flat_map(|file| &file.note.changes).flat_map(|log| log.formats.iter().cloned());
    let declared: Vec<DeclaredFormat> = declared.collect();
    if declared.is_empty() {
        return;
    }
    for entry in files.iter_mut().flat_map(|file| &mut file.note.changes).flat_map(|log| &mut log.entries) {
        extract::recognise(entry, &declared);
    }
}

/// What one note alone could not tell of its values (spec/integrations.md a.6).
fn look_again(catalog: &mut Catalog, words: &Words) {
    let templates = catalog.files.iter().filter(|file| file.is_template());
    let lexicon = Lexicon::new(templates.filter_map(|file| file.note.records.as_deref()));
    let Catalog { files, names, .. } = catalog;
    take_in(files, names, words);
    for file in files.iter_mut().filter(|file| !file.is_template()) {
        let File { path, note, .. } = file;
        if let Some(records) = &mut note.records {
            lexicon.apply(records, &|linkpath| names.destination(&text::nfc(linkpath), path).is_some());
        }
    }
    tell_apart(files);
}

/// Takes systems apart that stand in one value and that the vault knows each by itself (spec/integrations.md a.5).
fn tell_apart(files: &mut [File]) {
    let is_of_some = |integration: &Integration| integration.systems.iter().any(|it| extract::may_be_several(&it.name));
    let has_some = |file: &File| file.note.records.as_ref().is_some_and(|it| it.integrations.iter().any(is_of_some));
    if !files.iter().any(has_some) {
        return;
    }
    let mut known: HashSet<String> = HashSet::new();
    for file in files.iter().filter(|file| !file.is_template()) {
        let Some(records) = file.note.records.as_deref() else { continue };
        let parts = records.integrations.iter().flat_map(|it| &it.systems);
        let named = parts.filter(|part| !extract::may_be_several(&part.name)).filter_map(|part| part.name.text());
        known.extend(named.map(system_key));
        if records.shape == Shape::System {
            let own = [file.title(), file.path.stem()].into_iter().chain(file.note.aliases.iter().map(String::as_str));
            known.extend(own.map(|name| system_key(&system_name(name))));
        }
    }
    for file in files.iter_mut().filter(|file| has_some(file) && !file.is_template()) {
        for integration in file.note.records.iter_mut().flat_map(|records| &mut records.integrations) {
            extract::split_systems(integration, &|name| known.contains(&system_key(name)));
        }
    }
}

/// Gives records the mappings of the notes that they embed: once, never those that are embedded there in turn (T17).
fn take_in(files: &mut [File], names: &Names, words: &Words) {
    let mut taken: Vec<(usize, usize, Vec<Mapping>)> = Vec::new();
    for (host, file) in files.iter().enumerate() {
        let Some(records) = file.note.records.as_deref().filter(|records| records.shape != Shape::Mapping) else {
            continue;
        };
        for (nth, integration) in records.integrations.iter().enumerate() {
            // The same section twice is taken in once.
            for embed in BTreeSet::from_iter(extract::mapping_embeds(integration, words)) {
                let Some(from) = names.destination(&text::nfc(&embed.linkpath), &file.path) else { continue };
                let from = &files[from as usize];
                if from.path == file.path || from.excluded || from.is_template() {
                    continue;
                }
                let Some(there) = from.note.records.as_deref() else { continue };
                let rows = there.integrations.iter().flat_map(|it| &it.mappings).filter(|row| embed.takes(row));
                let rows = rows.map(|row| Mapping {
                    embedded_from: Some(from.path.to_string()),
                    is_reverse: embed.is_reverse,
                    ..row.clone()
                });
                taken.push((host, nth, rows.collect()));
            }
        }
    }
    for (host, nth, rows) in taken {
        if let Some(records) = &mut files[host].note.records {
            records.integrations[nth].mappings.extend(rows);
        }
    }
}

/// Brings the index up to date, or builds it (`rebuild`: in any case), and tells what was done.
pub fn index(place: &Place, rebuild: bool, notices: &dyn Notices) -> Result<Report> {
    place.problems.iter().for_each(|problem| notices.say(problem));
    fresh::index(place, rebuild, notices)
}
