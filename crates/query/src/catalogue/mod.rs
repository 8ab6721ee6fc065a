//! The catalogue: the integrations, systems and templates of a vault, as their notes record them.

pub mod filter;
pub mod integrations;
pub mod provenance;
pub mod record_view;
mod similar_names;
pub mod system_rows;
pub mod systems;
pub mod templates;
