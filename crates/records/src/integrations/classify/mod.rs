//! Recognition of notes that record an integration, and of their shape.

pub(crate) mod classifier;
pub(crate) mod hints;
pub(crate) mod prefilter;
pub(crate) mod signals;
