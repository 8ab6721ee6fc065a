//! Change entries of all notes, newest first.

use std::sync::Arc;

use ratatui::style::Stylize;
use ratatui::text::Line;
use vaultdex_notes::VaultPath;
use vaultdex_query::timeline;
use vaultdex_query::timeline::{Event, EventFilter};

use super::fuzzy::Fuzzy;
use super::preview::excerpt;
use super::requests::{Answer, PreviewRequest, PreviewText, Query, RequestId};
use super::rows::{Place, Row, safe};
use super::worker::Source;
use crate::commands::changelog::PARTS;
use crate::commands::text::{counted, grouped};
use crate::error::Result;
use crate::render::table::Cell;
use crate::render::terminal::{FAINT, Styling};
use crate::session::Session;

/// Filters change entries.
pub struct Changes {
    session: Arc<Session>,
    limit: usize,
    styling: Styling,
    /// Read with the first query.
    timeline: Option<Timeline>,
}

/// All change entries.
struct Timeline {
    changes: Vec<Change>,
    texts: Fuzzy,
}

/// What is shown of a change entry. Rows are made of those only that are shown.
struct Change {
    when: Box<str>,
    text: Box<str>,
    path: VaultPath,
    line: u32,
}

impl Changes {
    pub fn new(session: Arc<Session>, limit: usize, styling: Styling) -> Changes {
        Changes { session, limit, styling, timeline: None }
    }

    fn timeline(&mut self) -> Result<&Timeline> {
        let timeline = match self.timeline.take() {
            Some(timeline) => timeline,
            None => Timeline::read(&self.session)?,
        };
        Ok(self.timeline.insert(timeline))
    }
}

impl Source for Changes {
    fn renew(&mut self, session: Arc<Session>) {
        (self.session, self.timeline) = (session, None);
    }

    fn release(&mut self) {}

    fn rows(&mut self, query: &Query) -> Result<Answer> {
        let limit = self.limit;
        let Timeline { changes, texts } = self.timeline()?;
        let found = texts.matching(&query.text);
        let summary = format!("{} of {}", grouped(found.len()), counted(changes.len(), "change"));
        let rows = found.iter().take(limit).map(|position| changes[*position].row()).collect();
        Ok(Answer::Rows { id: query.id, rows, summary })
    }

    fn preview(&mut self, request: &PreviewRequest) -> Result<Option<Answer>> {
        let Place { path, line } = &request.place;
        let (file, _) = self.session.read_text(path)?;
        let styling = Styling { width: Some(request.width), ..self.styling.clone() };
        let title = vec![Line::from(safe(path.as_str()).bold()), Line::default()];
        let text = PreviewText { title, ..excerpt(&file.text, *line, &styling) };
        Ok(Some(Answer::Preview { id: request.id, text }))
    }

    fn incomplete(&self) -> Option<RequestId> {
        None
    }

    fn more(&mut self) -> Result<Option<Answer>> {
        Ok(None)
    }
}

impl Timeline {
    fn read(session: &Session) -> Result<Timeline> {
        let events = timeline::events(&session.catalog(PARTS)?, &EventFilter::default());
        let newest_first = || events.iter().rev();
        Ok(Timeline {
            changes: newest_first().map(Change::new).collect(),
            texts: newest_first().map(searched_text).collect(),
        })
    }
}

impl Change {
    fn new(event: &Event) -> Change {
        let when = format!("{} {}", event.date, event.time.as_deref().unwrap_or_default());
        let (when, text) = (when.trim_end().into(), event.text.as_str().into());
        Change { when, text, path: VaultPath::new(event.path.as_str()), line: event.line }
    }

    fn row(&self) -> Row {
        let Change { when, text, path, line } = self;
        let cells = vec![Cell::styled(&**when, FAINT), Cell::new(&**text), Cell::styled(path.stem(), FAINT)];
        Row { cells, place: Place { path: path.clone(), line: Some(*line) } }
    }
}

/// Returns what a query is compared with.
fn searched_text(event: &Event) -> String {
    format!("{} {} {}", event.date, event.text, event.path)
}
