//! Finds the unlinked mentions of a file: the index narrows to the notes that may name it, their own text decides.

use rayon::prelude::*;
use vaultdex_notes::FileKind;
use vaultdex_query::catalog::Catalog;
use vaultdex_query::links::mentions;
use vaultdex_query::links::mentions::{Mention, Names};
use vaultdex_query::search;
use vaultdex_query::search::Options;

use super::{Session, read_note};
use crate::error::Result;
use crate::index::Hit;
use crate::vault;

impl Session {
    /// Where other notes name a file without a link, by path, then in document order. Notes that Obsidian's settings
    /// exclude mention nothing.
    pub fn mentions(&self, catalog: &Catalog, file: usize) -> Result<Vec<Mention>> {
        let file = &catalog.files[file];
        let Some(names) = Names::of(file) else { return Ok(Vec::new()) };
        let narrowing = search::needs(&names.expr(), Options::default());
        let matches = self.reader.find(&narrowing, None, false, false)?;
        let mut hits = matches.best_first().collect::<Result<Vec<Hit>>>()?;
        hits.retain(|Hit { record, .. }| {
            let is_note = FileKind::of(&record.path) == FileKind::Note;
            is_note && record.path != file.path && !self.excluded.hides(&record.path)
        });
        hits.sort_by(|left, right| left.record.path.cmp(&right.record.path));
        let found: Vec<Vec<Mention>> = hits.par_iter().map(|hit| self.mentions_in(hit, &names)).collect();
        Ok(found.concat())
    }

    /// The mentions in one note as it is now; none in one that is gone or can't be read.
    fn mentions_in(&self, hit: &Hit, names: &Names) -> Vec<Mention> {
        let path = &hit.record.path;
        let Ok(read) = vault::read(&self.vault, path) else { return Vec::new() };
        let mut found = mentions::mentions(names, path, &read.text, &read_note::parsed(path, &read));
        let stale = self.freshness.may_be_stale && !read.stamp.same(&hit.record.stamp);
        found.iter_mut().for_each(|mention| mention.stale = stale);
        found
    }
}
