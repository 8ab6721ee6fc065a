//! What the screen shows, and what keys and answers do to it.

use ratatui::crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use ratatui::layout::Rect;
use ratatui::text::Line;

use super::input::Input;
use super::layout::Layout;
use super::rows::{List, Place, Row};

/// A query, numbered so that an answer that comes too late is known as such.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Query {
    pub id: u64,
    pub list: List,
    pub text: String,
}

/// A request for the preview of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PreviewRequest {
    pub id: u64,
    /// The list that the row is in.
    pub list: List,
    /// The query that found the row.
    pub query: String,
    pub place: Place,
    pub width: usize,
    pub height: usize,
}

/// What was found out on another thread. `id` is that of the request.
#[derive(Debug, Clone)]
pub enum Answer {
    /// The rows that a query finds. A later answer to the same query has the same rows first.
    Rows { id: u64, rows: Vec<Row>, summary: String },
    /// A query cannot be answered.
    Problem { id: u64, message: String },
    /// A part of a note or a record.
    Preview { id: u64, lines: Vec<Line<'static>> },
    /// What the catalogue says about the note of a preview.
    Brief { id: u64, lines: Vec<Line<'static>> },
}

/// What is to be done next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    Quit,
    Search(Query),
    Preview(PreviewRequest),
    /// Open a place in Obsidian.
    Open(Place),
    /// Open a place in the editor.
    Edit(Place),
    /// Read what has changed in the vault.
    Refresh,
}

/// What the screen shows.
#[derive(Debug, Clone)]
pub struct State {
    pub list: List,
    pub input: Input,
    pub rows: Vec<Row>,
    /// How many rows there are.
    pub summary: String,
    /// What is wrong with the query, or what happened last.
    pub message: Option<String>,
    /// Why the query cannot be answered. The rows are those of an earlier one then, and none of them can be opened.
    pub problem: Option<String>,
    /// A key that waits for the answer to the query.
    pending: Option<KeyEvent>,
    pub selected: usize,
    /// The first row that is shown.
    pub offset: usize,
    pub preview: Vec<Line<'static>>,
    pub brief: Vec<Line<'static>>,
    screen: Rect,
    /// The numbers of the latest requests.
    last_query: u64,
    /// The number of the last query that was answered, by rows or by what is wrong with it.
    last_answered: u64,
    last_preview: u64,
    /// The query that found the rows.
    found_by: Option<Query>,
    /// The place to select among the next rows.
    returns_to: Option<Place>,
}

impl State {
    /// Returns the state in which nothing has been found yet, and the first thing to do.
    pub fn new(query: &str, screen: Rect) -> (State, Effect) {
        let mut state = State {
            list: List::Notes,
            input: Input::new(query),
            rows: Vec::new(),
            summary: String::new(),
            message: None,
            problem: None,
            pending: None,
            selected: 0,
            offset: 0,
            preview: Vec::new(),
            brief: Vec::new(),
            screen,
            last_query: 0,
            last_answered: 0,
            last_preview: 0,
            found_by: None,
            returns_to: None,
        };
        let search = state.search();
        (state, search)
    }

    /// Returns the search for what is typed.
    pub fn search(&mut self) -> Effect {
        self.last_query += 1;
        Effect::Search(Query { id: self.last_query, list: self.list, text: self.input.text().to_owned() })
    }

    /// Returns the same search once more. Its rows may be others, but the place that is selected stays so.
    pub fn search_again(&mut self) -> Effect {
        self.returns_to = self.rows.get(self.selected).map(|row| row.place.clone());
        self.search()
    }

    pub fn on_key(&mut self, key: KeyEvent) -> Option<Effect> {
        (self.message, self.pending) = (None, None);
        let is_control = key.modifiers.contains(KeyModifiers::CONTROL);
        let page = usize::from(Layout::of(self.screen).list.height).max(1);
        match key.code {
            KeyCode::Esc => Some(Effect::Quit),
            KeyCode::Char('c' | 'd') if is_control => Some(Effect::Quit),
            KeyCode::Char('r') if is_control => Some(Effect::Refresh),
            KeyCode::Char('e') if is_control => self.act(key, Effect::Edit),
            KeyCode::Enter => self.act(key, Effect::Open),
            KeyCode::Tab => Some(self.switch_to(self.list.after(1))),
            KeyCode::BackTab => Some(self.switch_to(self.list.after(List::ALL.len() - 1))),
            KeyCode::Up => self.select(self.selected.saturating_sub(1)),
            KeyCode::Down => self.select(self.selected + 1),
            KeyCode::Char('p') if is_control => self.select(self.selected.saturating_sub(1)),
            KeyCode::Char('n') if is_control => self.select(self.selected + 1),
            KeyCode::PageUp => self.select(self.selected.saturating_sub(page)),
            KeyCode::PageDown => self.select(self.selected + page),
            _ => self.edit(|input| input.on_key(key)),
        }
    }

