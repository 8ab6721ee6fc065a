//! Selection of records, and overdue reviews.

use jiff::civil::Date;
use vaultdex_records::{Integration, Moment, RecordField};

use super::entry::CatalogueEntry;
use super::record_row::RecordRow;
use super::record_view::RecordRows;
use super::systems::Systems;
use crate::landscape::life_cycle::UNKNOWN;

/// Criteria that a record must all meet.
#[derive(Debug, Clone, Default)]
pub struct RecordFilter {
    /// The accepted life cycles; any if empty. `unknown` stands for records without one, any other word for what is
    /// written instead of one, ignoring case.
    pub status: Vec<String>,
    /// The position of a system that must be involved.
    pub system: Option<usize>,
    /// A text that the name of an owner must contain, ignoring case.
    pub owner: Option<String>,
    /// The day before which the next review must have been due.
    pub overdue: Option<Date>,
}

impl RecordFilter {
    /// Whether a record meets the criteria.
    pub fn matches(&self, entry: &CatalogueEntry, row: &RecordRow, rows: &RecordRows, systems: &Systems) -> bool {
        (self.status.is_empty() || self.status.iter().any(|accepted| has_status(row, accepted)))
            && self.system.is_none_or(|system| systems.involvements_of(entry).iter().any(|it| it.system == system))
            && self.owner.as_ref().is_none_or(|name| rows.is_owned_by(entry, name))
            && self.overdue.is_none_or(|today| days_overdue(row, today).is_some())
    }
}

/// Whether a record has a life cycle, or has one written that is not understood.
pub fn has_status(row: &RecordRow, accepted: &str) -> bool {
    let written = || row.status_raw.as_deref().filter(|_| row.status.is_none() && row.has_status);
    row.status.as_deref().unwrap_or(UNKNOWN) == accepted
        || written().is_some_and(|written| written.trim().eq_ignore_ascii_case(accepted))
}

/// Returns by how many days the next review of a record is overdue. Retired integrations are not reviewed.
pub fn days_overdue(row: &RecordRow, today: Date) -> Option<i64> {
    days_late(row.status.as_deref(), row.next_review.as_deref(), today)
}

/// Like [`days_overdue`], of an integration.
pub fn days_overdue_of(integration: &Integration, today: Date) -> Option<i64> {
    days_late(integration.text(RecordField::Status), integration.text(RecordField::NextReview), today)
}

fn days_late(status: Option<&str>, next_review: Option<&str>, today: Date) -> Option<i64> {
    if status == Some("retired") {
        return None;
    }
    let due = next_review?.parse::<Moment>().ok()?;
    let days = i64::from(due.last_day().until(today).ok()?.get_days());
    (days > 0).then_some(days)
}
