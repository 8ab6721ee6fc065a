use std::fmt::Write as _;

use schemars::JsonSchema;
use serde::Serialize;

use super::context::Context;
use super::file_rows::{MalformedFile, UnreadFile};
use super::output::Output;
use super::text::{age, counted, grouped};
use crate::error::{Error, Result};
use crate::render::json::{Document, document_text};
use crate::render::terminal::sanitized;
use crate::render::wrap::wrap_text;
use crate::session;
use crate::session::Status;

/// Show the state of the index and the watcher
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Wait until the index has caught up with the vault
    #[arg(long)]
    wait: bool,
    /// Print one JSON document
    #[arg(long)]
    json: bool,
}

pub fn run(args: &Args, context: &Context) -> Result<Output> {
    let location = context.location()?;
    if args.wait && !session::catch_up(&location, context)? {
        return Err(Error::IndexBehind);
    }
    context.finish_bar();
    let status = session::status(&location)?;
    Ok(match args.json {
        true => Output::document(document_text(&Document::new(State::new(&status)))),
        false => Output::text(wrap_text(&human(&status), KEY_WIDTH, context.plain_styling().width)),
    })
}

/// The width of the column of keys.
const KEY_WIDTH: usize = 12;

fn human(status: &Status) -> String {
    let mut text = String::new();
    let mut line = |key: &str, value: String| {
        let _ = writeln!(text, "{key:<KEY_WIDTH$}{}", sanitized(&value));
    };
    line("vault", status.vault.clone());
    let Some(index) = &status.index else {
        let state = match &status.damage {
            Some(why) => format!("{} is damaged: {why}; the next query rebuilds it", status.folder),
            None => format!("none at {}; run `vaultdex index`", status.folder),
        };
        line("index", state);
        return text;
    };
    line("index", format!("{} ({:.1} MB, format {})", status.folder, index.size as f64 / 1e6, index.format));
    line("committed", format!("{} ago", age(index.age)));
    line("files", format!("{} ({})", grouped(index.files), counted(index.notes, "note")));
    line("links", format!("{} ({} unresolved)", grouped(index.links), grouped(index.unresolved)));
    line(
        "pending",
        match index.pending {
            0 => "none; the index is up to date".to_owned(),
            count => format!("{}; read by the next query", counted(count, "changed file")),
        },
    );
    line(
        "watcher",
        match &status.watcher {
            None => "none; queries check for changes themselves".to_owned(),
            Some(watcher) => {
                let live = if status.is_live() { "live" } else { "behind" };
                format!("{live}, process {}, since {}", watcher.pid, watcher.since)
            }
        },
    );
    if let Some(watcher) = status.watcher.as_ref().filter(|watcher| watcher.pending > 0) {
        line("working on", counted(watcher.pending as usize, "file"));
    }
    if let Some(sandbox) = status.watcher.as_ref().and_then(|watcher| watcher.sandbox.as_ref()) {
        line("sandbox", sandbox.clone());
    }
    if let Some(why) = status.watcher.as_ref().and_then(|watcher| watcher.degraded.as_ref()) {
        line("degraded", why.clone());
    }
    for (path, why) in &index.unread {
        line("unread", format!("{path}: {why}"));
    }
    if !index.malformed.is_empty() {
        line("malformed", format!("{}; `vaultdex doctor` says where and why", counted(index.malformed.len(), "file")));
    }
    text
}

/// The state of the index and the watcher.
#[derive(Serialize, JsonSchema)]
pub struct State<'a> {
    /// The vault's folder.
    vault: &'a str,
    /// The index folder.
    folder: &'a str,
    /// Whether a watcher runs, is not degraded and has nothing left to do.
    live: bool,
    /// What is wrong with the index; `None` if it is not damaged.
    damage: Option<&'a str>,
    /// The index; `None` if there is none that can be read.
    index: Option<IndexState<'a>>,
    /// The watcher; `None` if none runs.
    watcher: Option<WatcherState<'a>>,
}

/// The state of the index.
#[derive(Serialize, JsonSchema)]
struct IndexState<'a> {
    /// The size on disk in bytes.
    size: u64,
    /// The version of the format.
    format: u32,
    /// The number of seconds since the last commit.
    age_seconds: i64,
    /// The number of files.
    files: usize,
    /// The number of notes among them.
    notes: usize,
    /// The number of links in notes and canvases.
    links: usize,
    /// The number of links that lead to no file.
    unresolved: usize,
    /// The number of files that differ from the index.
    pending: usize,
    /// The number of segments.
    segments: usize,
    /// The files that could not be read.
    unread: Vec<UnreadFile<'a>>,
    /// The files of which a part is not known.
    malformed: Vec<MalformedFile<'a>>,
}

/// The state of the watcher.
#[derive(Serialize, JsonSchema)]
struct WatcherState<'a> {
    /// The process ID.
    pid: u32,
    /// What the process does: `watch`.
    role: &'a str,
    /// Since when it runs.
    since: &'a str,
    /// Why it works only partially; `None` if it does not.
    degraded: Option<&'a str>,
    /// The number of changes that are not yet written.
    pending: u64,
    /// The sandbox of the process; `None` if it has none.
    sandbox: Option<&'a str>,
}

impl<'a> State<'a> {
    fn new(status: &'a Status) -> State<'a> {
        let index = status.index.as_ref().map(|index| IndexState {
            size: index.size,
            format: index.format,
            age_seconds: index.age,
            files: index.files,
            notes: index.notes,
            links: index.links,
            unresolved: index.unresolved,
            pending: index.pending,
            segments: index.segments,
            unread: index.unread.iter().map(|(path, reason)| UnreadFile { path, reason }).collect(),
            malformed: MalformedFile::rows(&index.malformed),
        });
        let watcher = status.watcher.as_ref().map(|watcher| WatcherState {
            pid: watcher.pid,
            role: &watcher.role,
            since: &watcher.since,
            degraded: watcher.degraded.as_deref(),
            pending: watcher.pending,
            sandbox: watcher.sandbox.as_deref(),
        });
        State {
            vault: &status.vault,
            folder: &status.folder,
            live: status.is_live(),
            damage: status.damage.as_deref(),
            index,
            watcher,
        }
    }
}
