//! Integrations, filtered by ID, name, systems, owner and status, and what the catalogue says about a note.

use std::sync::Arc;

use jiff::civil::Date;
use ratatui::style::Stylize;
use ratatui::text::Line;
use vaultdex_notes::VaultPath;
use vaultdex_query::catalog::Catalog;
use vaultdex_query::catalogue::entry::entries_of;
use vaultdex_query::catalogue::record_row::{RecordRow, SystemRef};
use vaultdex_query::catalogue::record_view::RecordRows;
use vaultdex_query::catalogue::systems::Systems;

use super::fuzzy::Fuzzy;
use super::requests::{Answer, PreviewRequest, Query, RequestId};
use super::rows::{List, Place, Row, safe, styled_lines};
use super::worker::Source;
use crate::commands::integrations::{flow, status_cell, status_text};
use crate::commands::show::record_text;
use crate::commands::text::{counted, grouped};
use crate::error::Result;
use crate::render::table::Cell;
use crate::render::terminal::Styling;
use crate::session::{Part, Session};

/// Filters integrations.
pub struct Integrations {
    session: Arc<Session>,
    limit: usize,
    today: Date,
    styling: Styling,
    /// Read with the first query, or for the preview of a note.
    catalogue: Option<Catalogue>,
    /// Read for the first preview of an integration, and kept as long as the list is shown: they take far more memory
    /// than the rows.
    records: Option<Records>,
    /// The preview of a note that waits for the catalogue.
    open: Option<PreviewRequest>,
}

/// All integrations as the list shows them.
struct Catalogue {
    entries: Vec<Entry>,
    texts: Fuzzy,
}

/// An integration as the list shows it.
struct Entry {
    row: Row,
    owner: String,
    /// The position of the note, and the index of the record in it.
    position: (usize, usize),
}

/// All that is recorded in the vault.
struct Records {
    catalog: Catalog,
    systems: Systems,
}

impl Integrations {
    pub fn new(session: Arc<Session>, limit: usize, today: Date, styling: Styling) -> Integrations {
        Integrations { session, limit, today, styling, catalogue: None, records: None, open: None }
    }

    fn catalogue(&mut self) -> Result<&Catalogue> {
        let catalogue = match self.catalogue.take() {
            Some(catalogue) => catalogue,
            None => Catalogue::new(self.records()?),
        };
        Ok(self.catalogue.insert(catalogue))
    }

    fn records(&mut self) -> Result<&Records> {
        let records = match self.records.take() {
            Some(records) => records,
            None => Records::read(&self.session)?,
        };
        Ok(self.records.insert(records))
    }

    /// Returns a record as `show` prints it.
    fn record(&mut self, request: &PreviewRequest) -> Result<String> {
        let entries = &self.catalogue()?.entries;
        let found = entries.iter().find(|entry| entry.row.place == request.place).map(|entry| entry.position);
        let styling = Styling { width: Some(request.width), ..self.styling.clone() };
        let today = self.today;
        let Records { catalog, systems } = self.records()?;
        let entry = found.and_then(|(file, nth)| entries_of(catalog, file).nth(nth));
        Ok(entry.map_or_else(String::new, |entry| record_text(catalog, systems, entry, today, &styling)))
    }

    fn brief(&mut self, request: &PreviewRequest) -> Result<Option<Answer>> {
        if self.catalogue.is_none() && !self.session.may_have_records(&request.place.path)? {
            return Ok(None);
        }
        let lines = self.catalogue()?.brief(&request.place.path);
        Ok((!lines.is_empty()).then_some(Answer::Brief { id: request.id, lines }))
    }
}

impl Source for Integrations {
    fn renew(&mut self, session: Arc<Session>) {
        (self.session, self.catalogue, self.records) = (session, None, None);
    }

    fn release(&mut self) {
        self.records = None;
    }

