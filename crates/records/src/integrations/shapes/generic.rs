//! Generic notes: integrations that follow no template (docs/spec/integrations.md#notes-of-no-template).

use crate::integrations::shapes::definition::ShapeDefinition;
use crate::model::Shape;

/// Notes of no template. They have no points: [evidence](crate::integrations::classify::evidence) decides.
pub(crate) const DEFINITION: ShapeDefinition =
    ShapeDefinition { shape: Shape::Generic, name: "generic", signals: &[], requirement: None, finish: |_, _| {} };
