//! NOTE arguments that are paths of the file system (docs/spec/cli.md#note-arguments).

use std::borrow::Cow;
use std::path::Path;

use vaultdex_query::catalog::Catalog;
use vaultdex_query::links::lookup::lookup_path;
use vaultdex_query::links::lookup_keys;

use super::session::Session;
use crate::error::Result;
use crate::index::{LookupKey, Part};
use crate::vault::WorkingDirectory;

impl Session {
    /// Returns the path in the vault if a NOTE argument, or NOTE in `NOTE:LINE`, is the path of a file from the working
    /// directory: in any case if it looks like such a path, otherwise if it does not name exactly one note. Every other
    /// argument is returned unchanged.
    ///
    /// # Errors
    ///
    /// Fails if the index cannot be read.
    pub fn note_argument<'a>(&self, argument: &'a str) -> Result<Cow<'a, str>> {
        let Some(here) = WorkingDirectory::current() else { return Ok(Cow::Borrowed(argument)) };
        if let Some(path) = self.path_from(&here, argument)? {
            return Ok(Cow::Owned(path));
        }
        let with_line = argument.rsplit_once(':').filter(|(_, line)| line.parse::<u32>().is_ok());
        let Some((note, line)) = with_line else { return Ok(Cow::Borrowed(argument)) };
        let path = self.path_from(&here, note)?;
        Ok(path.map_or(Cow::Borrowed(argument), |path| Cow::Owned(format!("{path}:{line}"))))
    }

    fn path_from(&self, here: &WorkingDirectory, argument: &str) -> Result<Option<String>> {
        let looks_like_path = ["./", "../"].iter().any(|start| argument.starts_with(start));
        let decides = looks_like_path || Path::new(argument).is_absolute();
        for path in here.paths_below(self.vault.root(), argument) {
            if path == argument {
                continue;
            }
            let Some(path) = self.file_at(&path)? else { continue };
            let is_wanted = decides || self.lookup_without_suggestions(argument)?.is_err();
            return Ok(is_wanted.then_some(path));
        }
        Ok(None)
    }

    /// Returns the path of the file at `path`, with or without `.md`.
    fn file_at(&self, path: &str) -> Result<Option<String>> {
        let entries = self.reader.look_up(LookupKey::Name, lookup_keys::keys_of_argument(path))?;
        let catalog = Catalog::new(self.read_files(&entries, &[Part::Names])?);
        Ok(lookup_path(&catalog, path).map(str::to_owned))
    }
}
