use std::io::Write;
use std::sync::mpsc::{self, SyncSender};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use serde_json::json;
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use signal_hook::iterator::Signals;

use super::context::Context;
use super::{Output, index};
use crate::error::{Error, Result};
use crate::model::Change;
use crate::render::terminal::harmless;
use crate::session::{self, Event, Notices};
use crate::vault::Bell;

/// How many lines may wait for a reader that is slow. Beyond that lines are lost, never work.
const LINES: usize = 10_000;

/// How long it may take to end in order after a signal.
const LAST_WORDS: Duration = Duration::from_millis(1500);

/// Keep the index live in the foreground, until Ctrl-C
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Print one JSON object an event
    #[arg(long)]
    json: bool,
}

pub fn run(args: &Args, context: &Context) -> Result<Output> {
    let place = context.place()?;
    let root = place.vault.root().to_path_buf();
    let (lines, printer) = printer();
    let stop = |bell: Bell| {
        if let Err(error) = pull_on_signal(bell) {
            context.say(&format!("signals can't be heard: {error}; stop with `kill -9`"));
        }
    };
    session::watch(place, context, stop, |event| {
        context.finish_bar();
        if let Event::Degraded(why) = &event {
            context.say(why);
        }
        if let Event::Unread(path, why) = &event {
            context.say(&format!("could not read `{path}`: {why}; it is tried again"));
        }
        let line = if args.json { Some(json(&event)) } else { human(&event, &root) };
        if let Some(line) = line {
            let _ = lines.try_send(line);
        }
    })?;
    drop(lines);
    // The last lines are worth a moment, a reader that has stopped reading is not.
    let began = Instant::now();
    while !printer.is_finished() && began.elapsed() < Duration::from_millis(200) {
        thread::sleep(Duration::from_millis(2));
    }
    Ok(Output::default())
}

/// A thread that prints, so that a reader that stops reading costs lines and not indexing.
fn printer() -> (SyncSender<String>, JoinHandle<()>) {
    let (sender, receiver) = mpsc::sync_channel::<String>(LINES);
    let printer = thread::spawn(move || {
        let mut stdout = std::io::stdout();
        for line in receiver {
            if writeln!(stdout, "{line}").and_then(|()| stdout.flush()).is_err() {
                return;
            }
        }
    });
    (sender, printer)
}

/// The first signal ends the watch in order, a second one at once.
fn pull_on_signal(bell: Bell) -> Result<()> {
    let mut signals = Signals::new([SIGINT, SIGTERM, SIGHUP]).map_err(|error| Error::read("signals", error))?;
    thread::spawn(move || {
        let mut signals = signals.forever();
        if signals.next().is_none() {
            return;
        }
        bell.pull();
        // A second signal, or work that does not come to its end in time: a commit is whole or not there, so nothing is
        // lost by leaving now.
        thread::spawn(|| {
            thread::sleep(LAST_WORDS);
            std::process::exit(0);
        });
        signals.next();
        std::process::exit(0);
    });
    Ok(())
}

fn human(event: &Event, root: &std::path::Path) -> Option<String> {
    let line = match event {
        Event::Ready(files) => format!("watching {} ({files} files); Ctrl-C stops", root.display()),
        Event::Changed(change) => index::line(change),
        Event::Renamed(from, to) => format!("- {from}\n+ {to}"),
        Event::Recovered => "all is well again".to_owned(),
        Event::Degraded(_) | Event::Unread(..) | Event::Commit(_) => return None,
    };
    Some(line.split('\n').map(harmless).collect::<Vec<_>>().join("\n"))
}

fn json(event: &Event) -> String {
    let value = match event {
        Event::Ready(files) => json!({"event": "ready", "files": files}),
        Event::Changed(Change::Added(path)) => json!({"event": "added", "path": path}),
        Event::Changed(Change::Modified(path)) => json!({"event": "modified", "path": path}),
        Event::Changed(Change::Removed(path)) => json!({"event": "removed", "path": path}),
        Event::Renamed(from, to) => json!({"event": "renamed", "from": from, "to": to}),
        Event::Unread(path, why) => json!({"event": "unread", "path": path, "reason": why}),
        Event::Commit(changes) => json!({"event": "commit", "changes": changes}),
        Event::Degraded(why) => json!({"event": "degraded", "reason": why}),
        Event::Recovered => json!({"event": "recovered"}),
    };
    value.to_string()
}
