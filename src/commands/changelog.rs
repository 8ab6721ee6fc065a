use std::fmt::Write as _;

use jiff::civil::Date;
use vaultdex_query::timeline;
use vaultdex_query::timeline::{Event, Filter, MalformedLine};
use vaultdex_records::{ChangeSource, Moment, Verb};

use super::args::Form;
use super::context::Context;
use super::{Output, note};
use crate::error::{Error, Result};
use crate::render::list::List;
use crate::render::terminal::{Look, faint, strong};
use crate::session::{Notices, Part};

/// Show one timeline from the change entries of every note, newest last
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Only what stands in this note or is about it
    note: Option<String>,
    /// From this day, month, quarter or year on (2025-03-04, 2025-03, 2025-Q1, 2025)
    #[arg(long, value_name = "DATE", value_parser = first_day)]
    since: Option<Date>,
    /// Up to and with this day, month, quarter or year
    #[arg(long, value_name = "DATE", value_parser = last_day)]
    until: Option<Date>,
    /// Only what is about this system or an integration that touches it
    #[arg(long, value_name = "NAME")]
    system: Option<String>,
    /// Only entries that say this was done (updated, modified, connected, added, …)
    #[arg(long, value_name = "VERB", value_parser = verb)]
    verb: Option<Verb>,
    /// Only entries from log, heading, version, table, keep-a-changelog, frontmatter, callout or dates (the key dates of
    /// records), or from all [default: all but dates]
    #[arg(long, value_name = "KIND", value_delimiter = ',', value_parser = sources)]
    source: Vec<Sources>,
    #[command(flatten)]
    form: Form,
}

const COLUMNS: &[&str] = &["date", "time", "verb", "text", "subject", "object", "source", "path", "line"];

pub fn run(args: &Args, context: &Context) -> Result<Output> {
    let session = context.session()?;
    let sources: Vec<ChangeSource> = args.source.iter().flat_map(|sources| sources.0.clone()).collect();
    // Templates have no history, and a note may speak of itself; what others record is asked for by system and by key
    // dates only.
    let needs_records = args.system.is_some() || sources.contains(&ChangeSource::Dates);
    let records: &[Part] = if needs_records { &[Part::Records] } else { &[Part::Templates, Part::RecordsOfChanges] };
    let catalog = session.catalog(&[&[Part::Names, Part::Changes, Part::LinksOfChanges], records].concat())?;
    let note = args.note.as_deref().map(|name| note::find(&catalog, name)).transpose()?;
    let filter =
        Filter { note, since: args.since, until: args.until, system: args.system.clone(), verb: args.verb, sources };
    let events = timeline::events(&catalog, &filter);
    let malformed = timeline::malformed(&catalog, note);
    let mut list = List::new("entries", COLUMNS, "path", &events);
    list.behind.push(("malformed", serde_json::to_value(&malformed).unwrap_or_default()));
    if !args.form.is_json() {
        say_malformed(&malformed, context);
    }
    Ok(args.form.print(&list, || human(&events, &context.look(&session.vault))))
}

fn human(events: &[Event], look: &Look) -> String {
    let mut text = String::new();
    for event in events {
        let when = format!("{:<10} {:<5}", event.date, event.time.as_deref().unwrap_or_default());
        let place = look.path(&event.path, Some(event.line));
        let also = match event.locations.len() {
            1 => String::new(),
            n => faint(&format!(" (and {} more)", n - 1)),
        };
        let said = match (event.source, &event.subject) {
            (ChangeSource::Dates, Some(subject)) => format!("{}: {}", event.text, subject.text),
            _ => event.text.clone(),
        };
        let version = event.version.as_ref().map(|version| format!("v{version}"));
        let beside: Vec<&String> =
            version.iter().chain(&event.author).filter(|it| !said.contains(it.as_str())).collect();
        let beside: Vec<_> = beside.into_iter().map(|it| look.text(it)).collect();
        let beside = if beside.is_empty() { String::new() } else { faint(&format!("  ({})", beside.join(", "))) };
        let _ = writeln!(text, "{}  {}{beside}", strong(when.trim_end()), look.text(&said));
        let _ = writeln!(text, "    {place}:{}{also}", event.line);
        for detail in &event.details {
            let _ = writeln!(text, "    - {}", look.text(detail));
        }
    }
    text
}

/// Lines that tried to be entries are never dropped in silence: counted always, named where more is asked for.
fn say_malformed(lines: &[MalformedLine], context: &Context) {
    let Some(first) = lines.first() else { return };
    if !context.is_verbose() {
        let count = if lines.len() == 1 { "1 line".to_owned() } else { format!("{} lines", lines.len()) };
        let place = format!("{}:{}", first.path, first.line);
        return context.say(&format!("{count} tried to be a change entry and failed, such as {place}; -v tells why"));
    }
    for line in lines {
        let advice = line.suggestion.map(|suggestion| format!("; write `{}`", suggestion.trim())).unwrap_or_default();
        context.say(&format!("{}:{}: not a change entry: {}{advice}", line.path, line.line, line.reason));
    }
}

/// Every source of events that there is.
const SOURCES: &[ChangeSource] = &[
    ChangeSource::Log,
    ChangeSource::Heading,
    ChangeSource::Version,
    ChangeSource::Table,
    ChangeSource::KeepAChangelog,
    ChangeSource::Frontmatter,
    ChangeSource::Callout,
    ChangeSource::Dates,
];

/// The carriers that a word of `--source` means.
#[derive(Debug, Clone)]
struct Sources(Vec<ChangeSource>);

fn sources(word: &str) -> Result<Sources> {
    if word == "all" {
        return Ok(Sources(SOURCES.to_vec()));
    }
    let known: Option<ChangeSource> = serde_json::from_value(word.into()).ok();
    let there = known.filter(|source| SOURCES.contains(source));
    there.map(|source| Sources(vec![source])).ok_or_else(|| {
        Error::Usage(
            "write log, heading, version, table, keep-a-changelog, frontmatter, callout, dates or all".to_owned(),
        )
    })
}

fn verb(word: &str) -> Result<Verb> {
    serde_json::from_value(word.to_lowercase().into()).map_err(|_| {
        Error::Usage("it is no verb of a change entry, such as updated, modified, connected or added".to_owned())
    })
}

fn first_day(text: &str) -> Result<Date> {
    day(text).map(|moment| moment.date)
}

fn last_day(text: &str) -> Result<Date> {
    day(text).map(|moment| moment.last_day())
}

/// A day, month, quarter or year.
fn day(text: &str) -> Result<Moment> {
    let found = text.parse::<Moment>().ok().filter(|moment| moment.time.is_none());
    found.ok_or_else(|| {
        Error::Usage("write a day, month, quarter or year as 2025-03-04, 2025-03, 2025-Q1 or 2025".to_owned())
    })
}