    /// Does something with the selected place. If the query has not been answered yet, that waits for the answer.
    fn act(&mut self, key: KeyEvent, effect: fn(Place) -> Effect) -> Option<Effect> {
        if self.last_answered != self.last_query {
            self.pending = Some(key);
            return None;
        }
        self.place().map(effect)
    }

    /// Returns what a key asked for before the query was answered, once it is.
    pub fn pending_effect(&mut self) -> Option<Effect> {
        let is_answered = self.last_answered == self.last_query;
        let key = self.pending.take_if(|_| is_answered)?;
        self.on_key(key)
    }

    pub fn on_paste(&mut self, text: &str) -> Option<Effect> {
        self.edit(|input| input.insert(text))
    }

    pub fn on_resize(&mut self, screen: Rect) -> Option<Effect> {
        self.screen = screen;
        self.scroll();
        self.request_preview()
    }

    pub fn on_answer(&mut self, answer: Answer) -> Option<Effect> {
        match answer {
            Answer::Rows { id, rows, summary } if id == self.last_query => {
                let was_empty = self.rows.is_empty();
                (self.rows, self.summary, self.problem, self.last_answered) = (rows, summary, None, id);
                // More rows of a query leave the selection where it is.
                if self.found_by.as_ref().is_some_and(|query| query.id == id) {
                    return if was_empty { self.request_preview() } else { None };
                }
                self.found_by = Some(Query { id, list: self.list, text: self.input.text().to_owned() });
                let old = self.returns_to.take();
                self.selected = self.rows.iter().position(|row| old.as_ref() == Some(&row.place)).unwrap_or(0);
                self.offset = 0;
                self.scroll();
                self.request_preview()
            }
            Answer::Problem { id, message } if id == self.last_query => {
                (self.problem, self.last_answered) = (Some(message), id);
                self.clear_preview();
                None
            }
            Answer::Preview { id, lines } if id == self.last_preview => {
                (self.preview, self.brief) = (lines, Vec::new());
                None
            }
            Answer::Brief { id, lines } if id == self.last_preview => {
                self.brief = lines;
                None
            }
            _ => None,
        }
    }

    /// Returns the query that found the rows.
    pub fn query(&self) -> &str {
        self.found_by.as_ref().map_or("", |query| &query.text)
    }

    /// Returns the place that is selected.
    fn place(&self) -> Option<Place> {
        self.rows.get(self.selected).filter(|_| self.problem.is_none()).map(|row| row.place.clone())
    }

    /// Edits the query, and searches if that has changed it.
    fn edit(&mut self, edit: impl FnOnce(&mut Input)) -> Option<Effect> {
        let before = self.input.text().to_owned();
        edit(&mut self.input);
        (self.input.text() != before).then(|| self.search())
    }

    /// Shows another list. Until it has been searched, nothing is shown rather than rows of the other one.
    fn switch_to(&mut self, list: List) -> Effect {
        self.problem = None;
        self.list = list;
        self.rows.clear();
        self.summary.clear();
        self.clear_preview();
        self.search()
    }

    fn select(&mut self, row: usize) -> Option<Effect> {
        let row = row.min(self.rows.len().saturating_sub(1));
        if row == self.selected {
            return None;
        }
        self.selected = row;
        self.scroll();
        self.request_preview()
    }

    /// Scrolls so far that the selected row is shown.
    fn scroll(&mut self) {
        let height = usize::from(Layout::of(self.screen).list.height).max(1);
        self.offset = self.offset.clamp((self.selected + 1).saturating_sub(height), self.selected);
    }

    fn clear_preview(&mut self) {
        self.last_preview += 1;
        self.preview.clear();
        self.brief.clear();
    }

