mod alfred;
mod arguments;
pub mod best_lines;
mod closest;
pub mod document;
mod summary;

use std::fmt::Write as _;
use std::io::IsTerminal;

use anstream::ColorChoice;
use clap::builder::PossibleValuesParser;
use clap::{FromArgMatches, ValueEnum};
use vaultdex_query::closest::{LANGUAGES, Question, analyze};
use vaultdex_query::search;
use vaultdex_query::search::{Expr, Options};

pub use self::arguments::{Arranged, arranged};
use self::best_lines::{LINES, lines};
use self::document::{Explanation, HitRow, SearchCount, Summary};
use super::context::Context;
use super::format::{FormatArgs, format_names};
use super::live::SearchSettings;
use super::output::Output;
use super::text::counted;
use super::{editor, live, obsidian};
use crate::error::{Error, Result};
use crate::render::json::{Document, document_text};
use crate::render::list::{Layout, List};
use crate::render::terminal::{Styling, faint, strong};
use crate::render::wrap::{Item, fill, wrap_text};
use crate::session::{ClosestNotes, Notices, Order, SearchHit, SearchRequest, SearchResults, Session};

/// The maximum number of notes unless the arguments name another.
const LIMIT: usize = 20;
/// A line with more bytes is printed once, however many matches it has.
const LONG_LINE: usize = 4 << 10;

/// Search notes with Obsidian's query syntax
///
/// A word matches anywhere in a note or its path, a "phrase" only at word boundaries. Terms are combined with
/// AND; `-` excludes, `OR` needs either side, and parentheses group. file: path: content: tag: line: block: section: task: task-todo: task-done:
/// match-case: ignore-case: [property], [property:value] and /regex/ work as in Obsidian. The operators links-to:
/// linked-from: kind: system: id: source: target: owner: status: field: and changed: are extensions.
#[derive(Debug, clap::Args)]
#[command(mut_arg("sort", |arg| arg.value_parser(orders()).default_value("relevance").value_name("ORDER").help("Sort order")))]
#[command(mut_arg("format", |arg| arg.value_parser(format_names(&[(alfred::NAME, alfred::ABOUT)]))))]
pub struct Args {
    /// The query; several arguments are joined with spaces. Put `--` before a query that begins with `-`
    #[arg(required_unless_present = "interactive", value_name = "QUERY")]
    query: Vec<String>,
    /// Search while the query is typed: notes, integrations and changes, with a preview
    #[arg(short, long, conflicts_with_all = [
        "files_with_matches", "count", "context", "vimgrep", "open", "edit", "explain", "json", "format", "null",
        "template", "columns", "no_header",
    ])]
    interactive: bool,
    /// Maximum number of notes to show; 0 prints only the count [default: 20, with -i 100]
    #[arg(short = 'n', long, value_name = "N")]
    limit: Option<usize>,
    /// Print only the paths of the notes
    #[arg(short = 'l', long, conflicts_with_all = ["template", "columns", "no_header"])]
    files_with_matches: bool,
    /// Number of lines to show before and after each matching line
    #[arg(short = 'C', long, value_name = "N", default_value_t = 0)]
    context: usize,
    /// Print each match as `path:line:column:text`, for editors; columns count bytes
    #[arg(long, conflicts_with_all = [
        "files_with_matches", "count", "explain", "json", "format", "null", "template", "columns", "no_header",
    ])]
    vimgrep: bool,
    /// Open the first note in Obsidian
    #[arg(long, conflicts_with_all = ["count", "explain"])]
    open: bool,
    /// Open the first note in $VISUAL or $EDITOR, at its best line
    #[arg(short, long, conflicts_with_all = ["count", "explain", "open"])]
    edit: bool,
    /// Explain the query instead of running it
    #[arg(long, conflicts_with_all = ["template", "columns", "no_header"])]
    explain: bool,
    /// Ignore diacritics: `cafe` matches `café`
    #[arg(long)]
    ignore_diacritics: bool,
    /// Also list the notes that fit best if fewer than the limit have all words, where only hits would be listed
    #[arg(long, conflicts_with_all = ["count", "no_closest"])]
    closest: bool,
    /// List only notes that the query finds
    #[arg(long)]
    no_closest: bool,
    #[command(flatten)]
    format: FormatArgs,
}

#[derive(Debug, Clone, Copy, Default, ValueEnum)]
enum Sort {
    /// Best match first
    #[default]
    Relevance,
    /// By file name
    Name,
    /// Last modified first
    Modified,
    /// Last created first
    Created,
}

fn orders() -> PossibleValuesParser {
    PossibleValuesParser::new(Sort::value_variants().iter().filter_map(ValueEnum::to_possible_value))
}

impl Args {
    fn order(&self) -> Sort {
        self.format.sort().and_then(|name| Sort::from_str(name, false).ok()).unwrap_or_default()
    }
}

pub static LAYOUT: Layout = Layout::new("hits", "hit", &["path", "title", "score", "modified"], "path")
    .with_fields(&["path", "title", "score", "modified", "stale", "line", "headings", "matches", "words"]);

