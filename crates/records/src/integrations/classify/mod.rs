//! Recognition of notes that record an integration, and of their shape.

pub(crate) mod classifier;
pub(crate) mod evidence;
pub(crate) mod hints;
pub(crate) mod note_kind;
pub(crate) mod prefilter;
pub(crate) mod signals;
