//! What the screen shows, and what keys and answers do to it.

use ratatui::crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use ratatui::layout::Rect;

use super::input::Input;
use super::layout::Layout;
use super::preview::Preview;
use super::requests::{Answer, Effect, PreviewRequest, Query, RequestId};
use super::rows::{List, Place};
use super::selection::Selection;

/// What stands in place of the number of rows until it is known.
const LOADING: &str = "loading…";

/// What the screen shows.
#[derive(Debug, Clone, Default)]
pub struct State {
    pub list: List,
    pub input: Input,
    pub selection: Selection,
    /// How many rows there are.
    pub summary: String,
    /// What is wrong with the query, or what happened last.
    pub message: Option<String>,
    /// Why the query cannot be answered. The rows are those of an earlier one then, and none of them can be opened.
    pub problem: Option<String>,
    /// A key that waits for the answer to the query.
    pending: Option<KeyEvent>,
    pub preview: Preview,
    screen: Rect,
    /// The numbers of the latest requests.
    last_query: u64,
    /// The number of the last query that was answered, by rows or by what is wrong with it.
    last_answered: u64,
    last_preview: u64,
    /// The query that found the rows.
    found_by: Option<Query>,
}

impl State {
    /// Returns the state in which nothing has been found yet, and the first thing to do.
    pub fn new(query: &str, screen: Rect) -> (State, Effect) {
        let summary = LOADING.to_owned();
        let mut state = State { input: Input::new(query), summary, screen, ..State::default() };
        let search = state.search();
        (state, search)
    }

    /// Returns the search for what is typed.
    fn search(&mut self) -> Effect {
        self.last_query += 1;
        self.selection.seek_first();
        Effect::Search(Query { id: self.last_query, list: self.list, text: self.input.text().to_owned() })
    }

    /// Searches once more for what is typed. The rows may be others, but the note that is selected stays so.
    pub fn search_again(&mut self) -> Effect {
        let has_rows = self.found_by.as_ref().is_some_and(|it| it.list == self.list && it.text == self.input.text());
        let search = self.search();
        if has_rows {
            self.selection.seek_selected();
        }
        search
    }

