//! Names that begin with what has been typed, for the completion of arguments in a shell. Answered by the terms of the
//! index, so that the size of the vault hardly matters.

use std::collections::BTreeSet;

use vaultdex_notes::text;
use vaultdex_query::catalog::{Catalog, File};
use vaultdex_query::catalogue::integrations::integrations;
use vaultdex_query::catalogue::systems::Systems;
use vaultdex_query::search;
use vaultdex_records::{Extracted, Shape};

use super::session::Session;
use crate::error::Result;
use crate::index::{LookupKey, Part};

/// The maximum number of completions. Nobody reads more.
const LIMIT: usize = 200;
/// Up to this many files, all records are read for the names of systems.
const FEW_FILES: usize = 3_000;

impl Session {
    /// Returns names of notes that begin with `prefix`, without regard to case: file names, titles and aliases. If
    /// there are none, and if `prefix` has a `/`, returns paths.
    ///
    /// # Errors
    ///
    /// Fails if the index cannot be read.
    pub fn complete_note(&self, prefix: &str) -> Result<Vec<String>> {
        let names = match prefix.contains('/') {
            true => Vec::new(),
            false => names_in(&self.files_named(prefix, &[Part::Names])?, prefix),
        };
        let paths = || self.reader.paths_with_prefix(prefix, LIMIT);
        if names.is_empty() { paths() } else { Ok(names) }
    }

    /// Returns names of systems that begin with `prefix`, without regard to case. In a large vault, only those that have
    /// a note.
    ///
    /// # Errors
    ///
    /// Fails if the index cannot be read.
    pub fn complete_system(&self, prefix: &str) -> Result<Vec<String>> {
        if self.reader.file_count() > FEW_FILES {
            let mut files = self.files_named(prefix, &[Part::Names, Part::Records])?;
            files.retain(|file| file.is_catalogued() && file.shape() == Some(Shape::System));
            return Ok(names_in(&files, prefix));
        }
        let catalog: Catalog = self.catalog(&[Part::Outline, Part::Records])?;
        let systems = Systems::new(&catalog);
        let key = text::fold(prefix);
        let names = systems.list.into_iter().map(|system| system.name);
        Ok(names.filter(|name| text::fold(name).starts_with(&*key)).take(LIMIT).collect())
    }

    /// Returns names of owners that begin with `prefix`, without regard to case; none in a large vault.
    ///
    /// # Errors
    ///
    /// Fails if the index cannot be read.
    pub fn complete_owner(&self, prefix: &str) -> Result<Vec<String>> {
        if self.reader.file_count() > FEW_FILES {
            return Ok(Vec::new());
        }
        let catalog: Catalog = self.catalog(&[Part::Outline, Part::Records])?;
        let key = text::fold(prefix);
        let entries: Vec<_> = integrations(&catalog).collect();
        let owners = entries.iter().flat_map(|entry| entry.integration.owners().filter_map(Extracted::text));
        let names: BTreeSet<&str> = owners.filter(|name| text::fold(name).starts_with(&*key)).collect();
        Ok(names.into_iter().take(LIMIT).map(str::to_owned).collect())
    }

    /// Returns tags, without `#`, that begin with `prefix`, without regard to case.
    ///
    /// # Errors
    ///
    /// Fails if the index cannot be read.
    pub fn complete_tag(&self, prefix: &str) -> Result<Vec<String>> {
        self.reader.tags_with_prefix(&text::fold(prefix), LIMIT)
    }

    /// Returns files that have a name with this beginning as far as letters and digits go, without excluded files.
    fn files_named(&self, prefix: &str, parts: &[Part]) -> Result<Vec<File>> {
        let names = self.reader.names_with_prefix(&search::normalize_name(prefix), LIMIT)?;
        let mut files = self.read_files(&self.reader.look_up(LookupKey::WholeName, names)?, parts)?;
        files.retain(|file| !file.excluded && file.kind().is_parsed());
        Ok(files)
    }
}

/// Returns the names of files that begin with `prefix`, sorted.
fn names_in(files: &[File], prefix: &str) -> Vec<String> {
    let key = text::fold(prefix);
    let mut names = BTreeSet::new();
    for file in files {
        let own = [file.path.stem(), file.title()].into_iter();
        let all = own.chain(file.note.aliases.iter().map(String::as_str));
        names.extend(all.filter(|name| text::fold(name).starts_with(&*key)).map(str::to_owned));
    }
    names.into_iter().take(LIMIT).collect()
}
