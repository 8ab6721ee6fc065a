//! An open index and the vault it belongs to: answers queries.

use std::cell::OnceCell;
use std::collections::{HashMap, HashSet};
use std::path::PathBuf;

use vaultdex_notes::resolve::Resolver;
use vaultdex_notes::{Note, VaultPath, text};
use vaultdex_query::catalog::{Catalog, File, FileRole};
use vaultdex_query::enrich;
use vaultdex_query::enrich::LinkDestination;
use vaultdex_records::Synonyms;

use super::freshness::{Freshness, RefreshPolicy};
use super::location::Location;
use super::notices::Notices;
use super::{freshness, read_note};
use crate::error::{Error, Result};
use crate::index::{Entry, Folder, LookupKey, Part, Reader};
use crate::vault;
use crate::vault::{CheckSettings, Excluded, FileRoles, FileText, Vault};

/// An index opened for queries.
pub struct Session {
    /// The vault that the index belongs to.
    pub vault: Vault,
    /// The index folder.
    pub index_folder: PathBuf,
    /// The files that Obsidian's settings exclude from search.
    pub excluded: Excluded,
    /// The roles that Obsidian's settings give to files.
    pub file_roles: FileRoles,
    /// How up to date the answers are.
    pub freshness: Freshness,
    /// Whether a search ends with the notes that fit best if it finds few, by the settings of the vault.
    pub shows_closest: Option<bool>,
    /// Which rules check the vault, by its settings.
    pub checks: CheckSettings,
    pub(super) reader: Reader,
    synonyms: Synonyms,
    /// The system that the vault is about, by its settings.
    own_system: Option<String>,
}

impl Session {
    /// Returns the number of files in the index.
    pub fn file_count(&self) -> usize {
        self.reader.file_count()
    }

    /// Whether another process has committed changes since the index was opened. Takes no lock.
    pub fn is_superseded(&self) -> bool {
        self.reader.is_superseded(&Folder::new(&self.index_folder).with_any_terminology())
    }

    /// Opens the index of a vault, up to date if `policy` says so.
    ///
    /// # Errors
    ///
    /// Fails if the vault is not available, or if the index can neither be read nor replaced by one in memory.
    pub fn open(location: &Location, policy: RefreshPolicy, notices: &dyn Notices) -> Result<Session> {
        location.problems.iter().for_each(|problem| notices.warn(problem));
        let (reader, freshness) = freshness::open(location, policy, notices)?;
        let excluded = Excluded::read(&location.vault);
        let file_roles = FileRoles::read(&location.vault);
        excluded.problems.iter().chain(&file_roles.problems).for_each(|problem| notices.warn(problem));
        let (vault, synonyms) = (location.vault.clone(), location.synonyms.clone());
        let (own_system, index_folder) = (location.own_system.clone(), location.folder.root().to_owned());
        let (shows_closest, checks) = (location.closest, location.checks.clone());
        Ok(Session {
            vault,
            index_folder,
            excluded,
            file_roles,
            freshness,
            shows_closest,
            checks,
            reader,
            synonyms,
            own_system,
        })
    }

    /// Returns all files of the vault, with the requested parts of what the index stores about them.
    ///
    /// # Errors
    ///
    /// Fails if the index cannot be read.
    pub fn catalog(&self, parts: &[Part]) -> Result<Catalog> {
        let entries = self.reader.entries()?;
        let mut files = self.read_files(&entries, parts)?;
        if parts.contains(&Part::Changes) {
            enrich::apply_declared_formats(&mut files);
        }
        if parts.contains(&Part::Templates) {
            self.read_templates(&entries, &mut files)?;
        }
        let mut catalog = Catalog::new(files);
        if parts.contains(&Part::Records) || parts.contains(&Part::Templates) {
            enrich::complete_records(&mut catalog, &self.synonyms);
        }
        if parts.contains(&Part::Records) {
            enrich::judge_systems(&mut catalog, self.own_system.as_deref());
        }
        Ok(catalog)
    }

    /// Whether a file may record anything. Reads nothing of the other files.
    ///
    /// # Errors
    ///
    /// Fails if the index cannot be read.
    pub fn may_have_records(&self, path: &VaultPath) -> Result<bool> {
        let entries = self.reader.look_up(LookupKey::Path, [path.as_str()])?;
        Ok(entries.into_iter().any(|entry| self.reader.has(entry, Part::Records)))
    }

