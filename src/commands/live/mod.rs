//! Live search: results while a query is typed (docs/spec/cli.md#live-search).

mod changes;
mod draw;
mod fuzzy;
mod input;
mod integrations;
mod layout;
mod notes;
mod preview;
mod requests;
mod rows;
mod selection;
mod state;
mod terminal;
mod worker;

use std::io;
use std::panic::resume_unwind;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread;
use std::time::Duration;

use anstream::{AutoStream, ColorChoice};
use jiff::civil::Date;
use ratatui::crossterm::event;
use ratatui::crossterm::event::{Event, KeyEventKind};
use ratatui::layout::Rect;
use vaultdex_notes::FileKind;
use vaultdex_records::document::headings;

pub use self::notes::SearchSettings;
use self::requests::Effect;
use self::rows::{List, Place};
use self::state::State;
use self::terminal::Screen;
pub use self::terminal::is_available;
use self::worker::{Outcome, Request};
use super::context::Context;
use super::output::Output;
use super::{editor, obsidian};
use crate::error::{Error, Result};
use crate::session::Session;
use crate::system::suspend;

/// The maximum number of rows unless the arguments name another.
pub const LIMIT: usize = 100;

/// How often the index is looked at for changes that other processes have committed.
const COMMIT_INTERVAL: Duration = Duration::from_secs(1);

/// What the loop waits for.
enum Message {
    Input(io::Result<Event>),
    Outcome(Outcome),
    /// Another process, such as a watcher, has committed changes.
    Commit,
}

/// A running live search.
struct Live<'a> {
    context: &'a Context,
    session: Arc<Session>,
    settings: SearchSettings,
    today: Date,
    screen: Screen,
    state: State,
    /// Takes the requests for each list.
    workers: [Sender<Request>; List::ALL.len()],
}

/// Searches while a query is typed, until it is quit.
///
/// # Errors
///
/// Fails if there is no terminal, if the index cannot be opened, or if the terminal goes away.
pub fn run(query: &str, settings: impl FnOnce(&Session) -> SearchSettings, context: &Context) -> Result<Output> {
    if !is_available() {
        return Err(Error::NoTerminal);
    }
    let today = context.today()?;
    let session = Arc::new(context.session()?);
    let settings = settings(&session);
    let (messages, received) = channel();
    let screen = Screen::show().map_err(failed)?;
    let (state, search) = State::new(query, screen.area().map_err(failed)?);
    let workers = start_workers(&session, &settings, today, context, &messages);
    let mut live = Live { context, session, settings, today, screen, state, workers };
    live.run_effect(search)?;
    live.run(&read_input(messages), &received)?;
    Ok(Output::default())
}

fn failed(source: io::Error) -> Error {
    Error::Output { source }
}

fn start_workers(
    session: &Arc<Session>,
    settings: &SearchSettings,
    today: Date,
    context: &Context,
    messages: &Sender<Message>,
) -> [Sender<Request>; List::ALL.len()] {
    List::ALL.map(|list| {
        let (session, limit, styling) = (Arc::clone(session), settings.limit, context.plain_styling());
        let source: Box<dyn worker::Source> = match list {
            List::Notes => Box::new(notes::Notes::new(session, settings.clone(), today, styling)),
            List::Integrations => Box::new(integrations::Integrations::new(session, limit, today, styling)),
            List::Changes => Box::new(changes::Changes::new(session, limit, styling)),
        };
        let messages = messages.clone();
        worker::start(source, move |outcome| messages.send(Message::Outcome(outcome)).is_ok())
    })
}

/// Starts to read keys. Each is read after the one before it has been dealt with, which the returned sender says: while
/// another program has the terminal, its keys are not for us.
fn read_input(messages: Sender<Message>) -> Sender<()> {
    let (proceed, may_read) = channel();
    thread::spawn(move || while may_read.recv().is_ok() && messages.send(Message::Input(event::read())).is_ok() {});
    proceed
}

