//! Generic notes: integrations by name, folder, tag or headings alone (docs/spec/integrations.md#generic-notes).

use std::borrow::Cow;

use crate::integrations::classify::hints;
use crate::integrations::classify::signals::NoteFeatures;
use crate::integrations::context::NoteContext;
use crate::integrations::shapes::definition::ShapeDefinition;
use crate::model::Shape;
use crate::vocabulary::canonical_name::canonical_name;
use crate::vocabulary::shapes::{INDEX_NAMES, INTEGRATION_FOLDERS, OTHER_TYPES};

/// Notes of no template. They have no points, but [`signals`] of their own.
pub(crate) const DEFINITION: ShapeDefinition =
    ShapeDefinition { shape: Shape::Generic, name: "generic", signals: &[], requirement: None, finish: |_, _| {} };

/// Returns the signals of a generic note; none if it is not an integration.
pub(crate) fn signals(features: &NoteFeatures) -> Vec<(Cow<'static, str>, u8)> {
    let mut signals = Vec::new();
    let mut add = |label: &'static str| signals.push((Cow::Borrowed(label), 0));
    let NoteContext { text, note, path, .. } = features.context;
    let is_other = is_of_another_kind(features);
    if !is_other && hints::has_tag(note) {
        add("tag #integration");
    }
    if !is_other && hints::in_folder(path, INTEGRATION_FOLDERS) {
        add("in a folder of integrations");
    }
    if !is_other && hints::name_has_sides(text, path, note) {
        add("name `A -> B`");
    }
    if features.has_heading("source system")
        && (features.has_heading("target system") || features.has_heading("destination system"))
    {
        add("headings for source and target");
    }
    if features.has_heading("systems involved") {
        add("heading \"Systems Involved\"");
    }
    signals
}

/// Whether a note declares that it is something else, such as the minutes of a meeting about integrations or the index
/// of their folder.
fn is_of_another_kind(features: &NoteFeatures) -> bool {
    let kind = features.property("type").map(canonical_name);
    let is_index = INDEX_NAMES.contains(&canonical_name(features.context.path.stem()).as_str());
    is_index || kind.is_some_and(|kind| OTHER_TYPES.contains(&kind.as_str()))
}
