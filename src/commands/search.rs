use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::IsTerminal;

use clap::ValueEnum;
use serde_json::{Value, json};
use vaultdex_query::search;
use vaultdex_query::search::{MatchLine, Options, QueryError, best};

use super::Output;
use super::args::Form;
use super::context::Context;
use crate::error::{Error, Result};
use crate::render::list::{List, document_text};
use crate::render::terminal::{Hyperlinks, Look, faint, number, strong};
use crate::session::{Answer, AskedFor, Found, Notices, Order, Session};

/// How many lines of a note are shown to a person.
const LINES: usize = 5;
/// Lines of more bytes are printed once however often they match.
const LONG_LINE: usize = 4 << 10;

/// Find notes, in Obsidian's search syntax
///
/// Words are found anywhere in a note or its path, "phrases" as whole words; `-` leaves out, `OR` is either, parentheses
/// group. file: path: content: tag: line: block: section: task: task-todo: task-done: match-case: ignore-case:
/// [property], [property:value] and /regex/ work as in Obsidian; links-to: linked-from: kind: system: id:
/// and changed: are our own.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The query; several arguments are one query. Put `--` before one that begins with `-`
    #[arg(required = true, value_name = "QUERY")]
    query: Vec<String>,
    /// Show at most so many notes; 0 for their number only
    #[arg(short = 'n', long, value_name = "N", default_value_t = 20)]
    limit: usize,
    /// In which order
    #[arg(long, value_enum, default_value_t, value_name = "ORDER")]
    sort: Sort,
    /// The other way round
    #[arg(long)]
    reverse: bool,
    /// Print only the paths of the notes
    #[arg(short = 'l', long)]
    files_with_matches: bool,
    /// Print only how many notes there are
    #[arg(long, conflicts_with_all = ["files_with_matches", "explain"])]
    count: bool,
    /// Show so many lines before and behind each line that matches
    #[arg(short = 'C', long, value_name = "N", default_value_t = 0)]
    context: usize,
    /// Print every match as `path:line:column:text`, for editors; the column counts bytes
    #[arg(long, conflicts_with_all = ["files_with_matches", "count", "explain", "json", "format", "null"])]
    vimgrep: bool,
    /// Open the first note in Obsidian
    #[arg(long, conflicts_with_all = ["count", "explain"])]
    open: bool,
    /// Say in words what the query asks, and stop
    #[arg(long)]
    explain: bool,
    /// Let `cafe` find `café`
    #[arg(long)]
    ignore_diacritics: bool,
    #[command(flatten)]
    form: Form,
}

#[derive(Debug, Clone, Copy, Default, ValueEnum)]
enum Sort {
    #[default]
    Relevance,
    Name,
    Modified,
    Created,
}

pub fn run(args: &Args, context: &Context) -> Result<Output> {
    let query = args.query.join(" ");
    let expr = search::parse(&query).map_err(|error| Error::Usage(told(&error, &query)))?;
    if args.explain {
        let explanation = search::explain(&expr);
        return Ok(match args.form.is_json() {
            true => Output::document(document_text(
                &json!({"schema_version": 1, "query": query, "explanation": explanation}),
            )),
            false => Output::found(format!("{explanation}\n")),
        });
    }
    let session = context.session()?;
    let asked = AskedFor {
        expr,
        options: Options { ignore_diacritics: args.ignore_diacritics, ..Options::default() },
        limit: if args.count { 0 } else { args.limit },
        order: match args.sort {
            Sort::Relevance => Order::Relevance,
            Sort::Name => Order::Name,
            Sort::Modified => Order::Modified,
            Sort::Created => Order::Created,
        },
        reverse: args.reverse,
        count: args.count || args.limit == 0,
    };
    let answer = session.search(&asked)?;
    if answer.out_of_time {
        context.say("the query was stopped after 2 s; this is what it found until then");
    }
    if answer.total == 0 && std::io::stderr().is_terminal() {
        let near = session.near(&asked.expr)?;
        if !near.is_empty() {
            let quoted: Vec<String> = near.iter().map(|word| format!("`{word}`")).collect();
            context.say(&format!("nothing found; did you mean {}?", quoted.join(", ")));
        }
    }
    if args.count {
        return Ok(args.form.count(answer.total));
    }
    let hits: Vec<Value> = answer.hits.iter().map(hit).collect();
    let list = list(&query, &answer, &hits, &session);
    let look = context.look(&session.vault);
    if let Some(first) = answer.hits.first().filter(|_| args.open) {
        open_in_obsidian(first, &session)?;
    }
    let mut output = args.form.print(&list, || match (args.files_with_matches, args.vimgrep) {
        (true, _) => answer.hits.iter().map(|hit| look.path(hit.path.as_str(), None) + "\n").collect(),
        (_, true) => answer.hits.iter().map(|hit| places(hit, &look)).collect(),
        _ => human(&answer.hits, args.context, &look),
    });
    output.nothing = answer.total == 0;
    let more = answer.total - answer.hits.len();
    if !answer.total_is_exact && !args.form.is_for_programs() && !args.files_with_matches && more == 0 {
        output.last = context.last("there may be more notes; -n shows more of them");
    }
    if more > 0 && !args.form.is_for_programs() && !args.files_with_matches {
        let about = if answer.total_is_exact { "" } else { "at least " };
        let notes = if more == 1 { "note; -n shows it" } else { "notes; -n shows more of them" };
        output.last = context.last(&format!("{about}{more} more {notes}"));
    }
    Ok(output)
}

