//! Values whose destination the tables of keys name.

use super::{Rank, RecordBuilder};
use crate::document::text::Text;
use crate::integrations::documents::is_document;
use crate::integrations::failures::add_listed;
use crate::integrations::value;
use crate::model::{Group, RecordField, Role, Shape};
use crate::normalize;
use crate::vocabulary::fields::Target;

impl RecordBuilder {
    /// Adds a value to its target. `parts` are the parts of a value that may have several, `text` is all of it.
    pub fn place_value(&mut self, target: Target, rank: Rank, parts: &[Text], text: &Text, place: String) {
        let may_be_route =
            matches!(target, Target::Route | Target::Field(RecordField::Direction) | Target::Systems(Role::Party));
        if may_be_route && self.add_route(text, &place) {
            return;
        }
        match target {
            Target::Field(field) => self.add_value(rank, field, value::extract(Some(field), text, place)),
            Target::Kind => match type_field(self.shape, &text.raw) {
                Some(field) => self.add_value(rank, field, value::extract(Some(field), text, place)),
                None => self.record.extra.push(value::extract(None, text, place)),
            },
            Target::Audience => self.add_classification(rank, text, place),
            Target::Person(role) => {
                for part in parts {
                    self.add_people(rank, role, part, &place);
                }
                if parts.is_empty() {
                    self.add_people(rank, role, text, &place);
                }
            }
            Target::Systems(role) => {
                let is_system = |part: &&Text| !is_document(&part.raw);
                let systems = parts.iter().filter(is_system);
                systems.for_each(|part| self.add_systems(role, std::slice::from_ref(part), &place));
                if !parts.iter().any(|part| is_system(&part)) {
                    self.record.extra.push(value::extract(None, text, place));
                }
            }
            Target::Transfer(name) => {
                self.transfer.details.push((name.into(), value::extract(None, text, place)));
            }
            Target::Failure if parts.len() > 1 => add_listed(self, parts, &place),
            Target::Failure => {
                let extracted = value::extract(None, text, place.clone());
                let span = extracted.span;
                self.record.failure_modes.push(Group { values: vec![("recovery".into(), extracted)], place, span });
            }
            Target::Mappings | Target::Route => self.record.extra.push(value::extract(None, text, place)),
        }
    }

    /// Adds the value of the key `Classification`. In a record it says to whom the integration is open, as long as it
    /// is not a word for confidentiality only (docs/spec/integrations.md#fields).
    fn add_classification(&mut self, rank: Rank, text: &Text, place: String) {
        let extracted = value::extract(Some(RecordField::Classification), text, place.clone());
        let is_openness =
            self.shape == Shape::Record && !matches!(extracted.text(), Some("public" | "confidential" | "restricted"));
        match is_openness {
            true => self.record.extra.push(value::extract(None, text, place)),
            false => self.add_value(rank, RecordField::Classification, extracted),
        }
    }
}

/// Returns the field that the value of a type key belongs to; `None` for none. The type may be a direction, and in a
/// hub a classification: its template mixes the three in one option list (docs/spec/integrations.md#fields).
fn type_field(shape: Shape, raw: &str) -> Option<RecordField> {
    let text = normalize::plain(raw).to_lowercase();
    match text.as_str() {
        "bidirectional" | "bi-directional" | "unidirectional" | "two-way" | "one-way" => Some(RecordField::Direction),
        "internal" if shape == Shape::Hub => Some(RecordField::Classification),
        "external" if shape == Shape::Hub => None,
        _ => Some(RecordField::Type),
    }
}
