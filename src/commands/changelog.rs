use std::collections::HashSet;

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Serialize;
use vaultdex_query::catalog::Catalog;
use vaultdex_query::catalogue::find;
use vaultdex_query::catalogue::systems::Systems;
use vaultdex_query::relative_dates;
use vaultdex_query::timeline;
use vaultdex_query::timeline::{Event, EventFilter, IntegrationFilter, MalformedLine};
use vaultdex_records::{ChangeSource, Moment, Verb};

use super::context::Context;
use super::format::FormatArgs;
use super::note;
use super::output::Output;
use super::show::{Found, find_entries};
use crate::error::{Error, Result};
use crate::render::list::{Layout, List};
use crate::render::terminal::{Styling, faint, strong};
use crate::render::wrap::{Item, fill};
use crate::session::{Notices, Part};

/// Show the change entries of all notes as one timeline, oldest first
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Show only entries in this note or about it: its path, file name, title, alias or integration ID
    note: Option<String>,
    /// Show only entries from this date on: a day, month, quarter or year (2025-03-04, 2025-03, 2025-Q1, 2025), or
    /// relative to today (yesterday, 7d, "2 weeks ago", "last month")
    #[arg(long, value_name = "DATE")]
    since: Option<String>,
    /// Show only entries up to and including this date
    #[arg(long, value_name = "DATE")]
    until: Option<String>,
    /// Show only entries about this system or an integration that involves it
    #[arg(long, value_name = "NAME")]
    system: Option<String>,
    /// Show only entries about this system, the systems that exchange data with it, and their integrations
    #[arg(long, value_name = "SYSTEM", conflicts_with = "system")]
    around: Option<String>,
    /// Show only entries about this integration: its ID, name or route, or `NOTE:LINE`
    #[arg(long, value_name = "INTEGRATION")]
    integration: Option<String>,
    /// Show only entries whose author's name contains this text
    #[arg(long, value_name = "NAME")]
    author: Option<String>,
    /// Show only entries with this verb (updated, modified, connected, added, …)
    #[arg(long, value_name = "VERB", value_parser = parse_verb)]
    verb: Option<Verb>,
    /// Show only entries of these kinds: log, heading, version, table, keep-a-changelog, frontmatter, callout, dates
    /// (the key dates of records) or all [default: all but dates]
    #[arg(long, value_name = "KIND", value_delimiter = ',', value_parser = parse_sources)]
    source: Vec<Sources>,
    #[command(flatten)]
    format: FormatArgs,
}

/// What the timeline needs of all notes, unless it is filtered by their records or lists key dates.
pub const PARTS: &[Part] = &[Part::Names, Part::Changes, Part::LinksOfChanges, Part::Templates, Part::RecordsOfChanges];

/// What the list ends with.
#[derive(Serialize, JsonSchema)]
pub struct MalformedLines<'a> {
    /// The lines that look like change entries but are not valid.
    malformed: &'a [MalformedLine<'a>],
}

pub static LAYOUT: Layout = Layout::new(
    "entries",
    "entry",
    &["date", "time", "verb", "text", "subject", "object", "source", "path", "line"],
    "path",
)
.with_fields(&[
    "date",
    "time",
    "precision",
    "verb",
    "text",
    "subject",
    "object",
    "version",
    "author",
    "details",
    "source",
    "path",
    "line",
    "locations",
]);

pub fn run(args: &Args, context: &Context) -> Result<Output> {
    let session = context.session()?;
    let sources: Vec<ChangeSource> = args.source.iter().flat_map(|sources| sources.0.clone()).collect();
    // The subject of an entry may be the record of its own note. Records of other notes are needed only to filter by
    // system and to list key dates.
    let needs_all = args.system.is_some() || args.around.is_some() || args.integration.is_some();
    let needs_records = needs_all || sources.contains(&ChangeSource::Dates);
    let with_records = [Part::Names, Part::Changes, Part::LinksOfChanges, Part::Records];
    let catalog = session.catalog(if needs_records { &with_records } else { PARTS })?;
    let find_note = |name| note::find(&catalog, &session.note_argument(name)?);
    let note = args.note.as_deref().map(find_note).transpose()?;
    let find_integration = |name| integration(&catalog, &session.note_argument(name)?);
    let today = context.today()?;
    let filter = EventFilter {
        note,
        since: args.since.as_deref().map(|text| days("--since", text, today)).transpose()?.map(|(first, _)| first),
        until: args.until.as_deref().map(|text| days("--until", text, today)).transpose()?.map(|(_, last)| last),
        system: args.system.clone().or_else(|| args.around.clone()),
        with_neighbors: args.around.is_some(),
        integration: args.integration.as_deref().map(find_integration).transpose()?,
        author: args.author.clone(),
        verb: args.verb,
        sources,
    };
    let mut events = timeline::events(&catalog, &filter);
    let mut malformed = timeline::malformed(&catalog, note);
    // Of a part of the timeline, only what may be missing from the notes that it shows is of interest.
    if filter.is_part() && !events.is_empty() {
        let shown: HashSet<&str> =
            events.iter().flat_map(|event| event.locations.iter().map(|place| place.path.as_str())).collect();
        malformed.retain(|line| shown.contains(line.path));
    }
    args.format.arrange(&LAYOUT, &mut events)?;
    let list = List::new(&LAYOUT, &events).with_after(&MalformedLines { malformed: &malformed });
    if let Some(name) = filter.system.as_deref().filter(|_| events.is_empty()) {
        warn_of_unknown_system(name, &catalog, context);
    }
    if !args.format.is_json() {
        warn_of_malformed(&malformed, context);
    }
    args.format.print(list, &context.styling(&session.vault), |styling| human(&events, styling))
}