impl Args {
    /// Returns the arguments of `search -i`.
    pub fn interactive() -> Args {
        let command = <Args as clap::Args>::augment_args(clap::Command::new("search"));
        let parsed = Args::from_arg_matches(&command.get_matches_from(["search", "-i"]));
        parsed.unwrap_or_else(|error| error.exit())
    }
}

impl From<Sort> for Order {
    fn from(sort: Sort) -> Order {
        match sort {
            Sort::Relevance => Order::Relevance,
            Sort::Name => Order::Name,
            Sort::Modified => Order::Modified,
            Sort::Created => Order::Created,
        }
    }
}

pub fn run(args: &Args, context: &Context) -> Result<Output> {
    let query = args.query.join(" ");
    if args.interactive {
        return live::run(&query, |session| live_settings(args, context, session), context);
    }
    let expr = search::parse_on(&query, context.today()?);
    let expr = expr.map_err(|error| Error::InvalidQuery { query: query.clone(), option: None, error })?;
    if args.explain {
        return explain(&query, expr, args, context);
    }
    if let Some((word, meant)) = search::misspelled_operator(&query) {
        context.note(&format!("`{word}:` is no operator, so it is searched as text; did you mean `{meant}:`?"));
    }
    let session = context.session()?;
    let request = request(expr, args);
    let results = session.search(&request)?;
    let too_slow = || Error::QueryTooSlow { query: query.clone(), option: None };
    // That a query was stopped must not look like a search that found nothing, nor like a count.
    if results.out_of_time && request.limit > 0 {
        if results.hits.is_empty() {
            return Err(too_slow());
        }
        context.warn("the query takes too long and was stopped; the results are incomplete");
    }
    let failure = (results.out_of_time && request.limit == 0).then(|| too_slow().to_string());
    let closest = match is_count(args) {
        true => ClosestNotes::default(),
        false => closest::closest_notes(&session, &request, &results, args, context)?,
    };
    let shown = || results.hits.iter().chain(closest.notes.iter().map(|note| &note.hit));
    if shown().next().is_none() && failure.is_none() && std::io::stderr().is_terminal() {
        let words: Vec<String> = session.suggestions(&request.expr)?.iter().map(|word| format!("`{word}`")).collect();
        if !words.is_empty() {
            context.note(&format!("no matches; did you mean {}?", words.join(", ")));
        }
    }
    if is_count(args) {
        return Ok(Output { failure, ..count(&results, args) });
    }
    if let Some(first) = shown().next().filter(|_| args.closest || !results.hits.is_empty()) {
        if args.edit {
            editor::edit(&session.vault.root().join(first.path.as_str()), first.line)?;
            return Ok(Output::default());
        }
        if args.open {
            obsidian::open(&context.obsidian_vault(&session.vault), &first.path, &first.headings)?;
        }
    }
    let is_negative = results.total == 0;
    if args.format.name() == Some(alfred::NAME) {
        args.format.check()?;
        let (vault, root) = (context.obsidian_vault(&session.vault), session.vault.root().to_string_lossy());
        return Ok(Output { is_negative, failure, ..alfred::print(shown(), &vault, &root) });
    }
    let hits: Vec<HitRow> = results.hits.iter().map(HitRow::of_hit).collect();
    let closest_rows: Vec<HitRow> = closest.notes.iter().map(HitRow::of_closest).collect();
    let rows: Vec<HitRow> = match args.closest && !args.format.is_json() {
        true => hits.iter().chain(&closest_rows).cloned().collect(),
        false => hits,
    };
    let styling = context.styling(&session.vault);
    // Whoever reads a list of paths or places gets them byte for byte.
    let is_raw = args.vimgrep || args.files_with_matches && !styling.terminal && context.color() != ColorChoice::Always;
    let list = List::new(&LAYOUT, &rows).with_before(&Summary::new(&query, &results, &closest_rows, &session));
    let output = args.format.print(list, &styling, |styling| match args {
        Args { files_with_matches: true, .. } if is_raw => {
            shown().map(|hit| styling.paths.spell(hit.path.as_str()).into_owned() + "\n").collect()
        }
        Args { files_with_matches: true, .. } => shown()
            .map(|hit| styling.spelled_path_below(hit.path.as_str(), Some(hit.line), &hit.headings) + "\n")
            .collect(),
        Args { vimgrep: true, .. } => shown().map(|hit| vimgrep_lines(hit, styling)).collect(),
        _ => {
            let below = closest::human(&closest, results.hits.len(), args.context, styling);
            let summary =
                summary::line(&results, &closest, &session).filter(|_| styling.terminal && !context.is_quiet());
            let summary = summary.map_or(String::new(), |line| format!("\n{}\n", faint(&line)));
            human(&results.hits, args.context, styling) + &below + &summary
        }
    })?;
    // A terminal shows a summary instead.
    let is_list = !args.format.is_for_programs() && !args.files_with_matches && (args.vimgrep || !styling.terminal);
    let closing_note = summary::omitted(&results).filter(|_| is_list).and_then(|text| context.closing_note(text));
    let for_programs = output.for_programs || is_raw;
    Ok(Output { is_negative, closing_note, failure, for_programs, ..output })
}

