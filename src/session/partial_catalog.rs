//! As much of the vault as a question about one file needs, found by look-up instead of reading everything.

use std::collections::{BTreeSet, HashSet};

use rayon::prelude::*;
use vaultdex_notes::{Link, VaultPath};
use vaultdex_query::catalog::{Catalog, File};
use vaultdex_query::links::lookup::{Unclear, lookup};
use vaultdex_query::links::lookup_keys;

use super::Session;
use crate::error::{Error, Result};
use crate::index::{Entry, Keys, Part};

/// Above so many keys it is quicker to read the whole vault than to look each of them up.
const MANY_KEYS: usize = 2_000;

/// One file with what was asked about it. Nothing else of the vault is here, but what is here is as in the whole: every
/// link of an excerpt's catalog leads where it leads in the vault's.
pub struct Excerpt {
    /// The file and those that the answer names.
    pub catalog: Catalog,
    /// Its position.
    pub file: usize,
}

impl Session {
    /// The file that NOTE means, with some parts of its facts. Where links are among them, the files that they may lead
    /// to are there too, with their headings.
    pub fn excerpt(&self, name: &str, parts: &[Part]) -> Result<Excerpt> {
        let path = self.find(name)?;
        let own = self.reader.look_up(Keys::Path, [path.as_str()])?;
        let mut files = self.read(&own, parts)?;
        let mut asked = lookup_keys::asked_by(&files[0].note);
        if asked.len() > MANY_KEYS {
            let mut parts = parts.to_vec();
            parts.push(Part::Outline);
            return excerpt(self.catalog(&parts)?, &path);
        }
        if files[0].note.links.is_empty() {
            return excerpt(Catalog::new(files), &path);
        }
        asked.insert(lookup_keys::name(&path));
        let others = self.others(Keys::Called, &asked, &own)?;
        files.extend(self.read(&others, &[Part::Outline])?);
        excerpt(Catalog::new(files), &path)
    }

    /// The file that NOTE means, with its headings, and all links that lead to it.
    pub fn backlinks(&self, name: &str) -> Result<Excerpt> {
        let path = self.find(name)?;
        let key = lookup_keys::name(&path);
        let own = self.reader.look_up(Keys::Path, [path.as_str()])?;
        let mut files = self.read(&own, &[Part::Links, Part::Outline])?;
        let sources = self.others(Keys::Asks, [&key], &own)?;
        files.extend(self.read(&sources, &[Part::Links])?);
        let may_lead_here = |linkpath: &str| lookup_keys::asked(linkpath).any(|asked| asked == key);
        files.par_iter_mut().for_each(|file| {
            // A link to other names would need their files to be told where it leads.
            let is_own = file.path == path;
            file.note.links.retain(|link| may_lead_here(link.linkpath()) || is_own && link.linkpath().is_empty());
        });
        // `[[Note.md]]` may mean `Note.md.md`, but not where there is a `Note.md`.
        let linkpaths: HashSet<&str> =
            files.iter().flat_map(|file| file.note.links.iter().map(Link::linkpath)).collect();
        let asked = linkpaths.into_iter().flat_map(lookup_keys::asked).chain([key]).collect::<BTreeSet<String>>();
        let known = [own, sources].concat();
        let namesakes = self.others(Keys::Called, &asked, &known)?;
        files.extend(self.read(&namesakes, &[])?);
        excerpt(Catalog::new(files), &path)
    }

    /// The files that a linkpath may lead to from a note, which need not be there, with their headings. Where it leads
    /// nowhere, all files, for somebody among them may have been meant.
    pub fn meant(&self, linkpath: &str, from: &VaultPath) -> Result<Catalog> {
        let asked = lookup_keys::asked(linkpath).chain([lookup_keys::name(from)]);
        let files = self.read(&self.reader.look_up(Keys::Called, asked)?, &[Part::Outline])?;
        let catalog = Catalog::new(files);
        let leads = linkpath.is_empty() || catalog.names.destination(linkpath, from).is_some();
        if leads { Ok(catalog) } else { self.catalog(&[Part::Outline]) }
    }

    /// The path of the one file that NOTE means, or why it is unclear.
    pub fn lookup(&self, name: &str) -> Result<std::result::Result<VaultPath, Unclear>> {
        let path = |catalog: &Catalog| lookup(catalog, name).map(|file| catalog.files[file].path.clone());
        let mut entries = self.reader.look_up(Keys::Path, [name])?;
        entries.extend(self.reader.look_up(Keys::Called, lookup_keys::meant(name))?);
        entries.sort_unstable();
        entries.dedup();
        Ok(match path(&Catalog::new(self.read(&entries, &[Part::Names])?)) {
            // All names are asked for one that is like it.
            Err(Unclear::None(_)) => path(&self.catalog(&[Part::Names])?),
            found => found,
        })
    }

    fn find(&self, name: &str) -> Result<VaultPath> {
        self.lookup(name)?.map_err(|unclear| Error::Usage(unclear.told(name)))
    }

    /// The entries under some keys, without those that are known already.
    fn others<K: AsRef<str>>(
        &self,
        keys: Keys,
        wanted: impl IntoIterator<Item = K>,
        known: &[Entry],
    ) -> Result<Vec<Entry>> {
        let known: HashSet<&Entry> = known.iter().collect();
        let mut found = self.reader.look_up(keys, wanted)?;
        found.retain(|entry| !known.contains(entry));
        Ok(found)
    }

    pub(super) fn read(&self, entries: &[Entry], parts: &[Part]) -> Result<Vec<File>> {
        self.reader.read(entries, parts, |record, note, extraction| {
            let excluded = self.excluded.hides(&record.path);
            let purpose = self.purposes.of(&record.path);
            File { extraction, excluded, purpose, ..File::new(record.path, note) }
        })
    }
}

fn excerpt(catalog: Catalog, path: &VaultPath) -> Result<Excerpt> {
    match catalog.position(path.as_str()) {
        Some(file) => Ok(Excerpt { catalog, file }),
        None => Err(Error::Usage(format!("`{path}` is no longer in the index; ask again"))),
    }
}
