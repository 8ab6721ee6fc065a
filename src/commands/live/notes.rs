//! Notes: those that a query finds, below them the closest ones, and without a query those that were modified last.

use std::sync::Arc;

use jiff::civil::Date;
use ratatui::style::Stylize;
use ratatui::text::Line;
use vaultdex_notes::{FileKind, VaultPath};
use vaultdex_query::search;
use vaultdex_query::search::{Expr, Options};

use super::preview::excerpt;
use super::requests::{Answer, PreviewRequest, PreviewText, Query, RequestId};
use super::rows::{Place, Row, safe, styled_lines};
use super::worker::Source;
use crate::commands::recent::local_time;
use crate::commands::search::best_lines::lines;
use crate::commands::text::{counted, grouped};
use crate::error::{Error, Result};
use crate::render::table::Cell;
use crate::render::terminal::{FAINT, Styling};
use crate::session::{ClosestNote, Matcher, Order, RecentNote, SearchHit, SearchRequest, SearchResults, Session};

/// The number of lines around each of the best ones.
const CONTEXT: usize = 2;

/// How notes are searched.
#[derive(Debug, Clone)]
pub struct SearchSettings {
    /// How queries compare text.
    pub options: Options,
    /// The order of hits.
    pub order: Order,
    /// Whether the order is reversed.
    pub reverse: bool,
    /// The maximum number of rows.
    pub limit: usize,
    /// Whether the notes that fit best follow if there are fewer hits than that.
    pub closest: bool,
}

/// Searches notes.
pub struct Notes {
    session: Arc<Session>,
    settings: SearchSettings,
    today: Date,
    styling: Styling,
    /// The rows without a query, and the number of all notes.
    recent: Option<(Vec<Row>, usize)>,
    /// The hits of the last query, until the closest notes are looked for.
    open: Option<OpenSearch>,
    closest: Vec<ClosestNote>,
    /// The query of the last preview, and what finds its matches.
    matcher: Option<(String, Matcher)>,
}

/// A search whose closest notes have not been looked for.
struct OpenSearch {
    id: u64,
    expr: Expr,
    results: SearchResults,
}

impl Notes {
    pub fn new(session: Arc<Session>, settings: SearchSettings, today: Date, styling: Styling) -> Notes {
        Notes { session, settings, today, styling, recent: None, open: None, closest: Vec::new(), matcher: None }
    }

    fn recent(&mut self, id: u64) -> Result<Answer> {
        let (rows, total) = match self.recent.take() {
            Some(known) => known,
            None => {
                let (notes, total) = self.session.recent(self.settings.limit)?;
                (notes.into_iter().map(recent_row).collect(), total)
            }
        };
        let summary = format!("{}, last modified first", shown_of(rows.len(), total));
        self.recent = Some((rows.clone(), total));
        Ok(Answer::Rows { id, rows, summary })
    }

    /// Returns the hit that a row stands for, with its lines.
    fn hit(&mut self, request: &PreviewRequest) -> Result<SearchHit> {
        let is_meant = |note: &&ClosestNote| request.place == place_of(&note.hit);
        if let Some(note) = self.closest.iter().find(is_meant) {
            return Ok(note.hit.clone());
        }
        let matcher = match self.matcher.take() {
            Some((query, matcher)) if query == request.query => matcher,
            _ => self.session.matcher(&parse(&request.query, self.today)?, self.settings.options)?,
        };
        let (_, matcher) = self.matcher.insert((request.query.clone(), matcher));
        self.session.matches_in(&request.place.path, matcher)
    }
}

impl Source for Notes {
    fn renew(&mut self, session: Arc<Session>) {
        (self.session, self.recent, self.matcher) = (session, None, None);
    }

    fn release(&mut self) {}

    fn rows(&mut self, query: &Query) -> Result<Answer> {
        self.open = None;
        if query.text.trim().is_empty() {
            return self.recent(query.id);
        }
        let SearchSettings { options, order, reverse, limit, closest } = self.settings;
        let expr = parse(&query.text, self.today)?;
        let request = SearchRequest { expr, options, limit, order, reverse, with_text: false };
        let results = self.session.search(&request)?;
        self.closest.clear();
        let answer = Answer::Rows { id: query.id, rows: hit_rows(&results), summary: summary(&results) };
        let has_room = results.hits.len() < limit && !results.out_of_time;
        self.open = (closest && has_room).then_some(OpenSearch { id: query.id, expr: request.expr, results });
        Ok(answer)
    }

    fn preview(&mut self, request: &PreviewRequest) -> Result<Option<Answer>> {
        let path = &request.place.path;
        let title = vec![Line::from(safe(path.as_str()).bold()), Line::default()];
        let mut text = PreviewText { title, ..PreviewText::default() };
        if FileKind::from_path(path).is_parsed() {
            let hit = self.hit(request)?;
            let styling = Styling { width: Some(request.width), ..self.styling.clone() };
            let headings = hit.headings.iter().map(|heading| safe(heading)).collect::<Vec<_>>().join(" › ");
            if !headings.is_empty() {
                text.lines = vec![Line::from(headings.dim()), Line::default()];
            }
            text.lines.extend(match hit.lines.is_empty() {
                true => excerpt(&hit.text, None, &styling).lines,
                false => styled_lines(&lines(&hit, CONTEXT, &styling)),
            });
        }
        Ok(Some(Answer::Preview { id: request.id, text }))
    }

