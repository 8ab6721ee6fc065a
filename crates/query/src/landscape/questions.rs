//! What the answers are made of: the landscape, the records of its integrations, and the notes of people.

use jiff::civil::Date;

use super::graph::Landscape;
use super::people::{People, ReadNote};
use super::rows::OwnerRef;
use crate::catalogue::record_row::PersonRef;
use crate::catalogue::record_view::RecordRows;

/// Answers questions about a landscape. Each kind of question has a file with its method.
pub struct Questions<'a> {
    /// The graph.
    pub landscape: &'a Landscape<'a>,
    /// The records.
    pub rows: RecordRows<'a>,
    /// The notes of people.
    pub people: People<'a>,
    /// Reads other notes.
    pub read: &'a ReadNote<'a>,
    /// The day on which the questions are asked.
    pub today: Date,
}

impl<'a> Questions<'a> {
    /// Asks questions on a day.
    pub fn new(landscape: &'a Landscape<'a>, read: &'a ReadNote<'a>, today: Date) -> Questions<'a> {
        let rows = RecordRows::new(landscape.catalog, landscape.systems);
        Questions { landscape, rows, people: People::new(read, today), read, today }
    }

    /// Returns the owners of an integration, each once.
    pub fn owners_of(&self, connection: usize) -> Vec<OwnerRef> {
        let entry = &self.landscape.connections[connection].entry;
        let owner = |(owner, line): (PersonRef, u32)| OwnerRef {
            left: self.people.has_left(owner.destination.as_deref()),
            text: owner.text,
            destination: owner.destination,
            path: self.landscape.catalog.path(entry.file).to_owned(),
            line,
        };
        self.rows.owners(entry).into_iter().map(owner).collect()
    }
}
