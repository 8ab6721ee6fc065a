//! The structure of notes: headings, properties, tags and tasks.

pub mod outline;
pub mod properties;
pub mod tags;
pub mod tasks;
