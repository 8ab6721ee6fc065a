use std::fmt::Write as _;
use std::time::Instant;

use super::Output;
use super::context::Context;
use crate::error::Result;
use crate::render::terminal::harmless;
use crate::session::{Notices, Report};
use crate::vault::Change;
use crate::{session, system};

/// Build the index, or bring it up to date
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Build it anew, whatever is there
    #[arg(long)]
    rebuild: bool,
    /// Print the result as JSON
    #[arg(long)]
    json: bool,
}

pub fn run(args: &Args, context: &Context) -> Result<Output> {
    let began = Instant::now();
    let place = context.place()?;
    // From here on it needs no more than a watcher does. A folder that can't be made is told of by whoever needs it.
    if place.folder.create().is_ok() {
        system::confine(&[place.vault.root()], &[place.folder.root()]);
    }
    let report = session::index(&place, args.rebuild, context)?;
    context.finish_bar();
    for (path, why) in &report.unread {
        context.say(&format!("could not read `{path}`: {why}"));
    }
    Ok(match args.json {
        true => Output::document(json(&report, began)),
        false => Output::found(human(&report, began, context.is_verbose())),
    })
}

fn human(report: &Report, began: Instant, verbose: bool) -> String {
    let (added, modified, removed) = report.counts();
    let mut text = String::new();
    for change in report.changes.iter().filter(|_| verbose) {
        let _ = writeln!(text, "{}", harmless(&line(change)));
    }
    let failed = report.unread.len();
    let _ = writeln!(
        text,
        "{} files: {added} added, {modified} modified, {removed} removed, {failed} failed, in {:.2} s",
        report.files,
        began.elapsed().as_secs_f64()
    );
    text
}

fn json(report: &Report, began: Instant) -> String {
    let (added, modified, removed) = report.counts();
    crate::render::list::document_text(&serde_json::json!({
        "schema_version": 1,
        "files": report.files,
        "added": added,
        "modified": modified,
        "removed": removed,
        "failed": report.unread.iter().map(|(path, why)| serde_json::json!({"path": path, "reason": why})).collect::<Vec<_>>(),
        "milliseconds": began.elapsed().as_millis() as u64,
    }))
}

/// A change as `watch` and `index -v` show it: `+ path`, `~ path`, `- path`.
pub fn line(change: &Change) -> String {
    let sign = match change {
        Change::Added(_) => '+',
        Change::Modified(_) => '~',
        Change::Removed(_) => '-',
    };
    format!("{sign} {}", change.path())
}