    /// Returns the request for the preview of the selected row, if there is room for one.
    fn request_preview(&mut self) -> Option<Effect> {
        let (place, area) = (self.place(), Layout::of(self.screen).preview);
        let (Some(place), Some(query), false) = (place, &self.found_by, area.is_empty()) else {
            self.clear_preview();
            return None;
        };
        self.last_preview += 1;
        Some(Effect::Preview(PreviewRequest {
            id: self.last_preview,
            list: query.list,
            query: query.text.clone(),
            place,
            width: area.width.into(),
            height: area.height.into(),
        }))
    }
}

#[cfg(test)]
mod tests {
    use vaultdex_notes::VaultPath;

    use super::*;
    use crate::render::table::Cell;

    fn rows(names: &[&str]) -> Vec<Row> {
        let row = |name: &&str| Row { cells: vec![Cell::new(*name)], place: place(name) };
        names.iter().map(row).collect()
    }

    fn place(name: &str) -> Place {
        Place { path: VaultPath::new(name), line: None }
    }

    fn found(id: u64, names: &[&str]) -> Answer {
        Answer::Rows { id, rows: rows(names), summary: format!("{} notes", names.len()) }
    }

    /// A state with the rows of its first query, on a screen with five rows of a list and a preview.
    fn state_with(names: &[&str]) -> State {
        let (mut state, _) = State::new("", Rect::new(0, 0, 140, 8));
        state.on_answer(found(1, names));
        state
    }

    fn press(state: &mut State, code: KeyCode) -> Option<Effect> {
        state.on_key(KeyEvent::new(code, KeyModifiers::NONE))
    }

    fn control(state: &mut State, letter: char) -> Option<Effect> {
        state.on_key(KeyEvent::new(KeyCode::Char(letter), KeyModifiers::CONTROL))
    }

    #[test]
    fn each_change_of_the_query_is_searched() {
        let (mut state, first) = State::new("te", Rect::new(0, 0, 80, 24));
        let query = |id, text: &str| Effect::Search(Query { id, list: List::Notes, text: text.to_owned() });
        assert_eq!(first, query(1, "te"));
        assert_eq!(press(&mut state, KeyCode::Char('a')), Some(query(2, "tea")));
        assert_eq!(press(&mut state, KeyCode::Left), None);
        assert_eq!(state.on_paste("x\n"), Some(query(3, "tex a")));
    }

    #[test]
    fn answers_to_older_queries_are_not_shown() {
        let mut state = state_with(&["a.md"]);
        press(&mut state, KeyCode::Char('x'));
        press(&mut state, KeyCode::Char('y'));
        state.on_answer(found(2, &["old.md"]));
        state.on_answer(Answer::Problem { id: 2, message: "old".to_owned() });
        assert_eq!((&state.rows, &state.problem), (&rows(&["a.md"]), &None));
        state.on_answer(found(3, &["new.md"]));
        assert_eq!(state.rows, rows(&["new.md"]));
    }

    #[test]
    fn what_has_happened_is_told_until_the_next_key() {
        let mut state = state_with(&["a.md"]);
        state.message = Some("the editor failed".to_owned());
        state.search_again();
        state.on_answer(found(2, &["a.md"]));
        assert_eq!(state.message.as_deref(), Some("the editor failed"));
        press(&mut state, KeyCode::Down);
        assert_eq!(state.message, None);
    }

    #[test]
    fn a_key_waits_for_the_rows_of_its_query() {
        let mut state = state_with(&["old.md"]);
        press(&mut state, KeyCode::Char('x'));
        assert_eq!(press(&mut state, KeyCode::Enter), None);
        assert_eq!(state.pending_effect(), None);
        state.on_answer(found(2, &["new.md"]));
        assert_eq!(state.pending_effect(), Some(Effect::Open(place("new.md"))));
        assert_eq!(state.pending_effect(), None);
        press(&mut state, KeyCode::Char('y'));
        press(&mut state, KeyCode::Enter);
        press(&mut state, KeyCode::Char('z'));
        state.on_answer(found(4, &["other.md"]));
        assert_eq!(state.pending_effect(), None);
    }

    #[test]
    fn an_incomplete_query_keeps_the_rows_and_says_what_is_wrong() {
        let mut state = state_with(&["a.md"]);
        press(&mut state, KeyCode::Char('"'));
        state.on_answer(Answer::Problem { id: 2, message: "unclosed quote".to_owned() });
        assert_eq!((state.rows.len(), state.problem.as_deref()), (1, Some("unclosed quote")));
        // None of the rows is an answer.
        assert_eq!(press(&mut state, KeyCode::Enter), None);
        press(&mut state, KeyCode::Down);
        assert_eq!(state.problem.as_deref(), Some("unclosed quote"));
        press(&mut state, KeyCode::Char('"'));
        assert_eq!(press(&mut state, KeyCode::Enter), None);
        state.on_answer(found(3, &["b.md"]));
        assert_eq!(state.problem, None);
        assert_eq!(state.pending_effect(), Some(Effect::Open(place("b.md"))));
    }

