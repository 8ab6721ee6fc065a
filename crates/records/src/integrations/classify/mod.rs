//! Whether a note records an integration, and in which shape.

pub(crate) mod classifier;
pub(crate) mod prefilter;
