use std::fmt::Write as _;

use serde_json::{Value, json};

use super::args::FormatArgs;
use super::context::Context;
use super::output::Output;
use super::text::{counted, moment};
use crate::error::Result;
use crate::render::list::List;
use crate::render::terminal::{Styling, faint, strong};
use crate::session::RecentNote;

/// List the notes that were modified last, newest first
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Maximum number of notes to show
    #[arg(short = 'n', long, value_name = "N", default_value_t = 20, value_parser = clap::value_parser!(u32).range(1..))]
    limit: u32,
    #[command(flatten)]
    format: FormatArgs,
}

pub fn run(args: &Args, context: &Context) -> Result<Output> {
    let session = context.session()?;
    let (notes, total) = session.recent(args.limit as usize)?;
    let row = |note: &RecentNote| json!({"path": note.path, "title": note.title, "modified": moment(note.modified)});
    let rows: Vec<Value> = notes.iter().map(row).collect();
    let mut list = List::new("notes", &["path", "title", "modified"], "path", &rows);
    list.before = vec![("total", total.into())];
    let styling = context.styling(&session.vault);
    let output = args.format.print(&list, &styling, || human(&notes, &styling));
    let omitted = total - notes.len();
    let note = (omitted > 0 && !args.format.is_for_programs())
        .then(|| context.closing_note(format!("{}; increase -n to see more", counted(omitted, "older note"))));
    Ok(Output { closing_note: note.flatten(), ..output })
}

fn human(notes: &[RecentNote], styling: &Styling) -> String {
    let mut text = String::new();
    for RecentNote { path, title, modified } in notes {
        let is_own = [path.stem(), path.file_name()].contains(&title.as_str());
        let title = if is_own { String::new() } else { format!("  {}", strong(&styling.text(title))) };
        let _ = writeln!(text, "{}  {}{title}", faint(&local_time(*modified)), styling.path(path.as_str(), None));
    }
    text
}

/// Returns a time in the local time zone, to the minute.
pub fn local_time(nanoseconds: i64) -> String {
    let Ok(moment) = jiff::Timestamp::from_nanosecond(nanoseconds.into()) else { return String::new() };
    moment.to_zoned(jiff::tz::TimeZone::system()).strftime("%Y-%m-%d %H:%M").to_string()
}
