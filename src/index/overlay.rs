//! Readers with layers that exist in memory only.

use std::collections::HashSet;
use std::path::PathBuf;

use vaultdex_notes::VaultPath;

use super::error::index_error;
use super::read::{Layer, Reader};
use super::schema::Fields;
use super::write::Writer;
use crate::error::Result;

impl Reader {
    /// Creates a reader without any files.
    ///
    /// # Errors
    ///
    /// Fails if tantivy cannot create an index in memory.
    pub fn empty() -> Result<Reader> {
        let path = PathBuf::from("memory");
        let mut writer = Writer::in_memory()?;
        writer.commit()?;
        let layer = Layer::open(writer.index(), &Fields::new()).map_err(index_error("open", &path))?;
        Ok(Reader { fields: Fields::new(), path, committed: None, layers: vec![layer] })
    }

    /// Adds files that could not be written to disk: hides the files in `hidden`, and adds those that were committed to
    /// the in-memory `writer`.
    ///
    /// # Errors
    ///
    /// Fails if the writer's index cannot be opened.
    pub fn add_overlay(&mut self, hidden: HashSet<VaultPath>, writer: &Writer) -> Result<()> {
        for layer in &mut self.layers {
            layer.hidden.extend(hidden.iter().cloned());
        }
        self.layers.push(Layer::open(writer.index(), &Fields::new()).map_err(index_error("open", &self.path))?);
        Ok(())
    }
}
