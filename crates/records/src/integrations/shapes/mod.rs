//! The shapes of notes (docs/spec/integrations.md#shapes): the signals of each, and the values that its form implies.

pub(crate) mod blueprint;
pub(crate) mod definition;
pub(crate) mod generic;
pub(crate) mod hub;
pub(crate) mod note;
pub(crate) mod record;
pub(crate) mod register;
pub(crate) mod spec;
pub(crate) mod system;
pub(crate) mod workspace;

use crate::integrations::shapes::definition::ShapeDefinition;
use crate::model::Shape;

/// All shapes that a note may have, in the order in which equal scores are reported.
pub(crate) const SHAPES: &[ShapeDefinition] = &[
    hub::DEFINITION,
    record::DEFINITION,
    workspace::DEFINITION,
    blueprint::DEFINITION,
    spec::DEFINITION,
    note::DEFINITION,
    register::DEFINITION,
    system::DEFINITION,
    generic::DEFINITION,
];

/// Returns the definition of a shape.
pub(crate) fn definition(shape: Shape) -> Option<&'static ShapeDefinition> {
    SHAPES.iter().find(|definition| definition.shape == shape)
}
