//! The source tree as a value, for the checks in `tests/`: which files there are, and which file imports which.
//!
//! Reads source text only; knows nothing of what vaultdex does.

pub mod imports;
pub mod modules;
pub mod sources;
