//! Key lines and their structure (docs/spec/integrations.md#key-lines): `**Key**: v`, `- Key: v`, `key:: v`, property
//! tables with two columns, numbered groups and lists below an empty value, each with the headings and groups above it.
//! Code, comments, formulas and quotes are excluded. Does not know the meaning of keys.

pub(crate) mod arrow;
mod builder;
mod excluded;
pub mod headings;
pub(crate) mod key_line;
pub(crate) mod language;
pub(crate) mod list_marker;
pub mod outline;
pub(crate) mod property_table;
pub mod source;
pub mod tables;
pub mod text;
pub(crate) mod title;

use crate::document::outline::Outline;
use crate::document::source::NoteSource;
use crate::vocabulary::canonical_name::truncate;

/// Returns the outline of a note. Synonyms are replaced by the names that they stand for.
pub fn outline<'a>(source: &'a NoteSource) -> Outline<'a> {
    builder::build(source)
}
