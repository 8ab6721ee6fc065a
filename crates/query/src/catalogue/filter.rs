//! Which records are wanted, and which are late for review.

use jiff::civil::Date;
use vaultdex_notes::text;
use vaultdex_records::{Moment, Stated};

use super::integrations::Entry;
use super::record_view::RecordRow;
use super::systems::Systems;

/// Which records are wanted.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// With one of these life cycles; any where empty. `unknown` is none at all.
    pub status: Vec<String>,
    /// That touch this system, by position in the vault's systems.
    pub system: Option<usize>,
    /// Of which an owner is called so, in part, in any letter case.
    pub owner: Option<String>,
    /// Whose next review is past, seen from this day.
    pub overdue: Option<Date>,
}

impl Filter {
    /// Whether a record is wanted.
    pub fn wants(&self, entry: &Entry, row: &RecordRow, systems: &Systems) -> bool {
        let status = row.status.as_deref().unwrap_or("unknown");
        let is_owned_by = |wanted: &str| {
            let wanted = text::fold(wanted);
            let destination = row.owner.as_ref().and_then(|owner| owner.destination.as_deref());
            let owners = entry.integration.owners().filter_map(Stated::text);
            owners.chain(destination).any(|owner| text::fold(owner).contains(&*wanted))
        };
        (self.status.is_empty() || self.status.iter().any(|wanted| wanted == status))
            && self.system.is_none_or(|system| systems.parts_of(entry).iter().any(|part| part.system == system))
            && self.owner.as_ref().is_none_or(|wanted| is_owned_by(wanted))
            && self.overdue.is_none_or(|today| days_late(row, today).is_some())
    }
}

/// By how many days a record's next review is late; what is retired is reviewed no more.
pub fn days_late(row: &RecordRow, today: Date) -> Option<i64> {
    if row.status.as_deref() == Some("retired") {
        return None;
    }
    let due = row.next_review.as_deref()?.parse::<Moment>().ok()?;
    let days = i64::from(due.last_day().until(today).ok()?.get_days());
    (days > 0).then_some(days)
}