    pub fn on_key(&mut self, key: KeyEvent) -> Option<Effect> {
        (self.message, self.pending) = (None, None);
        let has = |modifier| key.modifiers.contains(modifier);
        let is_control = has(KeyModifiers::CONTROL);
        let (selected, page) = (self.selection.selected, self.list_height());
        match key.code {
            KeyCode::Esc => Some(Effect::Quit),
            KeyCode::Char('c' | 'd') if is_control => Some(Effect::Quit),
            KeyCode::Char('r') if is_control => Some(Effect::Refresh),
            KeyCode::Char('e') if is_control => self.act(key, Effect::Edit),
            KeyCode::Char('z') if is_control => cfg!(unix).then_some(Effect::Suspend),
            KeyCode::Enter => self.act(key, Effect::Open),
            KeyCode::Tab => Some(self.switch_to(self.list.after(1))),
            KeyCode::BackTab => Some(self.switch_to(self.list.after(List::ALL.len() - 1))),
            KeyCode::Up if has(KeyModifiers::SHIFT) => self.scroll_preview(|_| -1),
            KeyCode::Down if has(KeyModifiers::SHIFT) => self.scroll_preview(|_| 1),
            KeyCode::Up if has(KeyModifiers::ALT) => self.scroll_preview(|page| -page),
            KeyCode::Down if has(KeyModifiers::ALT) => self.scroll_preview(|page| page),
            KeyCode::Up => self.select(selected.saturating_sub(1)),
            KeyCode::Down => self.select(selected + 1),
            KeyCode::Char('p') if is_control => self.select(selected.saturating_sub(1)),
            KeyCode::Char('n') if is_control => self.select(selected + 1),
            KeyCode::PageUp => self.select(selected.saturating_sub(page)),
            KeyCode::PageDown => self.select(selected + page),
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
        self.selection.scroll(self.list_height());
        self.request_preview()
    }

    pub fn on_answer(&mut self, answer: Answer) -> Option<Effect> {
        match answer {
            Answer::Rows { id, rows, summary } if id == self.last_query => {
                let selected = self.place();
                (self.summary, self.problem, self.last_answered) = (summary, None, id);
                let is_same_query = self.found_by.as_ref().is_some_and(|query| query.id == id);
                self.selection.replace(rows, is_same_query, self.list_height());
                // More rows of a query leave the selected one and its preview as they are.
                if is_same_query && self.place() == selected {
                    return None;
                }
                self.found_by = Some(Query { id, list: self.list, text: self.input.text().to_owned() });
                self.request_preview()
            }
            Answer::Problem { id, message } if id == self.last_query => {
                (self.problem, self.last_answered) = (Some(message), id);
                self.clear_preview();
                None
            }
            Answer::Incomplete { id, message } if self.is_latest(id) => {
                self.message = Some(message);
                None
            }
            Answer::Preview { id, text } if id == self.last_preview => {
                let of = self.place().map(|place| (self.query().to_owned(), place));
                self.preview.show(id, of, text, self.layout().preview);
                None
            }
            Answer::Brief { id, lines } if id == self.last_preview => {
                self.preview.show_brief(id, lines, self.layout().preview);
                None
            }
            _ => None,
        }
    }

    fn is_latest(&self, id: RequestId) -> bool {
        match id {
            RequestId::Query(id) => id == self.last_query,
            RequestId::Preview(id) => id == self.last_preview,
        }
    }

    /// Returns the query that found the rows.
    pub fn query(&self) -> &str {
        self.found_by.as_ref().map_or("", |query| &query.text)
    }

    /// Returns the place that is selected.
    fn place(&self) -> Option<Place> {
        self.selection.place().filter(|_| self.problem.is_none()).cloned()
    }

    fn layout(&self) -> Layout {
        Layout::of(self.screen)
    }

    fn list_height(&self) -> usize {
        usize::from(self.layout().list.height).max(1)
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
        self.selection.rows.clear();
        LOADING.clone_into(&mut self.summary);
        self.clear_preview();
        self.search()
    }

    fn select(&mut self, row: usize) -> Option<Effect> {
        let is_other = self.selection.select(row, self.list_height());
        if is_other { self.request_preview() } else { None }
    }

    /// Scrolls the preview by a number of lines, which may depend on how many are shown at once.
    fn scroll_preview(&mut self, by: impl FnOnce(isize) -> isize) -> Option<Effect> {
        let height = self.layout().preview.height;
        let page = self.preview.scrolled_height(height).max(1);
        self.preview.scroll(by(page.cast_signed()), height);
        None
    }

    fn clear_preview(&mut self) {
        self.last_preview += 1;
        self.preview.clear();
    }

    /// Returns the request for the preview of the selected row, if there is room for one.
    fn request_preview(&mut self) -> Option<Effect> {
        let (place, area) = (self.place(), self.layout().preview);
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
        }))
    }
}

#[cfg(test)]
mod tests {
    use ratatui::text::Line;
    use vaultdex_notes::VaultPath;

    use super::*;
    use crate::commands::live::rows::Row;
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
        assert_eq!((&state.selection.rows, &state.problem), (&rows(&["a.md"]), &None));
        state.on_answer(found(3, &["new.md"]));
        assert_eq!(state.selection.rows, rows(&["new.md"]));
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
        assert_eq!((state.selection.rows.len(), state.problem.as_deref()), (1, Some("unclosed quote")));
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
    fn keys_move_the_selection() {
        let mut state = state_with(&["0.md", "1.md", "2.md", "3.md", "4.md", "5.md", "6.md"]);
        let keys = [KeyCode::Up, KeyCode::PageDown, KeyCode::Down, KeyCode::Up, KeyCode::PageUp];
        for (code, selected) in keys.into_iter().zip([0, 5, 6, 5, 0]) {
            press(&mut state, code);
            assert_eq!(state.selection.selected, selected, "{code:?}");
        }
        control(&mut state, 'n');
        assert_eq!(state.selection.selected, 1);
        control(&mut state, 'p');
        assert_eq!(state.selection.selected, 0);
    }

