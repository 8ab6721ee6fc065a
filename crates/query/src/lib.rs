//! Questions about a vault of notes and their answers.
//!
//! A [`Catalog`](catalog::Catalog) is a snapshot of a vault: its files, each with its parsed note and the integrations
//! and changes that it records, and the destination of every link. It may hold only the parts of the facts that a
//! question needs; functions that need more than links say so.
//!
//! Some facts about a record depend on other notes. The [vault-wide pass](enrich) completes the records of a catalog
//! before questions are answered.
//!
//! Each module answers one kind of question with plain values, most of which serialize to the JSON of the command line
//! (docs/spec/cli.md#json-documents):
//!
//! - [`links`]: links and backlinks, unresolved targets, orphans, mentions, and the note that a name means;
//! - [`structure`]: headings, properties, tags and tasks;
//! - [`catalogue`]: integrations, systems and templates;
//! - [`timeline`]: the change entries of all notes as events;
//! - [`landscape`]: what is hit, where data comes from and goes to, who is responsible, what is due or missing;
//! - [`graph`]: notes, systems or fields as nodes and edges;
//! - [`closest`]: the notes that answer a question best if none has all of its words;
//! - [`search`]: search expressions, their exact matcher, and the queries by which an index narrows the candidates.
//!
//! The crate is pure: it reads no files, has no clock and knows neither the index nor how answers are displayed.

pub mod catalog;
pub mod catalogue;
pub mod closest;
pub mod enrich;
pub mod graph;
pub mod landscape;
pub mod links;
pub mod relative_dates;
pub mod search;
pub mod structure;
pub mod timeline;
