//! The command line: one file per command with its arguments and its output for people.

mod args;
mod backlinks;
mod changelog;
mod check;
mod command_line;
mod completions;
mod config;
mod context;
mod deadends;
mod doctor;
mod editor;
mod file_rows;
mod format;
mod graph;
mod help;
mod index;
mod integrations;
mod landscape;
mod links;
mod live;
mod man;
mod mentions;
pub mod message;
mod note;
mod obsidian;
mod open;
mod orphans;
mod outline;
pub mod output;
mod properties;
mod read;
mod recent;
mod record;
mod resolve;
mod schemas;
mod search;
mod section;
mod service;
mod show;
mod status;
mod systems;
mod tags;
mod tasks;
mod templates;
mod text;
mod tour;
mod unread;
mod unresolved;
mod watch;

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{CommandFactory, FromArgMatches, Parser, Subcommand};

use self::args::GlobalArgs;
use self::context::Context;
pub use self::help::EXAMPLES;
use self::output::Output;
pub use self::schemas::{JsonOutput, json_outputs};
use self::search::Arranged;
use crate::error::{Error, Result};
use crate::session;
use crate::session::Notices;

/// Query an Obsidian vault of integration notes: search, links, graphs, change history
#[derive(Debug, Parser)]
#[command(version, max_term_width = help::MAX_WIDTH)]
pub struct Cli {
    #[command(flatten)]
    global: GlobalArgs,
    #[command(subcommand)]
    command: Option<Command>,
    /// How arguments were read that can be read in two ways.
    #[arg(skip)]
    notes: Vec<String>,
}

#[derive(Debug, Subcommand)]
enum Command {
    Index(index::Args),
    Watch(watch::Args),
    Status(status::Args),
    Service(service::Args),
    Doctor(doctor::Args),
    Config(config::Args),
    Search(search::Args),
    Read(read::Args),
    Open(open::Args),
    Recent(recent::Args),
    Links(links::Args),
    Backlinks(backlinks::Args),
    Mentions(mentions::Args),
    Unresolved(unresolved::Args),
    Orphans(orphans::Args),
    Deadends(deadends::Args),
    Resolve(resolve::Args),
    Tags(tags::Args),
    Properties(properties::Args),
    Outline(outline::Args),
    Tasks(tasks::Args),
    Graph(graph::Args),
    Integrations(integrations::Args),
    Show(show::Args),
    Systems(systems::Args),
    Impact(landscape::impact::Args),
    Lineage(landscape::lineage::Args),
    Path(landscape::path::Args),
    Matrix(landscape::matrix::Args),
    Owners(landscape::owners::Args),
    Board(landscape::board::Args),
    Review(landscape::review::Args),
    Gaps(landscape::gaps::Args),
    Check(check::Args),
    Changelog(changelog::Args),
    Templates(templates::Args),
    Tour(tour::Args),
    Completions(completions::Args),
    Man(man::Args),
    #[command(hide = true)]
    Complete(completions::complete::Args),
}

impl Cli {
    /// Parses the arguments of the program, the first of which is its name.
    ///
    /// # Errors
    ///
    /// Fails if they are wrong, or ask for help or the version.
    pub fn try_of(args: impl IntoIterator<Item = OsString>) -> clap::error::Result<Cli> {
        let mut command = help::command(Cli::command());
        let Arranged { args, notes, error } = search::arranged(args.into_iter().collect(), &command);
        if let Some(error) = error {
            return Err(command.error(clap::error::ErrorKind::UnknownArgument, error));
        }
        let cli = Cli::from_arg_matches(&command.try_get_matches_from(args)?)?;
        Ok(Cli { notes, ..cli })
    }

    /// Whether long output may be shown in a pager.
    pub fn may_page(&self) -> bool {
        !self.global.no_pager
    }

    /// When stdout and stderr are colored.
    pub fn color(&self) -> anstream::ColorChoice {
        self.global.color.into()
    }
}

