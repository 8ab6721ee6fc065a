//! From a parsed note to what it says of its integration: change entries, and the readers of headings, tables and values
//! that all note shapes go through. Pure and total; knows nothing of files, of other notes or of the index.

mod changes;
mod embeds;
mod glance;
pub mod headings;
mod id;
pub mod keys;
mod lexicon;
pub mod normal;
mod page;
pub mod placeholder;
mod records;
pub mod tables;
mod words;

pub use changes::{changes, changes_of_changelog, is_changelog_name, recognise};
pub use embeds::{Embed, mapping_embeds};
pub use id::id;
pub use lexicon::Lexicon;
pub use page::Page;
pub use records::{may_be_several, records, shelf, split_systems};
pub use words::{Words, unknown_meanings};