fn told(error: &QueryError, query: &str) -> String {
    format!("the query can't be read\n{}", error.point(query))
}

fn list<'a>(query: &str, answer: &Answer, hits: &'a [Value], session: &Session) -> List<'a> {
    let mut list = List::new("hits", &["path", "title", "score", "modified"], "path", hits);
    let timestamp = |nanoseconds: i64| jiff::Timestamp::from_nanosecond(nanoseconds.into()).ok().map(seconds);
    list.before = vec![
        ("query", query.into()),
        ("total", answer.total.into()),
        ("total_is_exact", answer.total_is_exact.into()),
        ("index", json!({"as_of": timestamp(session.freshness.as_of), "live": session.freshness.live})),
    ];
    list
}

fn seconds(moment: jiff::Timestamp) -> String {
    moment.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

fn hit(found: &Found) -> Value {
    let line = |line: &MatchLine| {
        json!({
            "line": line.line, "column": line.column, "start": line.start, "end": line.end,
            "text": line.text, "ranges": line.ranges,
        })
    };
    let modified = jiff::Timestamp::from_nanosecond(found.modified.into()).ok().map(seconds);
    json!({
        "path": found.path, "title": found.title, "score": f64::from((found.score * 1000.0).round()) / 1000.0,
        "modified": modified, "stale": found.stale, "matches": found.lines.iter().map(line).collect::<Vec<_>>(),
    })
}

/// Every match of a note, for an editor's list of places, as ripgrep writes them; the first line where only the note's
/// name matches.
fn places(found: &Found, look: &Look) -> String {
    let path = look.text(found.path.as_str());
    if found.lines.is_empty() {
        return format!("{path}:1:1:{}\n", look.text(&found.title));
    }
    let mut places = String::new();
    for line in &found.lines {
        // A huge line once for each of its matches would be its square.
        let most = if line.text.len() > LONG_LINE { 1 } else { line.ranges.len() };
        for (start, _) in &line.ranges[..most] {
            let _ = writeln!(places, "{path}:{}:{}:{}", line.line, start + 1, look.text(&line.text));
        }
    }
    places
}

fn open_in_obsidian(found: &Found, session: &Session) -> Result<()> {
    let hyperlinks = Hyperlinks::Obsidian(session.vault.name());
    let look = Look { terminal: false, hyperlinks, width: None };
    let address = look.address(found.path.as_str(), None).unwrap_or_default();
    open::that(&address).map_err(|error| {
        Error::Usage(format!("could not start Obsidian: {error}; open {address} by yourself, or leave out --open"))
    })
}

fn human(hits: &[Found], context: usize, look: &Look) -> String {
    let mut text = String::new();
    for (position, found) in hits.iter().enumerate() {
        if position > 0 {
            text.push('\n');
        }
        let stale = if found.stale { faint(" (changed since)") } else { String::new() };
        let title = match found.title == found.path.stem() || found.title == found.path.file_name() {
            true => String::new(),
            false => format!("  {}", strong(&look.text(&found.title))),
        };
        let _ = writeln!(text, "{}{title}{stale}", look.path(found.path.as_str(), None));
        text.push_str(&lines(found, context, look));
        if found.lines.len() > LINES {
            let _ = writeln!(text, "  {}", faint(&format!("… and {} more lines", found.lines.len() - LINES)));
        }
    }
    text
}

/// The best lines of a note, each with so many lines around it; `…` stands where lines are left out.
fn lines(found: &Found, context: usize, look: &Look) -> String {
    let best = best(found.lines.clone(), LINES);
    let mut shown: BTreeMap<usize, Option<&MatchLine>> = BTreeMap::new();
    if context > 0 {
        let n_lines = found.text.split('\n').count();
        for line in &best {
            let line = line.line as usize;
            let around = line.saturating_sub(context).max(1)..=line.saturating_add(context).min(n_lines);
            shown.extend(around.map(|line| (line, None)));
        }
    }
    shown.extend(best.iter().map(|line| (line.line as usize, Some(line))));
    let all: Vec<&str> = if context > 0 { found.text.split('\n').collect() } else { Vec::new() };
    let mut text = String::new();
    let mut last = None;
    for (line, matching) in shown {
        if context > 0 && last.is_some_and(|last| last + 1 < line) {
            let _ = writeln!(text, "  {}", faint("…"));
        }
        last = Some(line);
        let _ = match matching {
            Some(line) => {
                writeln!(text, "  {}: {}", number(line.line), look.marked(&line.text, &line.ranges, 8))
            }
            None => {
                let around = all.get(line - 1).copied().unwrap_or_default().trim_end_matches('\r');
                writeln!(text, "  {}  {}", number(line as u32), look.marked(around, &[], 8))
            }
        };
    }
    text
}
