//! Tables of changes, as far as they describe the integration itself.

use super::builder::{Rank, RecordBuilder};
use super::cells::cell_text;
use super::context::NoteContext;
use super::value;
use crate::document::text::Text;
use crate::model::{Moment, RecordField, State};
use crate::vocabulary::sections::Section;
use crate::vocabulary::table_columns::{CHANGE_COLUMNS, CHANGE_DATES};
use crate::{normalize, placeholder};

/// Whether a table with these columns lists changes. The [changelog](crate::changelog) reads its entries.
pub(crate) fn is_change_table(names: &[&str]) -> bool {
    let has = |any: &[&str]| names.iter().any(|name| any.contains(name));
    has(CHANGE_DATES) && has(CHANGE_COLUMNS)
}

/// Adds the version of the latest change as the version, if no place states one
/// (docs/spec/integrations.md#implied-values).
pub(crate) fn add_latest_version(context: &NoteContext, builder: &mut RecordBuilder) {
    if builder.has_value(RecordField::Version) {
        return;
    }
    let mut latest: Option<(Moment, Text, String)> = None;
    for ((node, table), names) in context.outline.tables.iter().zip(&context.headers) {
        let column = |any: &[&str]| names.iter().position(|name| any.contains(&name.as_str()));
        let (Some(date), Some(version)) = (column(CHANGE_DATES), column(&["version"])) else { continue };
        // A roadmap has versions and dates too.
        if context.sections[*node] != Section::History {
            continue;
        }
        for row in &table.rows {
            let moment = row.cells.get(date).and_then(|cell| normalize::moment(cell.raw));
            let text = cell_text(context, row, version);
            if let Some(moment) = moment.filter(|_| placeholder::state(None, &text.raw) == State::Filled)
                && latest.as_ref().is_none_or(|(latest, ..)| moment >= *latest)
            {
                latest = Some((moment, text, context.place_below(*node, table.header[version].raw)));
            }
        }
    }
    if let Some((_, text, place)) = latest {
        let version = value::extract(Some(RecordField::Version), &text, place);
        builder.add_value(Rank::DocumentControl, RecordField::Version, version);
    }
}
