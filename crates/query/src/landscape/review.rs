//! What is due: reviews, owners who have left, tests that were not run (docs/spec/questions.md#review).

use std::collections::BTreeSet;

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Serialize;
use vaultdex_notes::text;
use vaultdex_records::{Integration, Moment, RecordField};

use super::graph::Connection;
use super::life_cycle::Liveness;
use super::questions::Questions;
use super::rows::{ConnectionRef, OwnerRef};
use crate::catalogue::filter::days_overdue_of;
use crate::timeline;

/// After how many days a test is too old.
pub const TEST_DAYS: i64 = 365;
/// After how many days without an update a record is stale.
pub const UPDATE_DAYS: i64 = 180;

/// What is asked.
#[derive(Debug, Clone, Default)]
pub struct ReviewRequest {
    /// A text that the name of an owner must contain, ignoring case.
    pub owner: Option<String>,
    /// Reviews that are due within this number of days are listed too; only those due today if `None`.
    pub within: Option<i64>,
    /// Whether active integrations without a change entry are listed.
    pub unlogged: bool,
}

/// Why an integration is on the list, the worst first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Reason {
    /// The next review was due.
    Overdue,
    /// The owner has left.
    OwnerLeft,
    /// Nobody owns it, although data flows.
    Ownerless,
    /// The owner has no note; once for each name.
    OwnerUnknown,
    /// It is active and of critical or high priority, and was not tested within a year.
    Untested,
    /// It is active, and its record was not updated within half a year.
    Stale,
    /// It is active, and its source or target is not known.
    NoSide,
    /// The next review is due soon.
    Due,
    /// It is active, and no change of it is recorded.
    Unlogged,
}

impl Reason {
    /// Returns the word for it.
    pub fn name(self) -> &'static str {
        match self {
            Reason::Overdue => "overdue",
            Reason::OwnerLeft => "owner-left",
            Reason::Ownerless => "ownerless",
            Reason::OwnerUnknown => "owner-unknown",
            Reason::Untested => "untested",
            Reason::Stale => "stale",
            Reason::NoSide => "no-side",
            Reason::Due => "due",
            Reason::Unlogged => "unlogged",
        }
    }
}

/// An integration with a reason to look at it.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct ReviewRow {
    /// Why it is listed.
    pub reason: Reason,
    /// The integration.
    #[serde(flatten)]
    pub connection: ConnectionRef,
    /// Its owners.
    pub owners: Vec<OwnerRef>,
    /// By how many days it is late, or since how many days nothing was done; `None` if that is not a matter of days.
    pub days: Option<i64>,
    /// The date, name or side that is the reason.
    pub detail: Option<String>,
}

/// The next review of an integration.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct NextReview {
    /// The integration.
    pub connection: ConnectionRef,
    /// The names of its owners.
    pub owners: Vec<String>,
    /// The day on which it is due: the last one of a month or quarter.
    pub day: Date,
}

