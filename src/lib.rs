//! vaultdex indexes an Obsidian vault of integration notes and answers queries about it.
//!
//! `ARCHITECTURE.md` says which module may use which other; a test checks it.

pub mod commands;
pub mod error;
pub mod export;
pub mod index;
pub mod render;
pub mod session;
pub mod system;
pub mod vault;