    #[test]
    fn keys_scroll_the_preview_and_leave_the_selection() {
        let mut state = state_with(&["a.md", "b.md"]);
        let lines: Vec<Line> = (0..30).map(|number| number.to_string().into()).collect();
        state.on_answer(Answer::Preview { id: state.last_preview, text: lines.into() });
        let mut check = |modifiers, code, first: &str| {
            assert_eq!(state.on_key(KeyEvent::new(code, modifiers)), None);
            assert_eq!((state.preview.visible(5)[0].to_string().as_str(), state.selection.selected), (first, 0));
        };
        check(KeyModifiers::SHIFT, KeyCode::Down, "1");
        check(KeyModifiers::SHIFT, KeyCode::Up, "0");
        check(KeyModifiers::ALT, KeyCode::Down, "5");
        check(KeyModifiers::ALT, KeyCode::Up, "0");
    }

    #[test]
    fn more_rows_of_a_query_leave_the_selection_and_those_of_another_do_not() {
        let mut state = state_with(&["a.md", "b.md"]);
        press(&mut state, KeyCode::Down);
        assert_eq!(state.on_answer(found(1, &["a.md", "b.md", "c.md"])), None);
        assert_eq!((state.selection.selected, state.selection.rows.len()), (1, 3));
        press(&mut state, KeyCode::Char('x'));
        state.on_answer(found(2, &["b.md", "a.md"]));
        assert_eq!(state.selection.selected, 0);
    }

    #[test]
    fn the_same_note_is_selected_when_the_rows_are_found_again() {
        let mut state = state_with(&["a.md", "b.md"]);
        press(&mut state, KeyCode::Down);
        state.search_again();
        state.on_answer(found(2, &["new.md", "b.md"]));
        assert_eq!(state.place(), Some(place("b.md")));
        // A query that is typed has the first note selected.
        press(&mut state, KeyCode::Char('x'));
        state.on_answer(found(3, &["a.md", "b.md"]));
        assert_eq!(state.selection.selected, 0);
    }

    #[test]
    fn what_cannot_be_found_later_is_told_and_the_rows_stay() {
        let mut state = state_with(&["a.md"]);
        let incomplete = |id| Answer::Incomplete { id, message: "index is damaged".to_owned() };
        state.on_answer(incomplete(RequestId::Query(0)));
        state.on_answer(incomplete(RequestId::Preview(0)));
        assert_eq!(state.message, None);
        for id in [RequestId::Query(state.last_query), RequestId::Preview(state.last_preview)] {
            state.message = None;
            state.on_answer(incomplete(id));
            assert_eq!((state.selection.rows.len(), state.message.as_deref()), (1, Some("index is damaged")));
        }
    }

    #[test]
    fn the_preview_is_that_of_the_selected_row() {
        let mut state = state_with(&["a.md", "b.md"]);
        let Some(Effect::Preview(request)) = press(&mut state, KeyCode::Down) else { panic!("a preview") };
        assert_eq!((request.place, request.width), (place("b.md"), 75));
        let preview = |id: u64, text: &'static str| Answer::Preview { id, text: vec![text.into()].into() };
        let shown = |state: &State| state.preview.visible(5).iter().map(ToString::to_string).collect::<Vec<_>>();
        state.on_answer(preview(request.id - 1, "of a"));
        assert!(shown(&state).is_empty());
        state.on_answer(preview(request.id, "of b"));
        state.on_answer(Answer::Brief { id: request.id, lines: vec!["INT-1".into()] });
        assert_eq!(shown(&state), ["INT-1", "", "of b"]);
        press(&mut state, KeyCode::Tab);
        state.on_answer(preview(request.id, "of b"));
        assert!(shown(&state).is_empty());
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
        assert_eq!(control(&mut state, 'z'), cfg!(unix).then_some(Effect::Suspend));
        for (code, list) in
            [(KeyCode::Tab, List::Integrations), (KeyCode::Tab, List::Changes), (KeyCode::BackTab, List::Integrations)]
        {
            let Some(Effect::Search(query)) = press(&mut state, code) else { panic!("a search") };
            assert_eq!((query.list, state.list, state.selection.rows.len()), (list, list, 0));
            assert_eq!(state.summary, LOADING);
        }
        assert_eq!((press(&mut state, KeyCode::Enter), control(&mut state, 'e')), (None, None));
        assert_eq!(press(&mut state, KeyCode::Esc), Some(Effect::Quit));
        assert_eq!((control(&mut state, 'c'), control(&mut state, 'd')), (Some(Effect::Quit), Some(Effect::Quit)));
    }
}