impl Questions<'_> {
    /// Returns what is due, the worst first.
    pub fn review(&self, request: &ReviewRequest) -> Vec<ReviewRow> {
        let mut rows = Vec::new();
        let mut unknown_owners: BTreeSet<String> = BTreeSet::new();
        let logged = request.unlogged.then(|| timeline::notes_with_events(self.landscape.catalog));
        for (position, owners) in self.reviewed(request) {
            let connection = &self.landscape.connections[position];
            let mut add = |reason: Reason, days: Option<i64>, detail: Option<String>| {
                let connection = ConnectionRef::new(self.landscape, position);
                rows.push(ReviewRow { reason, connection, owners: owners.clone(), days, detail });
            };
            let integration = connection.entry.integration;
            let due = integration.text(RecordField::NextReview).map(str::to_owned);
            if let Some(days) = days_overdue_of(integration, self.today) {
                add(Reason::Overdue, Some(days), due);
            } else if let Some(days) = days_until(&due, self.today)
                && days <= request.within.unwrap_or(0)
            {
                add(Reason::Due, Some(days), due);
            }
            for owner in &owners {
                if owner.left {
                    add(Reason::OwnerLeft, None, Some(owner.text.clone()));
                } else if owner.destination.is_none() && unknown_owners.insert(text::link_key(&owner.text)) {
                    add(Reason::OwnerUnknown, None, Some(owner.text.clone()));
                }
            }
            if owners.is_empty() && connection.liveness == Liveness::Live {
                add(Reason::Ownerless, None, None);
            }
            if connection.status() == Some("active") {
                self.review_active(position, connection, logged.as_ref(), &mut add);
            }
        }
        rows.sort_by(|left, right| {
            // One line for each unknown owner, by the owner's name.
            let name = |row: &ReviewRow| match (&row.detail, row.reason) {
                (Some(owner), Reason::OwnerUnknown) => text::fold(owner).into_owned(),
                _ => text::fold(row.connection.label()).into_owned(),
            };
            left.reason
                .cmp(&right.reason)
                .then_with(|| lateness(right).cmp(&lateness(left)))
                .then_with(|| name(left).cmp(&name(right)))
        });
        rows
    }

    fn review_active(
        &self,
        position: usize,
        connection: &Connection,
        logged: Option<&BTreeSet<usize>>,
        add: &mut impl FnMut(Reason, Option<i64>, Option<String>),
    ) {
        let integration = connection.entry.integration;
        let is_important = matches!(integration.text(RecordField::Priority), Some("critical" | "high"));
        let tested = integration.text(RecordField::LastTested);
        let since_test = days_since(integration, RecordField::LastTested, self.today);
        if is_important && since_test.is_none_or(|days| days > TEST_DAYS) {
            add(Reason::Untested, since_test, tested.map(str::to_owned));
        }
        let since_update = days_since(integration, RecordField::Updated, self.today).filter(|days| *days > UPDATE_DAYS);
        if since_update.is_some() {
            add(Reason::Stale, since_update, integration.text(RecordField::Updated).map(str::to_owned));
        }
        let participants = &connection.participants;
        let missing = match (participants.sources.is_empty(), participants.targets.is_empty()) {
            (true, true) => Some("source and target"),
            (true, false) => Some("source"),
            (false, true) => Some("target"),
            (false, false) => None,
        };
        if missing.is_some() && self.landscape.edges_of(position).is_empty() {
            add(Reason::NoSide, None, missing.map(str::to_owned));
        }
        if logged.is_some_and(|logged| !logged.contains(&connection.entry.file)) {
            add(Reason::Unlogged, None, None);
        }
    }

    /// Returns the next reviews by day.
    pub fn next_reviews(&self, request: &ReviewRequest) -> Vec<NextReview> {
        let next = self.reviewed(request).filter_map(|(position, owners)| {
            let due = self.landscape.connections[position].entry.integration.text(RecordField::NextReview)?;
            let day = due.parse::<Moment>().ok()?.last_day();
            let connection = ConnectionRef::new(self.landscape, position);
            Some(NextReview { connection, owners: owners.into_iter().map(|owner| owner.text).collect(), day })
        });
        let mut next: Vec<NextReview> = next.collect();
        next.sort_by_key(|it| it.day);
        next
    }

    /// Returns the integrations that are reviewed, with their owners.
    fn reviewed<'a>(&'a self, request: &'a ReviewRequest) -> impl Iterator<Item = (usize, Vec<OwnerRef>)> + 'a {
        let wanted = request.owner.as_deref().map(|owner| text::fold(owner).into_owned());
        (0..self.landscape.connections.len()).filter_map(move |position| {
            if self.landscape.connections[position].liveness == Liveness::Retired {
                return None;
            }
            let owners = self.owners_of(position);
            let is_wanted = |owner: &OwnerRef| {
                let names = [Some(owner.text.as_str()), owner.destination.as_deref()];
                wanted
                    .as_ref()
                    .is_none_or(|wanted| names.into_iter().flatten().any(|it| text::fold(it).contains(&**wanted)))
            };
            (wanted.is_none() || owners.iter().any(is_wanted)).then_some((position, owners))
        })
    }
}

/// Returns by what findings with the same reason are ordered. What was never tested is the worst.
fn lateness(row: &ReviewRow) -> i64 {
    row.days.unwrap_or(if row.reason == Reason::Untested { i64::MAX } else { 0 })
}

/// Returns how many days ago a date was, 0 for one that is not over yet; `None` if it is not known.
fn days_since(integration: &Integration, field: RecordField, today: Date) -> Option<i64> {
    let day = integration.text(field)?.parse::<Moment>().ok()?.last_day();
    Some(i64::from(day.until(today).ok()?.get_days()).max(0))
}

/// Returns in how many days a review is due, from 0.
fn days_until(due: &Option<String>, today: Date) -> Option<i64> {
    let day = due.as_deref()?.parse::<Moment>().ok()?.last_day();
    let days = i64::from(today.until(day).ok()?.get_days());
    (days >= 0).then_some(days)
}
