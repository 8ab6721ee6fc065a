//! Questions about the landscape: the systems of a vault and the integrations between them (docs/spec/questions.md).
//! Every answer is computed on one value, [`Landscape`](graph::Landscape).

pub mod board;
pub mod conditions;
pub mod data_classes;
pub mod field_path;
pub mod fields;
pub mod gaps;
pub mod graph;
pub mod impact;
pub mod life_cycle;
pub mod lineage;
pub mod matrix;
pub mod owners;
pub mod participants;
pub mod path;
pub mod people;
#[cfg(test)]
mod properties;
pub mod questions;
pub mod review;
pub mod rows;
pub mod travel;
pub mod walk;
