//! Terms of the index that begin with a text, which costs no more than reading those terms.

use std::collections::BTreeSet;

use tantivy::schema::Field;

use super::error::index_error;
use super::read::Reader;
use crate::error::Result;

impl Reader {
    /// Returns the first `limit` paths that begin with `prefix`, sorted.
    ///
    /// # Errors
    ///
    /// Fails if the index cannot be read.
    pub fn paths_with_prefix(&self, prefix: &str, limit: usize) -> Result<Vec<String>> {
        self.terms_with_prefix(self.fields.path, prefix, limit)
    }

    /// Returns the first `limit` names of files, in normal form, that begin with a text in that form, sorted.
    ///
    /// # Errors
    ///
    /// Fails if the index cannot be read.
    pub fn names_with_prefix(&self, prefix: &str, limit: usize) -> Result<Vec<String>> {
        self.terms_with_prefix(self.fields.names, prefix, limit)
    }

    /// Returns the first `limit` tags, folded and without `#`, that begin with a folded text, sorted.
    ///
    /// # Errors
    ///
    /// Fails if the index cannot be read.
    pub fn tags_with_prefix(&self, prefix: &str, limit: usize) -> Result<Vec<String>> {
        self.terms_with_prefix(self.fields.tag, prefix, limit)
    }

    fn terms_with_prefix(&self, field: Field, prefix: &str, limit: usize) -> Result<Vec<String>> {
        let mut found = BTreeSet::new();
        for reader in self.layers.iter().flat_map(|layer| layer.searcher.segment_readers()) {
            let read = || -> tantivy::Result<Vec<String>> {
                let index = reader.inverted_index(field)?;
                let mut terms = index.terms().range().ge(prefix.as_bytes()).into_stream()?;
                let mut found = Vec::new();
                while found.len() < limit && terms.advance() && terms.key().starts_with(prefix.as_bytes()) {
                    found.extend(str::from_utf8(terms.key()).map(str::to_owned));
                }
                Ok(found)
            };
            found.extend(read().map_err(index_error("read", &self.path))?);
        }
        Ok(found.into_iter().take(limit).collect())
    }
}