fn human(events: &[Event], styling: &Styling) -> String {
    let mut text = String::new();
    for event in events {
        let when = strong(format!("{:<10} {:<5}", event.date, event.time.as_deref().unwrap_or_default()).trim_end());
        let place = styling.path(&event.path, Some(event.line));
        let also = match event.locations.len() {
            1 => String::new(),
            n => faint(&format!("(and {} more)", n - 1)),
        };
        let summary = match (event.source, &event.subject) {
            (ChangeSource::Dates, Some(subject)) => format!("{}: {}", event.text, subject.text),
            _ => event.text.clone(),
        };
        // A release without a text of its own has its version as the text.
        let version =
            event.version.as_ref().filter(|version| **version != summary).map(|version| format!("v{version}"));
        let extras = version.iter().chain(&event.author).filter(|it| !summary.contains(it.as_str()));
        let extras: Vec<_> = extras.map(|it| styling.text(it)).collect();
        let extras = if extras.is_empty() { String::new() } else { faint(&format!("  ({})", extras.join(", "))) };
        let line = format!("{}{extras}", styling.text(&summary));
        text.push_str(&fill(&format!("{when}  "), 4, &[Item::Words(line)], " ", styling.width));
        let places = [Item::Whole(format!("{place}:{}", event.line)), Item::Whole(also)];
        let n_places = if event.locations.len() == 1 { 1 } else { 2 };
        text.push_str(&fill("    ", 4, &places[..n_places], " ", styling.width));
        for detail in &event.details {
            text.push_str(&fill("    - ", 6, &[Item::Words(styling.text(detail).into_owned())], " ", styling.width));
        }
    }
    text
}

/// Says that no system has this name, if so, and which are called similarly.
fn warn_of_unknown_system(name: &str, catalog: &Catalog, context: &Context) {
    let systems = Systems::new(catalog);
    if systems.find(catalog, name).is_none() {
        let near = systems.nearest(name).iter().map(ToString::to_string).collect();
        context.warn(&Error::NoSuchSystem { name: name.to_owned(), near }.to_string());
    }
}

/// Reports lines that look like change entries but are not: their number, with `--verbose` each of them.
fn warn_of_malformed(lines: &[MalformedLine], context: &Context) {
    let Some(first) = lines.first() else { return };
    if !context.is_verbose() {
        let place = format!("{}:{}", first.path, first.line);
        return context.warn(&match lines.len() {
            1 => format!("1 line looks like a change entry but cannot be parsed: {place}; -v shows why"),
            n => format!("{n} lines look like change entries but cannot be parsed, first {place}; -v shows why"),
        });
    }
    for line in lines {
        let advice = line.suggestion.map(|suggestion| format!("; write `{}`", suggestion.trim())).unwrap_or_default();
        context.warn(&format!("{}:{}: not a change entry: {}{advice}", line.path, line.line, line.reason));
    }
}

/// All sources of events.
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

/// The sources that one value of `--source` stands for.
#[derive(Debug, Clone)]
struct Sources(Vec<ChangeSource>);

fn parse_sources(word: &str) -> Result<Sources> {
    if word == "all" {
        return Ok(Sources(SOURCES.to_vec()));
    }
    let known: Option<ChangeSource> = serde_json::from_value(word.into()).ok();
    let known = known.filter(|source| SOURCES.contains(source));
    let expected = "log, heading, version, table, keep-a-changelog, frontmatter, callout, dates or all";
    known.map(|source| Sources(vec![source])).ok_or(Error::InvalidValue { expected })
}

fn parse_verb(word: &str) -> Result<Verb> {
    let expected = "a verb of change entries, such as updated, modified, connected or added";
    serde_json::from_value(word.to_lowercase().into()).map_err(|_| Error::InvalidValue { expected })
}

/// Returns the integration that `name` stands for.
fn integration(catalog: &Catalog, name: &str) -> Result<IntegrationFilter> {
    let systems = Systems::new(catalog);
    match find_entries(catalog, &systems, name)? {
        Found::Record(entry) => Ok(IntegrationFilter::new(catalog, &entry)),
        Found::Note(_, entries) if entries.len() == 1 => Ok(IntegrationFilter::new(catalog, &entries[0])),
        Found::Note(..) | Found::Line(..) => {
            let near = find::similar_names(catalog, &systems, name);
            Err(Error::NothingCalled { what: "integration", name: name.to_owned(), near })
        }
    }
}

/// Returns the first and the last day of a day, month, quarter or year, or of a date relative to today.
fn days(option: &'static str, text: &str, today: Date) -> Result<(Date, Date)> {
    let absolute = text.parse::<Moment>().ok().filter(|moment| moment.time.is_none());
    let absolute = absolute.map(|moment| (moment.date, moment.last_day()));
    let found = absolute.or_else(|| relative_dates::days(text, today));
    found.ok_or_else(|| Error::InvalidDate { option, text: text.to_owned() })
}