    #[test]
    fn the_selection_moves_within_the_rows_and_the_list_follows_it() {
        let mut state = state_with(&["0.md", "1.md", "2.md", "3.md", "4.md", "5.md", "6.md"]);
        let mut check = |code, selected, offset| {
            press(&mut state, code);
            assert_eq!((state.selected, state.offset), (selected, offset), "{code:?}");
        };
        check(KeyCode::Up, 0, 0);
        check(KeyCode::PageDown, 5, 1);
        check(KeyCode::Down, 6, 2);
        check(KeyCode::Down, 6, 2);
        check(KeyCode::Up, 5, 2);
        check(KeyCode::PageUp, 0, 0);
        control(&mut state, 'n');
        assert_eq!(state.selected, 1);
        state.on_resize(Rect::new(0, 0, 140, 4));
        assert_eq!((state.selected, state.offset), (1, 1));
        control(&mut state, 'p');
        assert_eq!((state.selected, state.offset), (0, 0));
    }

    #[test]
    fn more_rows_of_a_query_leave_the_selection_and_those_of_another_do_not() {
        let mut state = state_with(&["a.md", "b.md"]);
        press(&mut state, KeyCode::Down);
        assert_eq!(state.on_answer(found(1, &["a.md", "b.md", "c.md"])), None);
        assert_eq!((state.selected, state.rows.len()), (1, 3));
        press(&mut state, KeyCode::Char('x'));
        state.on_answer(found(2, &["b.md", "a.md"]));
        assert_eq!(state.selected, 0);
        // After a refresh, the same place is selected.
        state.search_again();
        state.on_answer(found(3, &["new.md", "b.md"]));
        assert_eq!(state.selected, 1);
    }

    #[test]
    fn the_preview_is_that_of_the_selected_row() {
        let mut state = state_with(&["a.md", "b.md"]);
        let Some(Effect::Preview(request)) = press(&mut state, KeyCode::Down) else { panic!("a preview") };
        assert_eq!((request.place, request.width, request.height), (place("b.md"), 75, 5));
        let preview = |id: u64, text: &'static str| Answer::Preview { id, lines: vec![text.into()] };
        state.on_answer(preview(request.id - 1, "of a"));
        assert!(state.preview.is_empty());
        state.on_answer(preview(request.id, "of b"));
        state.on_answer(Answer::Brief { id: request.id, lines: vec!["INT-1".into()] });
        assert_eq!((state.preview[0].to_string(), state.brief.len()), ("of b".to_owned(), 1));
        press(&mut state, KeyCode::Tab);
        state.on_answer(preview(request.id, "of b"));
        assert!(state.preview.is_empty() && state.brief.is_empty());
        // There is no room for one.
        let (mut narrow, _) = State::new("", Rect::new(0, 0, 80, 10));
        assert_eq!(narrow.on_answer(found(1, &["a.md"])), None);
    }

    #[test]
    fn keys_switch_lists_open_and_quit() {
        let mut state = state_with(&["a.md"]);
        assert_eq!(press(&mut state, KeyCode::Enter), Some(Effect::Open(place("a.md"))));
        assert_eq!(control(&mut state, 'e'), Some(Effect::Edit(place("a.md"))));
        assert_eq!(control(&mut state, 'r'), Some(Effect::Refresh));
        for (code, list) in
            [(KeyCode::Tab, List::Integrations), (KeyCode::Tab, List::Changes), (KeyCode::BackTab, List::Integrations)]
        {
            let Some(Effect::Search(query)) = press(&mut state, code) else { panic!("a search") };
            assert_eq!((query.list, state.list, state.rows.len()), (list, list, 0));
        }
        assert_eq!((press(&mut state, KeyCode::Enter), control(&mut state, 'e')), (None, None));
        assert_eq!(press(&mut state, KeyCode::Esc), Some(Effect::Quit));
        assert_eq!((control(&mut state, 'c'), control(&mut state, 'd')), (Some(Effect::Quit), Some(Effect::Quit)));
    }
}
