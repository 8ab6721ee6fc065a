use schemars::JsonSchema;
use serde::Serialize;
use vaultdex_notes::VaultPath;

use super::context::Context;
use super::format::FormatArgs;
use super::output::Output;
use super::text::{counted, moment};
use crate::error::Result;
use crate::render::list::{Layout, List};
use crate::render::terminal::{Styling, faint, strong};
use crate::render::wrap::{Item, fill};
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

/// A note as it is listed.
#[derive(Serialize, JsonSchema)]
pub struct NoteRow<'a> {
    /// The path of the note.
    path: &'a str,
    /// The title.
    title: &'a str,
    /// When it was modified last.
    modified: Option<String>,
    /// The moment in nanoseconds since 1970.
    #[serde(skip)]
    at: i64,
}

impl<'a> NoteRow<'a> {
    fn new(note: &'a RecentNote) -> NoteRow<'a> {
        let RecentNote { path, title, modified } = note;
        NoteRow { path: path.as_str(), title, modified: moment(*modified), at: *modified }
    }
}

/// What the list begins with.
#[derive(Serialize, JsonSchema)]
pub struct Total {
    /// The number of all notes.
    total: usize,
}

pub static LAYOUT: Layout = Layout::new("notes", "note", &["path", "title", "modified"], "path");

pub fn run(args: &Args, context: &Context) -> Result<Output> {
    let session = context.session()?;
    let (notes, total) = session.recent(args.limit as usize)?;
    let mut rows: Vec<NoteRow> = notes.iter().map(NoteRow::new).collect();
    args.format.arrange(&LAYOUT, &mut rows)?;
    let list = List::new(&LAYOUT, &rows).with_before(&Total { total });
    let output = args.format.print(list, &context.styling(&session.vault), |styling| human(&rows, styling))?;
    let omitted = total - notes.len();
    let note = (omitted > 0 && !args.format.is_for_programs())
        .then(|| context.closing_note(format!("{}; increase -n to see more", counted(omitted, "older note"))));
    Ok(Output { closing_note: note.flatten(), ..output })
}

fn human(rows: &[NoteRow], styling: &Styling) -> String {
    let mut text = String::new();
    for row in rows {
        let path = VaultPath::new(row.path);
        let is_own = [path.stem(), path.file_name()].contains(&row.title);
        let title = (!is_own).then(|| Item::Words(strong(&styling.text(row.title))));
        let parts: Vec<Item> = [Item::Whole(styling.path(row.path, None))].into_iter().chain(title).collect();
        text.push_str(&fill(&format!("{}  ", faint(&local_time(row.at))), 4, &parts, "  ", styling.width));
    }
    text
}

/// Returns a time in the local time zone, to the minute.
pub fn local_time(nanoseconds: i64) -> String {
    let Ok(moment) = jiff::Timestamp::from_nanosecond(nanoseconds.into()) else { return String::new() };
    moment.to_zoned(jiff::tz::TimeZone::system()).strftime("%Y-%m-%d %H:%M").to_string()
}
