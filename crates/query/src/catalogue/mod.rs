//! The catalogue: the integrations, systems and templates of a vault, as their notes record them.

pub mod disagreements;
pub mod entry;
pub mod filter;
pub mod find;
pub mod integrations;
pub mod provenance;
pub mod record_row;
pub mod record_view;
pub mod repetitions;
pub mod route;
mod similar_names;
mod system_names;
pub mod system_rows;
pub mod systems;
pub mod templates;
#[cfg(test)]
pub(crate) mod test_records;
pub mod unread;
