//! Tables of changes, as far as they say something of the integration itself.

use super::builder::{Draft, Rank};
use super::context::Reading;
use super::section::Section;
use super::tables::text_of;
use super::value;
use crate::document::Text;
use crate::model::{Moment, RecordField, State};
use crate::{normalize, placeholder};

/// Whether a table is one, by its header; its changes are read elsewhere.
pub(crate) fn is_history(names: &[&str]) -> bool {
    let has = |any: &[&str]| names.iter().any(|name| any.contains(name));
    has(&["date", "when"]) && has(&["changes", "change", "version", "event", "mod", "author", "description"])
}

/// Where nothing says the version, the newest row of a table of changes does (spec/integrations.md a.4).
pub(crate) fn version(reading: &Reading, draft: &mut Draft) {
    if draft.says(RecordField::Version) {
        return;
    }
    let mut newest: Option<(Moment, Text, String)> = None;
    for ((node, table), names) in reading.outline.tables.iter().zip(&reading.headers) {
        let column = |any: &[&str]| names.iter().position(|name| any.contains(&name.as_str()));
        let (Some(date), Some(version)) = (column(&["date", "when"]), column(&["version"])) else { continue };
        // A road map has versions and dates too.
        if reading.sections[*node] != Section::History {
            continue;
        }
        for row in &table.rows {
            let at = row.cells.get(date).and_then(|cell| normalize::moment(cell.raw));
            let text = text_of(reading, row, version);
            if let Some(at) = at.filter(|_| placeholder::state(None, &text.raw) == State::Filled)
                && newest.as_ref().is_none_or(|(newest, ..)| at >= *newest)
            {
                newest = Some((at, text, reading.place_below(*node, table.header[version].raw)));
            }
        }
    }
    if let Some((_, text, place)) = newest {
        let stated = value::stated(Some(RecordField::Version), &text, place);
        draft.put(Rank::DocumentControl, RecordField::Version, stated);
    }
}
