//! Turns values into bytes: lists, tables, graphs, findings, and text that is safe to show on a terminal. Does no I/O; the caller
//! writes the bytes.

pub mod calendar;
pub mod findings;
mod formula;
pub mod graph;
pub mod hyperlinks;
pub mod json;
pub mod list;
pub mod paths;
pub mod schema;
pub mod table;
pub mod terminal;
mod uri;
pub mod wrap;
