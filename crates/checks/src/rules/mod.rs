//! The rules, one file for each family.

pub mod changelog;
pub mod checklists;
pub mod dates;
pub mod failure;
pub mod frontmatter;
pub mod identity;
pub mod ignores;
pub mod links;
pub mod mappings;
pub mod owners;
pub mod placeholders;
pub mod security;
pub mod sides;
pub mod status;
pub mod systems;
