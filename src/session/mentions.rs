//! Finds the unlinked mentions of a file: the index provides the notes that may mention it, and their current text
//! decides.

use rayon::prelude::*;
use vaultdex_notes::FileKind;
use vaultdex_query::catalog::Catalog;
use vaultdex_query::links::mentions;
use vaultdex_query::links::mentions::{Mention, MentionFinder};
use vaultdex_query::search;
use vaultdex_query::search::Options;

use super::read_note;
use super::session::Session;
use crate::error::Result;
use crate::index::{FindOptions, Hit};
use crate::vault;

impl Session {
    /// Returns where other notes mention a file without linking to it, by path, then in document order. Excluded notes
    /// are left out.
    ///
    /// # Errors
    ///
    /// Fails if the index cannot be read.
    pub fn mentions(&self, catalog: &Catalog, file: usize) -> Result<Vec<Mention>> {
        let file = &catalog.files[file];
        let Some(names) = MentionFinder::of(file) else { return Ok(Vec::new()) };
        let narrowing = search::narrow(&names.expr(), Options::default());
        let matches = self.reader.find(&narrowing.query, FindOptions::default())?;
        let mut hits = matches.best_first().collect::<Result<Vec<Hit>>>()?;
        hits.retain(|Hit { record, .. }| {
            let is_note = FileKind::from_path(&record.path) == FileKind::Note;
            is_note && record.path != file.path && !self.excluded.hides(&record.path)
        });
        hits.sort_by(|left, right| left.record.path.cmp(&right.record.path));
        let mentions: Vec<Vec<Mention>> = hits.par_iter().map(|hit| self.mentions_in(hit, &names)).collect();
        Ok(mentions.concat())
    }

    /// Returns the mentions in the current text of a note; none if it cannot be read.
    fn mentions_in(&self, hit: &Hit, names: &MentionFinder) -> Vec<Mention> {
        let path = &hit.record.path;
        let Ok(file) = vault::read_file(&self.vault, path) else { return Vec::new() };
        let mut mentions = mentions::mentions(names, path, &file.text, &read_note::parse(path, &file.text));
        let stale = self.freshness.may_be_stale && !file.stamp.same(&hit.record.stamp);
        mentions.iter_mut().for_each(|mention| mention.stale = stale);
        mentions
    }
}
