//! vaultdex reads an Obsidian vault of integration notes and answers questions about it.
//!
//! The rooms, each of which may use only those above it, stand in `ARCHITECTURE.md`; a test holds them to it.

pub mod commands;
pub mod error;
pub mod export;
pub mod index;
pub mod render;
pub mod session;
pub mod system;
pub mod vault;
