mod choice;
mod rows;

use clap::ValueEnum;
use vaultdex_checks::{Checked, SelectedRule, Selection, Severity, check};
use vaultdex_notes::VaultPath;
use vaultdex_query::catalogue::systems::Systems;
use vaultdex_query::landscape::graph::Landscape;
use vaultdex_query::landscape::questions::Questions;

use self::choice::Scope;
use super::context::Context;
use super::format::{FormatArgs, format_names};
use super::output::Output;
use crate::error::Result;
use crate::render::findings::{Counts, FORMATS, FindingRow, Totals, human};
use crate::render::list::{Layout, List};
use crate::session::{Part, Session};

/// Check the vault: what is wrong in its notes, where, and what to do about it
///
/// Each finding has a rule. The settings of the vault switch rules on and off, and a comment in a note ignores a finding:
/// `%% vaultdex-ignore RULE: reason %%`.
#[derive(Debug, clap::Args)]
#[command(mut_arg("format", |arg| arg.value_parser(format_names(&further_formats()))))]
pub struct Args {
    /// Check only these notes, and the notes in these folders
    #[arg(value_name = "PATH")]
    paths: Vec<String>,
    /// Run only these rules, by ID or name
    #[arg(long, value_name = "RULE,…", value_delimiter = ',')]
    only: Vec<String>,
    /// Do not run these rules
    #[arg(long, value_name = "RULE,…", value_delimiter = ',')]
    skip: Vec<String>,
    /// Also run the rules that are off by default
    #[arg(long, conflicts_with = "only")]
    all: bool,
    /// Exit with 1 if there is a finding that is at least so bad
    #[arg(long, value_name = "SEVERITY", value_enum, default_value_t)]
    fail_on: FailOn,
    #[command(flatten)]
    format: FormatArgs,
}

/// The least severity of a finding that makes the command fail.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
enum FailOn {
    /// An error
    Error,
    /// An error or a warning
    #[default]
    Warning,
    /// Any finding
    Info,
}

impl FailOn {
    fn severity(self) -> Severity {
        match self {
            FailOn::Error => Severity::Error,
            FailOn::Warning => Severity::Warning,
            FailOn::Info => Severity::Info,
        }
    }
}

pub static LAYOUT: Layout =
    Layout::new("findings", "finding", &["severity", "rule", "path", "line", "message", "suggestion"], "path")
        .with_fields(&[
            "rule",
            "name",
            "severity",
            "path",
            "line",
            "column",
            "start",
            "end",
            "message",
            "suggestion",
            "fingerprint",
        ]);

/// The parts of the facts that rules look at.
const PARTS: [Part; 4] = [Part::Links, Part::Outline, Part::Changes, Part::Records];

fn further_formats() -> Vec<(&'static str, &'static str)> {
    FORMATS.iter().map(|format| (format.name, format.about)).collect()
}

pub fn run(args: &Args, context: &Context) -> Result<Output> {
    args.format.check()?;
    let session = context.session()?;
    let rules = choice::rules(&session.checks, &args.only, &args.skip, args.all)?;
    let styling = context.styling(&session.vault);
    let (mut rows, totals) = checked(&session, &args.paths, rules, context)?;
    args.format.arrange(&LAYOUT, &mut rows)?;
    let is_negative = rows.iter().any(|row| row.severity <= args.fail_on.severity());
    let format = FORMATS.iter().find(|format| args.format.name() == Some(format.name));
    let output = match format {
        Some(format) => Output::document((format.render)(&rows, &totals, &styling.paths)),
        None => {
            let list = List::new(&LAYOUT, &rows).with_after(&totals);
            args.format.print(list, &styling, |styling| human(&rows, &totals, styling))?
        }
    };
    Ok(Output { is_negative, ..output })
}

/// Runs rules on the notes that arguments name, or on all.
fn checked(
    session: &Session,
    paths: &[String],
    rules: Vec<SelectedRule>,
    context: &Context,
) -> Result<(Vec<FindingRow>, Totals)> {
    let catalog = session.catalog(&PARTS)?;
    let scope = Scope::of(session, &catalog, paths)?;
    let systems = Systems::new(&catalog);
    let landscape = Landscape::new(&catalog, &systems);
    let read = |path: &VaultPath| session.read_note(path);
    let questions = Questions::new(&landscape, &read, context.today()?);
    let includes = |rule: &str, path: &str| scope.contains(path) && session.checks.includes(rule, path);
    let selection = Selection { rules, includes: &includes };
    let read_text = |path: &VaultPath| session.text_of(path);
    let Checked { findings, ignored, notes } =
        context.while_working("checking", || check(&questions, &read_text, &selection));
    let rows = rows::rows(&catalog, findings, &read_text);
    let counts = Counts::of(&rows);
    Ok((rows, Totals { counts, ignored, notes }))
}
