//! The front door: one file a command, each its arguments and what it does with the hall's answers.

mod args;
mod backlinks;
mod changelog;
mod context;
mod deadends;
mod doctor;
mod graph;
mod index;
mod integrations;
mod links;
mod mentions;
mod note;
mod orphans;
mod outline;
mod properties;
mod resolve;
mod search;
mod service;
mod show;
mod status;
mod systems;
mod tags;
mod tasks;
mod templates;
mod unresolved;
mod watch;

pub use args::Global;
use clap::{Parser, Subcommand};
use context::Context;

use crate::error::Result;

/// Answers questions about an Obsidian vault of integration notes: search, links, graphs, change history.
#[derive(Debug, Parser)]
#[command(version, propagate_version = true, max_term_width = 100)]
pub struct Cli {
    #[command(flatten)]
    global: Global,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Index(index::Args),
    Watch(watch::Args),
    Status(status::Args),
    Service(service::Args),
    Doctor(doctor::Args),
    Search(search::Args),
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
    Changelog(changelog::Args),
    Templates(templates::Args),
}

/// What a command has to say, and how it ends.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Output {
    /// What goes to stdout.
    pub text: String,
    /// Whether it is for programs: printed byte for byte, where a pipe or file takes it.
    pub for_programs: bool,
    /// Whether it ran and found nothing, or has findings: exit code 1.
    pub nothing: bool,
    /// What the user should read last, on stderr behind the text: lines, or nothing.
    pub last: String,
}

impl Output {
    /// How many things were found, as `--count` prints it.
    pub fn count(count: usize) -> Output {
        Output { text: format!("{count}\n"), nothing: count == 0, ..Output::default() }
    }

    /// Text that answers a question.
    pub fn found(text: impl Into<String>) -> Output {
        Output { text: text.into(), ..Output::default() }
    }

    /// A document or drawing for another program.
    pub fn document(text: impl Into<String>) -> Output {
        Output { text: text.into(), for_programs: true, ..Output::default() }
    }
}

/// Whether colours are wanted on a stream, which whoever prints asks.
pub fn color(cli: &Cli) -> anstream::ColorChoice {
    cli.global.color.into()
}

/// Runs a command. What goes to stderr is already there when it returns.
pub fn run(cli: Cli) -> Result<Output> {
    let context = Context::new(cli.global);
    match cli.command {
        Command::Index(args) => index::run(&args, &context),
        Command::Watch(args) => watch::run(&args, &context),
        Command::Status(args) => status::run(&args, &context),
        Command::Doctor(args) => doctor::run(&args, &context),
        Command::Service(args) => service::run(&args, &context),
        Command::Search(args) => search::run(&args, &context),
        Command::Links(args) => links::run(&args, &context),
        Command::Backlinks(args) => backlinks::run(&args, &context),
        Command::Mentions(args) => mentions::run(&args, &context),
        Command::Unresolved(args) => unresolved::run(&args, &context),
        Command::Orphans(args) => orphans::run(&args, &context),
        Command::Deadends(args) => deadends::run(&args, &context),
        Command::Resolve(args) => resolve::run(&args, &context),
        Command::Tags(args) => tags::run(&args, &context),
        Command::Properties(args) => properties::run(&args, &context),
        Command::Outline(args) => outline::run(&args, &context),
        Command::Tasks(args) => tasks::run(&args, &context),
        Command::Graph(args) => graph::run(&args, &context),
        Command::Integrations(args) => integrations::run(&args, &context),
        Command::Show(args) => show::run(&args, &context),
        Command::Systems(args) => systems::run(&args, &context),
        Command::Changelog(args) => changelog::run(&args, &context),
        Command::Templates(args) => templates::run(&args, &context),
    }
}
