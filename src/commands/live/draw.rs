//! Draws the screen.

use ratatui::Frame;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::{Color, Modifier, Style, Stylize};
use ratatui::text::{Line, Span};
use ratatui::widgets::{Paragraph, Widget};

use super::layout::Layout;
use super::rows::{List, safe, styled_lines};
use super::state::State;
use crate::render::table::{Cell, lines, shorten};
use crate::render::terminal::Styling;

const PROMPT: &str = "> ";
/// What marks the selected row, and the space of other rows in its place.
const MARKS: [&str; 2] = ["> ", "  "];
/// The spaces between two parts of the status line.
const GAP: usize = 2;
/// What the keys do; as many as there is room for are shown.
const KEYS: [&str; 6] = ["Enter Obsidian", "^E editor", "Tab list", "Esc quit", "^R refresh", "Shift-↑↓ scroll"];

/// Draws the state. Without `colors`, only bold, faint and reversed text is used, and nothing has another meaning then.
pub fn draw(state: &State, colors: bool, frame: &mut Frame) {
    let layout = Layout::of(frame.area());
    let buffer = frame.buffer_mut();
    Line::from(tabs(state.list)).render(layout.tabs, buffer);
    let cursor = draw_input(state, layout.input, buffer);
    draw_list(state, layout.list, buffer);
    draw_rule(layout.rule, buffer);
    Paragraph::new(state.preview.visible(layout.preview.height)).render(layout.preview, buffer);
    draw_status(state, layout.status, buffer);
    if !colors {
        for cell in &mut buffer.content {
            (cell.fg, cell.bg) = (Color::Reset, Color::Reset);
        }
    }
    if let Some(cursor) = cursor {
        frame.set_cursor_position(cursor);
    }
}

fn tabs(current: List) -> Vec<Span<'static>> {
    let tab = |list: List| match list == current {
        true => format!("[{}]", list.title()).bold(),
        false => format!(" {} ", list.title()).dim(),
    };
    List::ALL.map(tab).to_vec()
}

/// Draws the query, shifted so far that the cursor is visible. Returns the place of the cursor.
fn draw_input(state: &State, area: Rect, buffer: &mut Buffer) -> Option<Position> {
    let width = usize::from(area.width).checked_sub(PROMPT.len() + 1)?;
    let (before, after) = state.input.parts();
    let (before, after) = (safe(before), safe(after));
    let mut shown = before.as_str();
    while Line::from(shown).width() > width {
        let mut rest = shown.chars();
        rest.next();
        shown = rest.as_str();
    }
    let column = PROMPT.len() + Line::from(shown).width();
    Line::from(vec![PROMPT.bold(), shown.to_owned().into(), after.into()]).render(area, buffer);
    (area.height > 0).then(|| Position::new(area.x + column as u16, area.y))
}

fn draw_list(state: &State, area: Rect, buffer: &mut Buffer) {
    let rows = state.selection.rows.iter().skip(state.selection.offset).take(area.height.into());
    let rows: Vec<&[Cell]> = rows.map(|row| row.cells.as_slice()).collect();
    let styling = Styling::of_terminal(Some(usize::from(area.width).saturating_sub(MARKS[0].len())));
    let lines = styled_lines(&lines(state.list.columns(), &rows, &styling).concat());
    for ((nth, mut line), area) in lines.into_iter().enumerate().zip(area.rows()) {
        let is_selected = state.selection.offset + nth == state.selection.selected;
        line.spans.insert(0, MARKS[usize::from(!is_selected)].into());
        line.render(area, buffer);
        if is_selected {
            buffer.set_style(area, Style::new().add_modifier(Modifier::REVERSED).remove_modifier(Modifier::DIM));
        }
    }
}

fn draw_rule(area: Rect, buffer: &mut Buffer) {
    let symbol = if area.height > 1 { "│" } else { "─" };
    let line = if area.height > 1 { Rect { width: area.width.min(1), ..area } } else { area };
    for position in line.positions() {
        buffer[position].set_symbol(symbol).set_style(Style::new().dim());
    }
}

/// Draws what is wrong or how many rows there are, and to the right of it what the keys do.
fn draw_status(state: &State, area: Rect, buffer: &mut Buffer) {
    let wrong = state.message.as_ref().or(state.problem.as_ref());
    let left = shorten(wrong.unwrap_or(&state.summary), area.width.into());
    let mut room = usize::from(area.width).saturating_sub(Line::from(&*left).width() + GAP);
    let mut keys: Vec<&str> = Vec::new();
    for key in KEYS {
        let width = Line::from(key).width() + if keys.is_empty() { 0 } else { GAP };
        let Some(rest) = room.checked_sub(width) else { break };
        room = rest;
        keys.push(key);
    }
    let left = if wrong.is_some() { left.bold() } else { Span::from(left) };
    Line::from(left).render(area, buffer);
    Line::from(keys.join("  ").dim()).right_aligned().render(area, buffer);
}

#[cfg(test)]
mod tests {
    use ratatui::Terminal;
    use ratatui::backend::TestBackend;
    use ratatui::crossterm::event::KeyCode;
    use vaultdex_notes::VaultPath;

    use super::*;
    use crate::commands::live::requests::{Answer, Effect};
    use crate::commands::live::rows::{Place, Row};

    fn row(cells: &[&str]) -> Row {
        let place = Place { path: VaultPath::new("a.md"), line: None };
        Row { cells: cells.iter().map(|cell| Cell::new(*cell)).collect(), place }
    }

