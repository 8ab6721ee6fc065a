//! Values to bytes: lists, graphs, and what a terminal may show. Pure; whoever calls writes the bytes somewhere.

pub mod graph;
pub mod list;
pub mod table;
pub mod terminal;
