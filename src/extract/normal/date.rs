//! Dates.

use super::{Normal, plain};
use crate::extract::changes::stamp;
use crate::model::Moment;

/// The date that a value says, as ISO 8601 as far as it is known: `2026-06-15T08:00`, `2026-06-15`, `2026-06`, `2026-Q2`,
/// `2026`. An impossible or ambiguous one has no value, and the reason as its remark.
pub fn date(raw: &str) -> Normal {
    match read(raw) {
        Some(Ok(moment)) => Normal::known(moment.to_string().replace(' ', "T"), ""),
        Some(Err(reason)) => Normal::unknown(reason),
        None => Normal::unknown("no date"),
    }
}

/// The date that a value says, if it says one that is possible and certain.
pub fn moment(raw: &str) -> Option<Moment> {
    read(raw)?.ok()
}

fn read(raw: &str) -> Option<Result<Moment, &'static str>> {
    Some(stamp::read_loosely(&plain(raw))?.map_err(stamp::Fault::reason))
}