    fn state(query: &str, rows: &[&[&str]], screen: Rect) -> State {
        let (mut state, _) = State::new(query, screen);
        let rows = rows.iter().map(|cells| row(cells)).collect();
        let effect = state.on_answer(Answer::Rows { id: 1, rows, summary: "2 of 8,521 notes".to_owned() });
        if let Some(Effect::Preview(request)) = effect {
            state.on_answer(Answer::Preview {
                id: request.id,
                text: vec!["7: first line".red().into(), "last".into()].into(),
            });
            state.on_answer(Answer::Brief { id: request.id, lines: vec!["INT-1  active".into()] });
        }
        state
    }

    fn screen(state: &State, colors: bool, size: (u16, u16)) -> Buffer {
        let mut terminal = Terminal::new(TestBackend::new(size.0, size.1)).expect("a terminal");
        terminal.draw(|frame| draw(state, colors, frame)).expect("drawn");
        terminal.backend().buffer().clone()
    }

    /// Returns the lines of the screen without the spaces at their ends.
    fn lines(buffer: &Buffer) -> Vec<String> {
        let width = buffer.area.width.into();
        let line = |cells: &[ratatui::buffer::Cell]| {
            // The cell after a wide character is covered by it.
            let (mut text, mut covered) = (String::new(), 0);
            for cell in cells {
                if covered == 0 {
                    text.push_str(cell.symbol());
                    covered = Line::from(cell.symbol()).width().max(1);
                }
                covered -= 1;
            }
            text.trim_end().to_owned()
        };
        buffer.content.chunks(width).map(line).collect()
    }

    const ROWS: [&[&str]; 2] = [&["Orders to ERP", "Integrations/"], &["日本語のノート", "Notes/"]];

    fn drawn(size: (u16, u16)) -> Vec<String> {
        lines(&screen(&state("tea", &ROWS, Rect::new(0, 0, size.0, size.1)), true, size))
    }

    #[test]
    fn forty_columns_have_the_list_alone() {
        let expected = [
            "[Notes] Integrations  Changes",
            "> tea",
            "> Orders to ERP   Integrations/",
            "  日本語のノート  Notes/",
            "",
            "2 of 8,521 notes          Enter Obsidian",
        ];
        assert_eq!(drawn((40, 6)), expected);
    }

    #[test]
    fn eighty_columns_have_the_preview_below() {
        let found = drawn((80, 20));
        assert_eq!(found[2], "> Orders to ERP   Integrations/");
        assert_eq!(found[10], "─".repeat(80));
        assert_eq!(found[11..15], ["INT-1  active", "", "7: first line", "last"]);
        assert_eq!(
            found[19],
            "2 of 8,521 notes        Enter Obsidian  ^E editor  Tab list  Esc quit  ^R refresh"
                .replacen("        ", "       ", 1)
        );
    }

    #[test]
    fn wide_screens_have_the_preview_beside() {
        for (width, list) in [(140, 63), (200, 90)] {
            let found = drawn((width, 10));
            let beside = |line: &str| -> String { line.chars().skip_while(|it| *it != '│').collect() };
            assert_eq!(found[2].chars().nth(list), Some('│'), "{width}");
            let previews: Vec<String> = found[2..6].iter().map(|line| beside(line)).collect();
            assert_eq!(previews, ["│ INT-1  active", "│", "│ 7: first line", "│ last"], "{width}");
        }
    }

    #[test]
    fn columns_give_way_as_in_the_table_of_the_list() {
        let size = (50, 5);
        let (mut state, _) = State::new("", Rect::new(0, 0, size.0, size.1));
        state.on_key(KeyCode::Tab.into());
        let cells = ["INT-2024-001", "Orders to the warehouse", "", "planned", "Web Shop → Warehouse"];
        let found = |cells| Answer::Rows { id: 2, rows: vec![row(cells)], summary: String::new() };
        state.on_answer(found(&cells));
        assert_eq!(lines(&screen(&state, true, size))[2], "> INT-2024-001  Orders to the warehouse  planned");
    }

    #[test]
    fn the_end_of_a_long_query_is_shown_with_the_cursor() {
        let size = (20, 5);
        let state = state("one two three four five", &[], Rect::new(0, 0, 20, 5));
        let mut terminal = Terminal::new(TestBackend::new(size.0, size.1)).expect("a terminal");
        terminal.draw(|frame| draw(&state, true, frame)).expect("drawn");
        assert_eq!(lines(terminal.backend().buffer())[1], "> o three four five");
        terminal.backend_mut().assert_cursor_position((19, 1));
    }

    #[test]
    fn what_is_wrong_replaces_the_count() {
        let mut state = state("(", &ROWS, Rect::new(0, 0, 40, 6));
        state.on_answer(Answer::Problem { id: 1, message: "unclosed parenthesis".to_owned() });
        assert_eq!(lines(&screen(&state, true, (40, 6)))[5], "unclosed parenthesis      Enter Obsidian");
    }

    #[test]
    fn nothing_is_said_by_colors_alone() {
        let size = (140, 10);
        let state = state("tea", &ROWS, Rect::new(0, 0, 140, 10));
        let (colored, plain) = (screen(&state, true, size), screen(&state, false, size));
        assert_eq!(lines(&colored), lines(&plain));
        let has_color = |buffer: &Buffer| buffer.content.iter().any(|cell| cell.fg != Color::Reset);
        assert!(has_color(&colored) && !has_color(&plain));
    }

    #[test]
    fn no_size_is_too_small() {
        for size in [(1, 1), (2, 2), (3, 3), (5, 4), (40, 2), (100, 3), (12, 25)] {
            let state = state("tea", &ROWS, Rect::new(0, 0, size.0, size.1));
            assert_eq!(screen(&state, true, size).area.as_size(), size.into());
        }
    }
}