    /// Returns all files with records, and the files of `others`, with their names and their records as the catalog of
    /// the whole vault has them. Reads nothing of the other files unless a link in a record may lead there.
    ///
    /// # Errors
    ///
    /// Fails if the index cannot be read.
    pub(super) fn files_with_records(&self, others: &[Entry]) -> Result<Catalog> {
        let mut entries = self.reader.entries_with(Part::Records)?;
        let known: HashSet<Entry> = entries.iter().copied().collect();
        entries.extend(others.iter().filter(|entry| !known.contains(entry)));
        let mut catalog = Catalog::new(self.read_files(&entries, &[Part::Names, Part::Records])?);
        let positions: HashMap<VaultPath, usize> =
            catalog.files.iter().enumerate().map(|(position, file)| (file.path.clone(), position)).collect();
        let whole_vault: OnceCell<Result<(Vec<VaultPath>, Resolver)>> = OnceCell::new();
        let load = || {
            let paths = self.reader.paths()?;
            let resolver = Resolver::new(&paths);
            Ok((paths, resolver))
        };
        let destination = |linkpath: &str, path: &VaultPath| {
            let Ok((paths, resolver)) = whole_vault.get_or_init(load) else { return LinkDestination::Nowhere };
            match resolver.destination(&text::nfc(linkpath), path) {
                None => LinkDestination::Nowhere,
                Some(file) => positions
                    .get(&paths[file as usize])
                    .map_or(LinkDestination::Elsewhere, |position| LinkDestination::File(*position)),
            }
        };
        enrich::complete_records_of(&mut catalog.files, &self.synonyms, &destination);
        if let Some(loaded) = whole_vault.into_inner() {
            loaded?;
        }
        enrich::judge_systems(&mut catalog, self.own_system.as_deref());
        Ok(catalog)
    }

    /// Reads the records of files that are templates by the vault's settings, even if their text does not say so.
    fn read_templates(&self, entries: &[Entry], files: &mut [File]) -> Result<()> {
        let is_unread = |file: &File| file.role == FileRole::Template && file.extraction.records.is_none();
        let unread: Vec<usize> = (0..files.len()).filter(|file| is_unread(&files[*file])).collect();
        let entries: Vec<Entry> = unread.iter().map(|file| entries[*file]).collect();
        for (file, read) in unread.into_iter().zip(self.read_files(&entries, &[Part::Records])?) {
            files[file].extraction.records = read.extraction.records;
        }
        Ok(())
    }

    /// Reads and parses a note as it is now; `None` if that is not possible.
    pub fn read_note(&self, path: &VaultPath) -> Option<(String, Note)> {
        self.read_text(path).ok().map(|(file, note)| (file.text, note))
    }

    /// Reads and parses a note as it is now.
    ///
    /// # Errors
    ///
    /// Fails if the file is gone or cannot be read.
    pub fn read_text(&self, path: &VaultPath) -> Result<(FileText, Note)> {
        let file = vault::read_file(&self.vault, path);
        let file = file.map_err(|error| Error::read(path.as_str(), std::io::Error::other(error.to_string())))?;
        let note = read_note::parse(path, &file.text);
        Ok((file, note))
    }

    /// Returns the lines of a file as it is now; none if it cannot be read.
    pub fn lines(&self, path: &VaultPath) -> Vec<String> {
        text::lines(&self.text_of(path).unwrap_or_default()).map(str::to_owned).collect()
    }

    /// Returns the text of a file as it is now; `None` if it cannot be read.
    pub fn text_of(&self, path: &VaultPath) -> Option<String> {
        vault::read_file(&self.vault, path).map(|read| read.text).ok()
    }

    /// Reads entries of the index as files of a catalog.
    pub(super) fn read_files(&self, entries: &[Entry], parts: &[Part]) -> Result<Vec<File>> {
        self.reader.read(entries, parts, |record, mut note, extraction| {
            if note.problems.is_empty() {
                note.problems = record.problems;
            }
            let excluded = self.excluded.hides(&record.path);
            let role = self.file_roles.of(&record.path);
            File { extraction, excluded, role, ..File::new(record.path, note) }
        })
    }
}
