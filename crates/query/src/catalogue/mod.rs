//! The catalogue of integrations and systems, and of the vault's templates.

pub mod filter;
pub mod integrations;
pub mod provenance;
pub mod record_view;
pub mod systems;
pub mod templates;