    fn incomplete(&self) -> Option<RequestId> {
        self.open.as_ref().map(|search| RequestId::Query(search.id))
    }

    fn more(&mut self) -> Result<Option<Answer>> {
        let Some(OpenSearch { id, expr, results }) = self.open.take() else { return Ok(None) };
        let missing = self.settings.limit.saturating_sub(results.hits.len());
        let found = self.session.closest(&expr, self.settings.options, &results.hits, missing)?;
        self.closest = found.notes;
        if self.closest.is_empty() && !found.out_of_time {
            return Ok(None);
        }
        let mut rows = hit_rows(&results);
        rows.extend(self.closest.iter().map(closest_row));
        let stopped = if found.out_of_time { STOPPED } else { "" };
        let summary = format!("{}, {} closest{stopped}", summary(&results), grouped(self.closest.len()));
        Ok(Some(Answer::Rows { id, rows, summary }))
    }
}

/// Parses a query, or returns what is wrong with it.
pub fn parse(text: &str, today: Date) -> Result<Expr> {
    let invalid = |error| Error::InvalidQuery { query: text.to_owned(), option: None, error };
    if text.trim().is_empty() { Ok(Expr::All) } else { search::parse_on(text, today).map_err(invalid) }
}

fn recent_row(note: RecentNote) -> Row {
    let modified = Cell::styled(local_time(note.modified), FAINT);
    Row { cells: cells(modified, &note.path).to_vec(), place: Place { path: note.path, line: None } }
}

fn hit_rows(results: &SearchResults) -> Vec<Row> {
    let row = |hit: &SearchHit| {
        let cells = cells(Cell::default(), &hit.path).to_vec();
        Row { cells, place: Place { path: hit.path.clone(), line: None } }
    };
    results.hits.iter().map(row).collect()
}

fn closest_row(note: &ClosestNote) -> Row {
    let [modified, name, folder] = cells(Cell::default(), &note.hit.path);
    let name = Cell::new(format!("≈ {}", name.text()));
    let heading = note.hit.headings.last().map(|heading| Cell::styled(format!("› {heading}"), FAINT));
    let cells = [modified, name, folder].into_iter().chain(heading).collect();
    Row { cells, place: place_of(&note.hit) }
}

fn place_of(hit: &SearchHit) -> Place {
    Place { path: hit.path.clone(), line: Some(hit.line) }
}

/// Returns the cells of a note: when it was modified, as far as that is shown, its name and its folder.
fn cells(modified: Cell, path: &VaultPath) -> [Cell; 3] {
    let name = if FileKind::from_path(path) == FileKind::Note { path.stem() } else { path.file_name() };
    let folder = path.as_str().rsplit_once('/').map_or("", |(folder, _)| folder);
    [modified, Cell::new(name), Cell::path(folder).with_style(FAINT)]
}

/// Returns how many of all notes are shown.
fn shown_of(shown: usize, total: usize) -> String {
    match shown == total {
        true => counted(total, "note"),
        false => format!("{} of {}", grouped(shown), counted(total, "note")),
    }
}

/// What follows a number of notes if others may be missing.
const STOPPED: &str = ", stopped as it takes too long";

/// Returns how many notes were found, as far as it is known.
fn summary(results: &SearchResults) -> String {
    let SearchResults { total, total_is_exact, out_of_time, .. } = *results;
    let shown = results.hits.len();
    match (total_is_exact, out_of_time) {
        (true, _) => shown_of(shown, total),
        (false, true) => format!("{}{STOPPED}", shown_of(shown, total)),
        (false, false) if shown == total => format!("{}, maybe more", counted(shown, "note")),
        (false, false) => format!("{} of at least {}", grouped(shown), counted(total, "note")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_summary_says_what_is_known_of_the_number_of_notes() {
        let hit = SearchHit {
            path: VaultPath::new("a.md"),
            title: String::new(),
            score: 0.0,
            modified: 0,
            lines: Vec::new(),
            line: 1,
            headings: Vec::new(),
            text: String::new(),
            stale: false,
        };
        let check = |shown: usize, total, total_is_exact, out_of_time, expected: &str| {
            let hits = vec![hit.clone(); shown];
            assert_eq!(summary(&SearchResults { hits, total, total_is_exact, out_of_time }), expected);
        };
        check(1, 1, true, false, "1 note");
        check(2, 5, true, false, "2 of 5 notes");
        check(3, 3, false, false, "3 notes, maybe more");
        check(3, 7, false, false, "3 of at least 7 notes");
        check(3, 3, false, true, "3 notes, stopped as it takes too long");
    }
}
