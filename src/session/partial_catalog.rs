//! The part of the vault that is needed to answer a query about one file, found by lookup instead of reading
//! everything.

use std::collections::{BTreeSet, HashSet};

use rayon::prelude::*;
use vaultdex_notes::{Link, VaultPath};
use vaultdex_query::catalog::Catalog;
use vaultdex_query::links::lookup::{LookupError, lookup};
use vaultdex_query::links::lookup_keys;

use super::session::Session;
use crate::error::{Error, Result};
use crate::index::{Entry, LookupKey, Part};

/// For more keys than this, it is faster to read the whole index than to look up each key.
const MAX_KEYS: usize = 2_000;

/// A catalog of one file and the files that are related to it. Every link in it has the same destination as in the
/// catalog of the whole vault.
pub struct PartialCatalog {
    /// The file and those that are related to it.
    pub catalog: Catalog,
    /// The position of the file.
    pub file: usize,
}

impl PartialCatalog {
    fn new(catalog: Catalog, path: &VaultPath) -> Result<PartialCatalog> {
        match catalog.position(path.as_str()) {
            Some(file) => Ok(PartialCatalog { catalog, file }),
            None => Err(Error::NoLongerIndexed { path: path.to_string() }),
        }
    }
}

impl Session {
    /// Returns the file that `name` denotes (docs/spec/cli.md#note-arguments), with the given parts. If it has links,
    /// also returns the files they may lead to, with their headings.
    ///
    /// # Errors
    ///
    /// Fails if no file or more than one is denoted, or if the index cannot be read.
    pub fn partial_catalog(&self, name: &str, parts: &[Part]) -> Result<PartialCatalog> {
        let path = self.find_file(name)?;
        let own_entries = self.reader.look_up(LookupKey::Path, [path.as_str()])?;
        let mut files = self.read_files(&own_entries, parts)?;
        let mut keys = lookup_keys::keys_of_links(&files[0].note);
        if keys.len() > MAX_KEYS {
            let mut parts = parts.to_vec();
            parts.push(Part::Outline);
            return PartialCatalog::new(self.catalog(&parts)?, &path);
        }
        if files[0].note.links.is_empty() {
            return PartialCatalog::new(Catalog::new(files), &path);
        }
        keys.insert(lookup_keys::key_of_file(&path));
        let others = self.look_up_others(LookupKey::Name, &keys, &own_entries)?;
        files.extend(self.read_files(&others, &[Part::Outline])?);
        PartialCatalog::new(Catalog::new(files), &path)
    }

    /// Returns the file that `name` denotes, with its headings, and all links that lead to it.
    ///
    /// # Errors
    ///
    /// Fails if no file or more than one is denoted, or if the index cannot be read.
    pub fn backlinks(&self, name: &str) -> Result<PartialCatalog> {
        let path = self.find_file(name)?;
        let key = lookup_keys::key_of_file(&path);
        let own_entries = self.reader.look_up(LookupKey::Path, [path.as_str()])?;
        let mut files = self.read_files(&own_entries, &[Part::Links, Part::Outline])?;
        let sources = self.look_up_others(LookupKey::LinkTarget, [&key], &own_entries)?;
        files.extend(self.read_files(&sources, &[Part::Links])?);
        let may_lead_here = |linkpath: &str| lookup_keys::keys_of_link(linkpath).any(|it| it == key);
        files.par_iter_mut().for_each(|file| {
            // To resolve a link to another name, the files of that name would be needed too.
            let is_own = file.path == path;
            file.note.links.retain(|link| may_lead_here(link.linkpath()) || is_own && link.linkpath().is_empty());
        });
        // `[[Note.md]]` leads to `Note.md.md`, but only if there is no `Note.md`.
        let linkpaths: HashSet<&str> =
            files.iter().flat_map(|file| file.note.links.iter().map(Link::linkpath)).collect();
        let keys = linkpaths.into_iter().flat_map(lookup_keys::keys_of_link).chain([key]).collect::<BTreeSet<String>>();
        let known = [own_entries, sources].concat();
        let namesakes = self.look_up_others(LookupKey::Name, &keys, &known)?;
        files.extend(self.read_files(&namesakes, &[])?);
        PartialCatalog::new(Catalog::new(files), &path)
    }

