//! The definition of a shape.

use crate::integrations::builder::RecordBuilder;
use crate::integrations::classify::signals::{NoteFeatures, Signal};
use crate::integrations::context::NoteContext;
use crate::model::Shape;

/// A shape of notes: how it is recognized, and which values its form implies.
pub(crate) struct ShapeDefinition {
    pub shape: Shape,
    /// The name of the shape as a value of the property `vaultdex-shape`.
    pub name: &'static str,
    /// The weighted signals.
    pub signals: &'static [Signal],
    /// A condition that must hold beside the points.
    pub requirement: Option<fn(&NoteFeatures) -> bool>,
    /// Adds the values that the form implies, once lines and tables are extracted.
    pub finish: fn(&NoteContext, &mut RecordBuilder),
}
