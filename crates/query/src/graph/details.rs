//! What a note says about an integration beyond what a picture has room for.

use vaultdex_records::{Extracted, Integration, RecordField};

use super::view::{IntegrationDetails, NamedValues};
use crate::catalogue::record_view::group_text;

/// Returns the details of an integration.
pub(super) fn details_of(integration: &Integration) -> IntegrationDetails {
    let text = |field: RecordField| integration.text(field).map(Into::into);
    let flows = integration.flows.iter().map(|flow| {
        let ends = [("name", &flow.name), ("from", &flow.from), ("to", &flow.to)];
        let ends = ends.into_iter().filter_map(|(name, value)| Some((name, value.as_ref()?)));
        named_values(ends.chain(flow.details.iter().map(|(name, value)| (&**name, value))))
    });
    let failure_modes = integration.failure_modes.iter();
    let failure_modes =
        failure_modes.map(|group| named_values(group.values.iter().map(|(name, value)| (&**name, value))));
    IntegrationDetails {
        purpose: text(RecordField::Purpose),
        priority: text(RecordField::Priority),
        updated: text(RecordField::Updated),
        flows: flows.filter(|values| !values.is_empty()).collect(),
        failure_modes: failure_modes.filter(|values| !values.is_empty()).collect(),
    }
}

/// Returns the values that are filled in.
fn named_values<'a>(values: impl Iterator<Item = (&'a str, &'a Extracted)>) -> NamedValues {
    values.filter_map(|(name, value)| Some((name.into(), group_text(value)?.into()))).collect()
}
