use std::fmt::Write as _;
use std::time::Instant;

use schemars::JsonSchema;
use serde::Serialize;

use super::context::Context;
use super::file_rows::{MalformedFile, UnreadFile};
use super::output::Output;
use super::text::{counted, grouped};
use crate::error::{Error, Result};
use crate::render::json::{Document, document_text};
use crate::render::terminal::sanitized;
use crate::render::wrap::wrap_text;
use crate::session::{Notices, Report};
use crate::vault::Change;
use crate::{session, system};

/// Build or update the index
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    action: Option<Action>,
    /// Rebuild from scratch
    #[arg(long)]
    rebuild: bool,
    /// Print one JSON document
    #[arg(long)]
    json: bool,
}

#[derive(Debug, clap::Subcommand)]
enum Action {
    /// Delete the index of this vault; the next query builds it again
    Purge,
}

pub fn run(args: &Args, context: &Context) -> Result<Output> {
    match args.action {
        Some(Action::Purge) if args.rebuild || args.json => Err(Error::PurgeWithOptions),
        Some(Action::Purge) => purge(context),
        None => update(args, context),
    }
}

fn purge(context: &Context) -> Result<Output> {
    let location = context.location()?;
    let deleted = session::purge(&location)?;
    let folder = location.folder.root().to_string_lossy();
    let styling = context.plain_styling();
    let folder = styling.text(&folder);
    let text = match deleted {
        Some(bytes) => format!("deleted the index at {folder} ({} bytes)\n", grouped(bytes as usize)),
        None => format!("no index at {folder}\n"),
    };
    Ok(Output { is_negative: deleted.is_none(), ..Output::text(text) })
}

fn update(args: &Args, context: &Context) -> Result<Output> {
    let began = Instant::now();
    let location = if args.rebuild { context.location_to_rebuild() } else { context.location() }?;
    // From here on, the command needs the same permissions as the watcher. A failure to create the folder is reported
    // by the step that needs it.
    if location.folder.create().is_ok() {
        system::enter_sandbox(&[location.vault.root()], &[location.folder.root()]);
    }
    let report = session::index(&location, args.rebuild, context)?;
    context.finish_bar();
    for (path, why) in &report.unread {
        context.warn(&format!("could not read `{path}`: {why}"));
    }
    if args.json {
        return Ok(Output::document(json(&report, began)));
    }
    let has_hidden = !report.malformed.is_empty() && !context.is_verbose();
    let note = has_hidden.then(|| context.closing_note("`vaultdex doctor` says what is malformed and where")).flatten();
    let text = human(&report, began, context.is_verbose());
    Ok(Output { closing_note: note, ..Output::text(wrap_text(&text, 2, context.plain_styling().width)) })
}

fn human(report: &Report, began: Instant, verbose: bool) -> String {
    let malformed = &report.malformed;
    let (added, modified, removed) = report.counts();
    let mut text = String::new();
    for change in report.changes.iter().filter(|_| verbose) {
        let _ = writeln!(text, "{}", sanitized(&change_line(change)));
    }
    for malformed in malformed.iter().filter(|_| verbose) {
        let _ = writeln!(text, "! {}", sanitized(&malformed.to_string()));
    }
    let [added, modified, removed, failed] = [added, modified, removed, report.unread.len()].map(grouped);
    let malformed =
        if malformed.is_empty() { String::new() } else { format!(", {} malformed", grouped(malformed.len())) };
    let _ = writeln!(
        text,
        "{}: {added} added, {modified} modified, {removed} removed, {failed} failed{malformed}, in {:.2} s",
        counted(report.files, "file"),
        began.elapsed().as_secs_f64()
    );
    text
}

/// What was done to the index.
#[derive(Serialize, JsonSchema)]
pub struct Summary<'a> {
    /// The number of files in the vault.
    files: usize,
    /// The number of files that were added.
    added: usize,
    /// The number of files that were modified.
    modified: usize,
    /// The number of files that were removed.
    removed: usize,
    /// The files that could not be read this time.
    failed: Vec<UnreadFile<'a>>,
    /// All files of the index of which a part is not known.
    malformed: Vec<MalformedFile<'a>>,
    /// How long it took.
    milliseconds: u64,
}

fn json(report: &Report, began: Instant) -> String {
    let (added, modified, removed) = report.counts();
    document_text(&Document::new(Summary {
        files: report.files,
        added,
        modified,
        removed,
        failed: report.unread.iter().map(|(path, reason)| UnreadFile { path, reason }).collect(),
        malformed: MalformedFile::rows(&report.malformed),
        milliseconds: began.elapsed().as_millis() as u64,
    }))
}

/// Returns a change as `watch` and `index -v` print it: `+ path`, `~ path` or `- path`.
pub fn change_line(change: &Change) -> String {
    let sign = match change {
        Change::Added(_) => '+',
        Change::Modified(_) => '~',
        Change::Removed(_) => '-',
    };
    format!("{sign} {}", change.path())
}
