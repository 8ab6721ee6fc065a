//! Notes with a list of integrations (docs/spec/integrations.md#lists-of-integrations).

use crate::integrations::shapes::definition::ShapeDefinition;
use crate::model::Shape;

/// Notes with a list of integrations. They have no points: [lists](crate::integrations::lists) decides.
pub(crate) const DEFINITION: ShapeDefinition =
    ShapeDefinition { shape: Shape::Register, name: "register", signals: &[], requirement: None, finish: |_, _| {} };
