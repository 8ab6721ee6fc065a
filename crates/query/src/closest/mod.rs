//! Closest notes: what answers a question best if no note has all of its words (docs/spec/search.md#closest-notes).
//!
//! ```text
//! expression ── Question::of ──▶ words ── analyze ──▶ Wanted: forms of each word, with weights
//!                                                      │ the index finds the words of the vault that are such forms
//!                                                      ▼
//!              ranking::Terms: how rare each form is ──▶ score of a note ──▶ best_passage: score of its best section
//! ```
//!
//! Whether a note contains all words of a question is decided by [`search`](crate::search); nothing here changes that.

mod fields;
mod language;
mod passage;
mod question;
mod ranking;
mod thesaurus;
mod wanted;

pub use fields::FieldWeight;
pub use language::{LANGUAGES, Language};
pub use passage::{Forms, Passage, best_passage};
pub use question::Question;
pub use ranking::{Terms, saturation};
pub use wanted::{Analysis, Extent, Form, Origin, VaultWords, Wanted, analyze};
