//! An open index and the vault it belongs to: answers queries.

use vaultdex_notes::VaultPath;
use vaultdex_query::catalog::{Catalog, File, FileRole};
use vaultdex_query::enrich;
use vaultdex_records::Synonyms;

use super::freshness;
use super::freshness::{Freshness, RefreshPolicy};
use super::location::Location;
use super::notices::Notices;
use crate::error::Result;
use crate::index::{Entry, Part, Reader};
use crate::vault;
use crate::vault::{Excluded, FileRoles, Vault};

/// An index opened for queries.
pub struct Session {
    /// The vault that the index belongs to.
    pub vault: Vault,
    /// The files that Obsidian's settings exclude from search.
    pub excluded: Excluded,
    /// The roles that Obsidian's settings give to files.
    pub file_roles: FileRoles,
    /// How up to date the answers are.
    pub freshness: Freshness,
    pub(super) reader: Reader,
    synonyms: Synonyms,
    /// The system that the vault is about, by its settings.
    own_system: Option<String>,
}

impl Session {
    /// Opens the index of a vault, up to date if `policy` says so.
    ///
    /// # Errors
    ///
    /// Fails if the vault is not available, or if the index can neither be read nor replaced by one in memory.
    pub fn open(location: &Location, policy: RefreshPolicy, notices: &dyn Notices) -> Result<Session> {
        location.problems.iter().for_each(|problem| notices.warn(problem));
        let (reader, freshness) = freshness::open(location, policy, notices)?;
        let excluded = Excluded::read(&location.vault);
        excluded.problems.iter().for_each(|problem| notices.warn(problem));
        let file_roles = FileRoles::read(&location.vault);
        let (vault, synonyms) = (location.vault.clone(), location.synonyms.clone());
        let own_system = location.own_system.clone();
        Ok(Session { vault, excluded, file_roles, freshness, reader, synonyms, own_system })
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

    /// Returns the lines of a file as it is now; none if it cannot be read.
    pub fn lines(&self, path: &VaultPath) -> Vec<String> {
        let text = vault::read_file(&self.vault, path).map(|read| read.text).unwrap_or_default();
        text.split('\n').map(|line| line.trim_end_matches('\r').to_owned()).collect()
    }

    /// Reads entries of the index as files of a catalog.
    pub(super) fn read_files(&self, entries: &[Entry], parts: &[Part]) -> Result<Vec<File>> {
        self.reader.read(entries, parts, |record, note, extraction| {
            let excluded = self.excluded.hides(&record.path);
            let role = self.file_roles.of(&record.path);
            File { extraction, excluded, role, ..File::new(record.path, note) }
        })
    }
}