impl Live<'_> {
    fn run(&mut self, read_next: &Sender<()>, messages: &Receiver<Message>) -> Result<()> {
        let colors = match self.context.color() {
            ColorChoice::Auto => AutoStream::choice(&io::stdout()),
            chosen => chosen,
        };
        let _ = read_next.send(());
        loop {
            self.screen.draw(|frame| draw::draw(&self.state, colors != ColorChoice::Never, frame)).map_err(failed)?;
            let Some(first) = self.wait(messages) else { return Ok(()) };
            // What has arrived in the meantime is drawn at once.
            for message in std::iter::once(first).chain(messages.try_iter()) {
                let is_input = matches!(message, Message::Input(_));
                let effect = self.effect_of(message)?;
                for effect in effect.into_iter().chain(self.state.pending_effect()) {
                    match effect {
                        Effect::Quit => return Ok(()),
                        effect => self.run_effect(effect)?,
                    }
                }
                if is_input {
                    let _ = read_next.send(());
                }
            }
        }
    }

    /// Waits for a message; `None` if there will be none.
    fn wait(&self, messages: &Receiver<Message>) -> Option<Message> {
        loop {
            match messages.recv_timeout(COMMIT_INTERVAL) {
                Ok(message) => return Some(message),
                Err(RecvTimeoutError::Timeout) if self.session.is_superseded() => return Some(Message::Commit),
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => return None,
            }
        }
    }

    fn effect_of(&mut self, message: Message) -> Result<Option<Effect>> {
        Ok(match message {
            Message::Input(event) => match event.map_err(failed)? {
                Event::Key(key) if key.kind != KeyEventKind::Release => self.state.on_key(key),
                Event::Paste(text) => self.state.on_paste(&text),
                Event::Resize(width, height) => self.state.on_resize(Rect::new(0, 0, width, height)),
                _ => None,
            },
            Message::Outcome(Outcome::Answer(answer)) => self.state.on_answer(answer),
            Message::Outcome(Outcome::Panic(panic)) => resume_unwind(panic),
            Message::Commit => match self.context.without_messages().session() {
                Ok(session) => Some(self.search_in(session)),
                Err(error) => {
                    self.state.message = Some(worker::in_one_line(&error));
                    None
                }
            },
        })
    }

    fn run_effect(&mut self, effect: Effect) -> Result<()> {
        match effect {
            Effect::Quit => {}
            Effect::Search(query) => {
                let hidden = List::ALL.into_iter().filter(|list| *list != query.list);
                hidden.for_each(|list| self.request(list, Request::Release));
                self.request(query.list, Request::Rows(query));
            }
            Effect::Preview(request) => {
                // The catalogue says what a note records.
                if request.list == List::Notes {
                    self.request(List::Integrations, Request::Preview(request.clone()));
                }
                self.request(request.list, Request::Preview(request));
            }
            Effect::Open(place) => {
                let outcome = self.open(&place);
                self.state.message = Some(outcome.unwrap_or_else(|error| worker::in_one_line(&error)));
            }
            Effect::Edit(place) => {
                let outcome = self.edit(&place)?;
                self.state.message = outcome.err().map(|error| worker::in_one_line(&error));
            }
            Effect::Refresh => {
                let outcome = self.refresh(|| Ok(()))?;
                self.state.message = outcome.err().map(|error| worker::in_one_line(&error));
            }
            Effect::Suspend => {
                let outcome = self.screen.lend(suspend).map_err(failed)?;
                self.state.message = outcome.err().map(|error| error.to_string());
                self.fit_screen()?;
            }
        }
        Ok(())
    }

    fn request(&self, list: List, request: Request) {
        // A worker that is gone has sent its panic.
        let _ = self.workers[list as usize].send(request);
    }

    /// Opens a place in Obsidian. Returns what was done.
    fn open(&self, place: &Place) -> Result<String> {
        let (_, headings) = self.line_and_headings(place)?;
        obsidian::open(&self.context.obsidian_vault(&self.session.vault), &place.path, &headings)?;
        Ok(format!("opened {}", rows::safe(place.path.as_str())))
    }

    /// Opens a place in the editor and waits until it ends.
    fn edit(&mut self, place: &Place) -> Result<Result<()>> {
        let (line, _) = match self.line_and_headings(place) {
            Ok(found) => found,
            Err(error) => return Ok(Err(error)),
        };
        let path = self.session.vault.root().join(place.path.as_str());
        self.refresh(|| editor::edit(&path, line))
    }

    /// Lends the terminal to `run`, then reads what has changed in the vault and searches again.
    fn refresh(&mut self, run: impl FnOnce() -> Result<()>) -> Result<Result<()>> {
        let context = self.context;
        let (outcome, session) = self.screen.lend(|| (run(), context.session())).map_err(failed)?;
        // Without another state of the vault, the one that is shown stays.
        let session = match session {
            Ok(session) => session,
            Err(error) => return Ok(Err(error)),
        };
        self.fit_screen()?;
        let search = self.search_in(session);
        self.run_effect(search)?;
        Ok(outcome)
    }

    /// Has the workers answer from another session. Returns the search that finds the rows again.
    fn search_in(&mut self, session: Session) -> Effect {
        self.session = Arc::new(session);
        for worker in &self.workers {
            let _ = worker.send(Request::Session(Arc::clone(&self.session)));
        }
        self.state.search_again()
    }

    /// Adapts to the size of the terminal, which may be another one after it was lent.
    fn fit_screen(&mut self) -> Result<()> {
        let area = self.screen.area().map_err(failed)?;
        self.state.on_resize(area).map_or(Ok(()), |effect| self.run_effect(effect))
    }

    /// Returns the line of a place, from 1, and the headings above it, outermost first.
    fn line_and_headings(&self, place: &Place) -> Result<(u32, Vec<String>)> {
        if !FileKind::from_path(&place.path).is_parsed() {
            return Ok((1, Vec::new()));
        }
        let Some(line) = place.line else {
            let expr = notes::parse(self.state.query(), self.today)?;
            let matcher = self.session.matcher(&expr, self.settings.options)?;
            let hit = self.session.matches_in(&place.path, &matcher)?;
            return Ok((hit.line, hit.headings));
        };
        let (file, note) = self.session.read_text(&place.path)?;
        let end: usize = file.text.split_inclusive('\n').take(line as usize).map(str::len).sum();
        let above = headings::path(&note, end.saturating_sub(1));
        Ok((line, above.into_iter().map(|heading| heading.text.clone()).collect()))
    }
}
