//! The structure of notes: headings, sections, properties, tags and tasks.

pub mod outline;
pub mod properties;
pub mod section;
pub mod tags;
pub mod tasks;
