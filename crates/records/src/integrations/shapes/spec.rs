//! Specification: property tables, connection details, mapping tables.

use compact_str::CompactString;

use super::Reader;
use crate::integrations::classify::classifier::{Sign, Signal, Signs};
use crate::model::Shape;

/// Columns of its field mapping.
const COLUMNS: &[&str] =
    &["source field", "target field", "data type", "transformation rule", "default value", "mandatory"];

/// A note from the specification template.
pub(crate) const READER: Reader = Reader {
    shape: Shape::Spec,
    name: "spec",
    about: "a specification with property tables, connection details and mappings",
    signals: &[
        Signal { says: "title begins \"Integration Spec\"", points: 3, sign: Sign::TitleStarts("integration spec") },
        Signal { says: "heading \"Basic Information\"", points: 2, sign: Sign::Heading("basic information") },
        Signal { says: "heading \"System Information\"", points: 2, sign: Sign::Heading("system information") },
        Signal { says: "heading \"Connection Details\"", points: 2, sign: Sign::Heading("connection details") },
        Signal {
            says: "a property table",
            points: 2,
            sign: Sign::Holds(|signs| signs.reading.outline.n_property_tables > 0),
        },
        Signal { says: "a table of field mappings", points: 2, sign: Sign::Holds(has_field_mapping) },
        Signal { says: "heading \"Entity Mapping\"", points: 1, sign: Sign::Heading("entity mapping") },
        Signal { says: "heading \"Field Mapping\"", points: 1, sign: Sign::Heading("field mapping") },
        Signal { says: "heading \"Document Control\"", points: 1, sign: Sign::Heading("document control") },
        Signal { says: "heading \"Execution Schedule\"", points: 1, sign: Sign::Heading("execution schedule") },
        Signal { says: "heading \"Alert Conditions\"", points: 1, sign: Sign::Heading("alert conditions") },
    ],
    fits: None,
    finish: |_, _| {},
};

fn has_field_mapping(signs: &Signs) -> bool {
    let is_known = |name: &&CompactString| COLUMNS.contains(&name.as_str());
    signs.reading.headers.iter().any(|names| names.iter().filter(is_known).count() >= 4)
}