/// Runs a command. Warnings and notes are printed to stderr while it runs. If the index turns out to be damaged, it is
/// rebuilt, and the command runs once more.
///
/// # Errors
///
/// Everything that exit code 2 stands for, with a message for the user.
pub fn run(cli: &Cli) -> Result<Output> {
    let context = Context::new(cli.global.clone());
    cli.notes.iter().for_each(|note| context.note(note));
    let attempt = || match &cli.command {
        Some(command) => run_command(command, &context),
        None if live::is_available() && is_in_indexed_vault(&context) => {
            search::run(&search::Args::interactive(), &context)
        }
        None => Ok(welcome(&context)),
    };
    match attempt() {
        Err(Error::IndexDamaged { path, why }) if !cli.global.no_refresh => {
            session::rebuild_damaged(&context.location()?, &path, &why, &context)?;
            attempt()
        }
        outcome => outcome,
    }
}

/// Whether the working directory is inside the vault, and the vault has an index.
fn is_in_indexed_vault(context: &Context) -> bool {
    let Some(location) = context.location_if_any() else { return false };
    let is_inside = |here: PathBuf| here.starts_with(location.vault.root());
    std::env::current_dir().is_ok_and(is_inside) && location.folder.current().is_some()
}

/// Returns the short help and what to do next.
fn welcome(context: &Context) -> Output {
    let next = match context.location() {
        Ok(_) => "Next: `vaultdex search WORD` in this vault, or `vaultdex integrations`",
        Err(_) => "Next: go to the folder of a vault, or name one with `--vault DIR`; then `vaultdex search WORD`",
    };
    Output::text(format!("{}\n{next}\n", help::command(Cli::command()).render_help().ansi()))
}

/// Rebuilds the index after a panic if it is damaged. Returns whether it was.
///
/// # Errors
///
/// Fails if the vault or the index folder is not available.
pub fn repair_after_panic(cli: &Cli) -> Result<bool> {
    if cli.global.no_refresh {
        return Ok(false);
    }
    let context = Context::new(cli.global.clone());
    let location = context.location()?;
    let Some((generation, why)) = session::find_damage(&location) else { return Ok(false) };
    session::rebuild_damaged(&location, &generation, &why, &context)?;
    Ok(true)
}

fn run_command(command: &Command, context: &Context) -> Result<Output> {
    match command {
        Command::Index(args) => index::run(args, context),
        Command::Watch(args) => watch::run(args, context),
        Command::Status(args) => status::run(args, context),
        Command::Doctor(args) => doctor::run(args, context),
        Command::Config(args) => config::run(args, context),
        Command::Service(args) => service::run(args, context),
        Command::Search(args) => search::run(args, context),
        Command::Read(args) => read::run(args, context),
        Command::Open(args) => open::run(args, context),
        Command::Recent(args) => recent::run(args, context),
        Command::Links(args) => links::run(args, context),
        Command::Backlinks(args) => backlinks::run(args, context),
        Command::Mentions(args) => mentions::run(args, context),
        Command::Unresolved(args) => unresolved::run(args, context),
        Command::Orphans(args) => orphans::run(args, context),
        Command::Deadends(args) => deadends::run(args, context),
        Command::Resolve(args) => resolve::run(args, context),
        Command::Tags(args) => tags::run(args, context),
        Command::Properties(args) => properties::run(args, context),
        Command::Outline(args) => outline::run(args, context),
        Command::Tasks(args) => tasks::run(args, context),
        Command::Graph(args) => graph::run(args, context),
        Command::Integrations(args) => integrations::run(args, context),
        Command::Show(args) => show::run(args, context),
        Command::Systems(args) => systems::run(args, context),
        Command::Impact(args) => landscape::impact::run(args, context),
        Command::Lineage(args) => landscape::lineage::run(args, context),
        Command::Path(args) => landscape::path::run(args, context),
        Command::Matrix(args) => landscape::matrix::run(args, context),
        Command::Owners(args) => landscape::owners::run(args, context),
        Command::Board(args) => landscape::board::run(args, context),
        Command::Review(args) => landscape::review::run(args, context),
        Command::Gaps(args) => landscape::gaps::run(args, context),
        Command::Check(args) => check::run(args, context),
        Command::Changelog(args) => changelog::run(args, context),
        Command::Templates(args) => templates::run(args, context),
        Command::Tour(args) => tour::run(args, context),
        Command::Completions(args) => completions::run(args, Cli::command()),
        Command::Man(args) => man::run(args, Cli::command(), context),
        Command::Complete(args) => Ok(completions::complete::run(args, Cli::command(), context)),
    }
}
