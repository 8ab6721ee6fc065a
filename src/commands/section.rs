//! Arguments that name a note or a part of it: `NOTE`, `NOTE#heading`, `NOTE#^block`
//! (docs/spec/cli.md#note-arguments).

use vaultdex_notes::{Note, VaultPath};
use vaultdex_query::links::lookup::nearest_of;
use vaultdex_query::structure::section;
use vaultdex_query::structure::section::Section;

use crate::error::{Error, Result};

/// Returns the part of a note that a subpath names, all of it if that is empty.
///
/// # Errors
///
/// If the note has no such heading or block; the error suggests headings.
pub fn find(path: &VaultPath, note: &Note, text: &str, subpath: &str) -> Result<Section> {
    section::section(note, text, subpath).ok_or_else(|| {
        let name = subpath.trim_start_matches('#');
        let (what, near) = match name.strip_prefix('^') {
            Some(_) => ("block", Vec::new()),
            None => ("heading", nearest_of(note.headings.iter().map(|heading| heading.text.as_str()), name)),
        };
        Error::NoSuchSection { what, name: name.to_owned(), path: path.to_string(), near }
    })
}
