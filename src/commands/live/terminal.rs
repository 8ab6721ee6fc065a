//! The terminal while the screen is shown: it is restored at the end, however that comes about.

use std::io::{self, IsTerminal, Stdout, stdout};
use std::sync::Once;
use std::sync::atomic::{AtomicBool, Ordering};

use ratatui::backend::CrosstermBackend;
use ratatui::crossterm::cursor::Show;
use ratatui::crossterm::event::{DisableBracketedPaste, EnableBracketedPaste};
use ratatui::crossterm::execute;
use ratatui::crossterm::terminal::{EnterAlternateScreen, LeaveAlternateScreen, disable_raw_mode, enable_raw_mode};
use ratatui::layout::Rect;
use ratatui::{Frame, Terminal};

use crate::system::{TerminationHook, on_termination};

/// Whether the terminal shows the screen.
static IS_SHOWN: AtomicBool = AtomicBool::new(false);

/// Whether stdin and stdout are a terminal that can show a screen.
pub fn is_available() -> bool {
    let is_dumb = std::env::var_os("TERM").is_none_or(|term| term == "dumb");
    io::stdin().is_terminal() && stdout().is_terminal() && !(is_dumb && cfg!(unix))
}

/// The screen. What the terminal showed before is shown again when it is dropped.
pub struct Screen {
    terminal: Terminal<CrosstermBackend<Stdout>>,
    _hook: TerminationHook,
}

impl Screen {
    /// Takes the terminal.
    ///
    /// # Errors
    ///
    /// Fails if the terminal does not allow it.
    pub fn show() -> io::Result<Screen> {
        static PANIC_HOOK: Once = Once::new();
        PANIC_HOOK.call_once(|| {
            let report = std::panic::take_hook();
            // A report on a screen that is about to disappear could not be read.
            std::panic::set_hook(Box::new(move |panic| {
                hide();
                report(panic);
            }));
        });
        let screen = Screen { terminal: Terminal::new(CrosstermBackend::new(stdout()))?, _hook: on_termination(hide) };
        show()?;
        Ok(screen)
    }

    /// Returns the size of the screen.
    ///
    /// # Errors
    ///
    /// Fails if the terminal does not tell.
    pub fn area(&self) -> io::Result<Rect> {
        Ok(Rect::from((ratatui::layout::Position::ORIGIN, self.terminal.size()?)))
    }

    /// Draws the screen.
    ///
    /// # Errors
    ///
    /// Fails if the terminal is gone.
    pub fn draw(&mut self, draw: impl FnOnce(&mut Frame)) -> io::Result<()> {
        self.terminal.draw(draw).map(|_| ())
    }

    /// Lends the terminal to another program.
    ///
    /// # Errors
    ///
    /// Fails if the terminal cannot be taken again.
    pub fn lend<T>(&mut self, run: impl FnOnce() -> T) -> io::Result<T> {
        hide();
        let result = run();
        show()?;
        // Clearing would ask the terminal where the cursor is, which some do not answer.
        let area = self.area()?;
        self.terminal.resize(area)?;
        Ok(result)
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        hide();
    }
}

fn show() -> io::Result<()> {
    IS_SHOWN.store(true, Ordering::SeqCst);
    enable_raw_mode()?;
    execute!(stdout(), EnterAlternateScreen, EnableBracketedPaste)
}

/// Gives the terminal back, unless that has been done. Nothing can be done about a terminal that is gone.
fn hide() {
    if IS_SHOWN.swap(false, Ordering::SeqCst) {
        let _ = execute!(stdout(), DisableBracketedPaste, LeaveAlternateScreen, Show);
        let _ = disable_raw_mode();
    }
}