    /// Returns the files that a linkpath may lead to from a note, which need not exist, with their headings. If it
    /// leads nowhere, returns all files, so that similar names can be suggested.
    ///
    /// # Errors
    ///
    /// Fails if the index cannot be read.
    pub fn link_candidates(&self, linkpath: &str, from: &VaultPath) -> Result<Catalog> {
        let keys = lookup_keys::keys_of_link(linkpath).chain([lookup_keys::key_of_file(from)]);
        let files = self.read_files(&self.reader.look_up(LookupKey::Name, keys)?, &[Part::Outline])?;
        let catalog = Catalog::new(files);
        let is_resolved = linkpath.is_empty() || catalog.resolver.destination(linkpath, from).is_some();
        if is_resolved { Ok(catalog) } else { self.catalog(&[Part::Outline]) }
    }

    /// Returns the path of the file that `name` denotes, or why it does not denote exactly one.
    ///
    /// # Errors
    ///
    /// Fails if the index cannot be read.
    pub fn lookup(&self, name: &str) -> Result<std::result::Result<VaultPath, LookupError>> {
        match self.lookup_without_suggestions(name)? {
            // All names are needed to suggest similar ones.
            Err(LookupError::NotFound(_)) => Ok(lookup_in(&self.catalog(&[Part::Names])?, name)),
            found => Ok(found),
        }
    }

    /// Like [`Session::lookup`], but suggests no similar names.
    pub(super) fn lookup_without_suggestions(&self, name: &str) -> Result<std::result::Result<VaultPath, LookupError>> {
        let mut entries = self.reader.look_up(LookupKey::Path, [name])?;
        entries.extend(self.reader.look_up(LookupKey::Name, lookup_keys::keys_of_argument(name))?);
        entries.sort_unstable();
        entries.dedup();
        Ok(lookup_in(&Catalog::new(self.read_files(&entries, &[Part::Names])?), name))
    }

    /// Returns the file and the subpath that `NOTE#subpath` denotes; the subpath is empty or begins with `#`. If the
    /// name of a file contains `#`, the longest name that a file has is taken.
    ///
    /// # Errors
    ///
    /// Fails if no file or more than one is denoted, or if the index cannot be read.
    pub fn find_place<'a>(&self, argument: &'a str) -> Result<(VaultPath, &'a str)> {
        let marks = argument.match_indices('#').map(|(at, _)| at);
        for at in std::iter::once(argument.len()).chain(marks.rev()) {
            let (name, subpath) = argument.split_at(at);
            let name = &self.note_argument(name)?;
            match self.lookup_without_suggestions(name)? {
                Ok(path) => return Ok((path, subpath)),
                Err(LookupError::NotFound(_)) => {}
                Err(unclear) => return Err(Error::unclear_note(name, unclear)),
            }
        }
        let (name, subpath) = argument.split_at(argument.find('#').unwrap_or(argument.len()));
        Ok((self.find_file(name)?, subpath))
    }

    fn find_file(&self, name: &str) -> Result<VaultPath> {
        self.lookup(name)?.map_err(|unclear| Error::unclear_note(name, unclear))
    }

    /// Looks up entries by key and omits those that are known already.
    fn look_up_others<K: AsRef<str>>(
        &self,
        by: LookupKey,
        keys: impl IntoIterator<Item = K>,
        known: &[Entry],
    ) -> Result<Vec<Entry>> {
        let known: HashSet<&Entry> = known.iter().collect();
        let mut found = self.reader.look_up(by, keys)?;
        found.retain(|entry| !known.contains(entry));
        Ok(found)
    }
}

fn lookup_in(catalog: &Catalog, name: &str) -> std::result::Result<VaultPath, LookupError> {
    lookup(catalog, name).map(|file| catalog.files[file].path.clone())
}