/// Whether only the number of notes is printed: without hits, people get nothing else.
fn is_count(args: &Args) -> bool {
    let is_list = args.format.is_for_programs() || args.files_with_matches || args.vimgrep || args.open || args.edit;
    args.format.is_count() || args.limit == Some(0) && !is_list && !args.closest
}

/// Returns the number of notes, as far as it is known.
fn count(results: &SearchResults, args: &Args) -> Output {
    let SearchResults { total, total_is_exact, .. } = *results;
    let output = match (args.format.name() == Some("json"), total_is_exact) {
        (true, _) => Output::document(document_text(&Document::new(SearchCount::new(results)))),
        (false, true) => Output::text(format!("{total}\n")),
        (false, false) => Output::text(format!("at least {total}\n")),
    };
    Output { is_negative: total == 0, ..output }
}

fn explain(query: &str, expr: Expr, args: &Args, context: &Context) -> Result<Output> {
    let mut explanation = search::explain(&expr);
    if let Some(question) = Question::of(&expr) {
        // A query is explained without a vault, an index or reading any note.
        let session = context.session_as_is();
        if closest::is_wanted(args, context, session.as_ref()) {
            let analysis = match &session {
                Some(session) => session.analyze(&question),
                None => analyze(&question.words, &LANGUAGES.each_ref(), &()),
            };
            explanation = format!("{explanation}\n{}", closest::explain(&analysis, session.is_some()).trim_end());
        }
    }
    Ok(match args.format.is_json() {
        true => Output::document(document_text(&Document::new(Explanation { query, explanation: &explanation }))),
        false => Output::text(wrap_text(&format!("{explanation}\n"), 0, context.plain_styling().width)),
    })
}

fn options(args: &Args) -> Options {
    Options { ignore_diacritics: args.ignore_diacritics, ..Options::default() }
}

fn live_settings(args: &Args, context: &Context, session: &Session) -> SearchSettings {
    SearchSettings {
        options: options(args),
        order: args.order().into(),
        reverse: args.format.is_reversed(),
        limit: args.limit.unwrap_or(live::LIMIT).max(1),
        closest: closest::is_wanted(args, context, Some(session)),
    }
}

fn request(expr: Expr, args: &Args) -> SearchRequest {
    SearchRequest {
        expr,
        options: options(args),
        limit: if is_count(args) { 0 } else { args.limit.unwrap_or(LIMIT) },
        order: args.order().into(),
        reverse: args.format.is_reversed(),
        with_text: !args.format.is_paths() && (args.format.is_for_programs() || !args.files_with_matches),
    }
}

/// Returns the matches of a note as `rg --vimgrep` prints them, byte for byte. If only its path matches, line 1 stands for them.
fn vimgrep_lines(found: &SearchHit, styling: &Styling) -> String {
    let path = styling.paths.spell(found.path.as_str());
    if found.lines.is_empty() {
        return format!("{path}:1:1:{}\n", found.title);
    }
    let mut text = String::new();
    for line in &found.lines {
        // The output would be quadratic in the length of the line.
        let n_matches = if line.text.len() > LONG_LINE { 1 } else { line.ranges.len() };
        for (start, _) in &line.ranges[..n_matches] {
            let _ = writeln!(text, "{path}:{}:{}:{}", line.line, start + 1, line.text);
        }
    }
    text
}

fn human(hits: &[SearchHit], context: usize, styling: &Styling) -> String {
    let mut text = String::new();
    for (position, found) in hits.iter().enumerate() {
        if position > 0 {
            text.push('\n');
        }
        text.push_str(&human_hit(found, "", "", context, styling));
        if found.lines.len() > LINES {
            let _ =
                writeln!(text, "  {}", faint(&format!("… and {}", counted(found.lines.len() - LINES, "more line"))));
        }
    }
    text
}

/// Returns a note with its best lines; `before` stands before its path, `after` after its title.
fn human_hit(found: &SearchHit, before: &str, after: &str, context: usize, styling: &Styling) -> String {
    let stale = if found.stale { faint("(changed since indexing)") } else { String::new() };
    let title = match found.title == found.path.stem() || found.title == found.path.file_name() {
        true => String::new(),
        false => strong(&styling.text(&found.title)),
    };
    let path = styling.path_below(found.path.as_str(), Some(found.line), &found.headings);
    let rest = [title, after.to_owned(), stale].into_iter().filter(|part| !part.is_empty()).map(Item::Words);
    let parts: Vec<Item> = [Item::Whole(format!("{before}{path}"))].into_iter().chain(rest).collect();
    fill("", 4, &parts, "  ", styling.width) + &lines(found, context, styling)
}
