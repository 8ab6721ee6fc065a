//! All tables of names: keys, headings, columns and statuses, and a vault's own names for them. Data, no readers.

pub mod canonical_name;
pub mod synonyms;