    fn rows(&mut self, query: &Query) -> Result<Answer> {
        self.open = None;
        let limit = self.limit;
        let Catalogue { entries, texts } = self.catalogue()?;
        let found = texts.matching(&query.text);
        let rows: Vec<Row> = found.iter().take(limit).map(|position| entries[*position].row.clone()).collect();
        let summary = format!("{} of {}", grouped(found.len()), counted(entries.len(), "integration"));
        Ok(Answer::Rows { id: query.id, rows, summary })
    }

    fn preview(&mut self, request: &PreviewRequest) -> Result<Option<Answer>> {
        if request.list == List::Notes {
            if self.catalogue.is_some() {
                return self.brief(request);
            }
            self.open = Some(request.clone());
            return Ok(None);
        }
        let text = self.record(request)?;
        Ok(Some(Answer::Preview { id: request.id, text: styled_lines(&text).into() }))
    }

    fn incomplete(&self) -> Option<RequestId> {
        self.open.as_ref().map(|request| RequestId::Preview(request.id))
    }

    fn more(&mut self) -> Result<Option<Answer>> {
        let Some(request) = self.open.take() else { return Ok(None) };
        let brief = self.brief(&request);
        self.release();
        brief
    }
}

impl Records {
    fn read(session: &Session) -> Result<Records> {
        let catalog = session.catalog(&[Part::Names, Part::Records])?;
        let systems = Systems::new(&catalog);
        Ok(Records { catalog, systems })
    }
}

impl Catalogue {
    fn new(Records { catalog, systems }: &Records) -> Catalogue {
        let rows = RecordRows::new(catalog, systems);
        let mut entries = Vec::new();
        let mut texts = Vec::new();
        for entry in systems.integrations(catalog) {
            let row = rows.row(&entry);
            let owner = row.marked("owner", row.owner.as_ref().map(|owner| owner.text.as_str()));
            texts.push(searched_text(&row, &owner));
            let place = Place { path: catalog.files[entry.file].path.clone(), line: Some(row.line) };
            entries.push(Entry { row: Row { cells: cells(&row), place }, owner, position: entry.position() });
        }
        Catalogue { entries, texts: texts.into_iter().collect() }
    }

    /// Returns the most important values of the integrations that a note records.
    fn brief(&self, path: &VaultPath) -> Vec<Line<'static>> {
        let of_note: Vec<&Entry> = self.entries.iter().filter(|entry| entry.row.place.path == *path).collect();
        let [only] = of_note.as_slice() else {
            let count = (!of_note.is_empty()).then(|| Line::from(counted(of_note.len(), "integration").bold()));
            return count.into_iter().collect();
        };
        let mut lines = Vec::new();
        for (key, cell) in ["id", "name", "", "status", "ends"].into_iter().zip(&only.row.cells) {
            lines.push((key, safe(cell.text())));
        }
        lines.push(("owner", safe(&only.owner)));
        let line = |(key, value): (&str, String)| Line::from(vec![format!("{key:<8}").dim(), value.into()]);
        lines.into_iter().filter(|(_, value)| !value.is_empty()).map(line).collect()
    }
}

/// Returns the cells of an integration: ID, name, status and flow. The other columns of the table are empty.
fn cells(row: &RecordRow) -> Vec<Cell> {
    vec![
        Cell::new(row.marked("id", row.id.as_deref())),
        Cell::new(row.marked("name", Some(&row.name))),
        Cell::default(),
        status_cell(row),
        Cell::new(flow(row)),
    ]
}

/// Returns what a query is compared with.
fn searched_text(row: &RecordRow, owner: &str) -> String {
    let systems = [&row.sources, &row.targets, &row.middleware, &row.parties].into_iter().flatten();
    let names = systems.map(SystemRef::marked).collect::<Vec<_>>().join(" ");
    [row.id.as_deref().unwrap_or_default(), &row.name, &names, owner, &status_text(row)].join(" ")
}
