//! What the answers are made of: the landscape, the records of its integrations, and the notes of people.

use jiff::civil::Date;

use super::graph::Landscape;
use super::people::{People, ReadNote};
use super::rows::{ConnectionRef, OwnerRef};
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

    /// Returns the name of an owner: that of the note, however records write it.
    pub fn owner_name(&self, name: &str, destination: Option<&str>) -> String {
        let note = destination.and_then(|path| self.landscape.catalog.position(path));
        note.map_or_else(|| name.to_owned(), |note| self.landscape.catalog.files[note].title().to_owned())
    }

    /// Returns by what name `show` finds an integration: its ID or name, or its place if others have the same.
    pub fn argument(&self, it: &ConnectionRef) -> String {
        let same = |other: &usize| {
            let other = ConnectionRef::new(self.landscape, *other);
            other.label() == it.label()
        };
        match (0..self.landscape.connections.len()).filter(same).nth(1) {
            None => it.label().to_owned(),
            Some(_) => format!("{}:{}", it.path, it.line),
        }
    }
}
