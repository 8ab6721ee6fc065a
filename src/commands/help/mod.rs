//! The help of all commands: groups, the options that are used most, examples, exit codes.

mod examples;

use std::fmt::Write as _;
use std::sync::LazyLock;

use clap::builder::StyledStr;
use clap::{Command, CommandFactory};

pub use self::examples::EXAMPLES;
use super::Cli;
use crate::session::{FORMAT, engine_version};

/// The commands by what they are for.
const GROUPS: &[(&str, &[&str])] = &[
    ("Notes", &["search", "read", "open", "recent", "changelog", "tasks", "tags", "properties", "outline"]),
    ("Links", &["links", "backlinks", "mentions", "unresolved", "orphans", "deadends", "resolve"]),
    (
        "Integrations",
        &[
            "integrations",
            "show",
            "systems",
            "impact",
            "lineage",
            "path",
            "matrix",
            "owners",
            "board",
            "review",
            "gaps",
            "templates",
        ],
    ),
    ("Graph", &["graph"]),
    ("Index", &["index", "watch", "status", "service", "doctor"]),
    ("The program", &["tour", "config", "completions", "man"]),
];

/// Of commands with more than five options those that are used most.
const MOST_USED: &[(&str, &[&str])] = &[
    ("search", &["limit", "sort", "files_with_matches", "context", "edit"]),
    ("graph", &["view", "format", "output", "around", "filter"]),
    ("integrations", &["status", "system", "owner", "overdue", "json"]),
    ("changelog", &["since", "system", "integration", "author", "json"]),
    ("tasks", &["todo", "done", "status", "count", "json"]),
    ("impact", &["direction", "depth", "all", "retire", "json"]),
    ("lineage", &["downstream", "depth", "class", "json", "format"]),
    ("path", &["max", "all", "fields", "json", "format"]),
];

const EXIT_CODES: &str = "\
Exit codes:
  0  found, done or clean
  1  ran and found nothing, or has findings
  2  error
";

/// The version of the program, the commit it was built from, if that is known, and what it stores.
static VERSION: LazyLock<String> = LazyLock::new(|| {
    let commit = match env!("VAULTDEX_COMMIT") {
        "" => String::new(),
        commit => format!("commit {commit}, "),
    };
    format!("{} ({commit}{}, index format {FORMAT})", env!("CARGO_PKG_VERSION"), engine_version())
});

/// Returns the whole command with its help.
pub fn command() -> Command {
    let mut command = Cli::command().version(VERSION.as_str());
    command.build();
    let (groups, header) = (groups(&command), *command.get_styles().get_header());
    let template = format!(
        "{{about-with-newline}}\n{{usage-heading}} {{usage}}\n\n{groups}{header}Options:{header:#}\n{{options}}{{after-help}}",
        groups = groups.ansi()
    );
    let more =
        "`vaultdex COMMAND -h` has the options of a command that are used most and examples, `--help` all of them.";
    command
        .mut_subcommands(of_subcommand)
        .mut_args(|arg| {
            let is_global = arg.is_global_set();
            arg.hide_short_help(is_global)
        })
        .help_template(template)
        .after_help(more)
        .after_long_help(format!("{EXIT_CODES}\n{more}"))
}

/// Returns the commands by group, as help lists them.
fn groups(command: &Command) -> StyledStr {
    let mut text = String::new();
    let style = command.get_styles().get_header();
    for (title, names) in GROUPS {
        let _ = writeln!(text, "{style}{title}:{style:#}");
        for subcommand in names.iter().filter_map(|name| command.find_subcommand(name)) {
            let about = subcommand.get_about().map(ToString::to_string).unwrap_or_default();
            // The details are in the help of the command.
            let about = about.split([':', ';']).next().unwrap_or_default();
            let literal = command.get_styles().get_literal();
            let _ = writeln!(text, "  {literal}{:<14}{literal:#}{about}", subcommand.get_name());
        }
        text.push('\n');
    }
    StyledStr::from(text)
}

/// Returns a command with examples and exit codes, and without the global options.
fn of_subcommand(command: Command) -> Command {
    let name = command.get_name().to_owned();
    let Some((_, examples)) = EXAMPLES.iter().find(|(of, _)| *of == name) else { return command };
    let most_used = MOST_USED.iter().find(|(of, _)| *of == name).map(|(_, options)| *options);
    command
        .mut_args(|arg| {
            let is_rare = most_used.is_some_and(|most_used| !most_used.contains(&arg.get_id().as_str()));
            let is_rare = is_rare && !arg.is_positional() && !["help", "version"].contains(&arg.get_id().as_str());
            let is_global = arg.is_global_set();
            arg.hide(is_global).hide_short_help(is_rare)
        })
        .after_help(example_text(&examples[..2]))
        .after_long_help(format!("{}\n\n{EXIT_CODES}\nGlobal options: `vaultdex --help`", example_text(examples)))
}

fn example_text(examples: &[(&str, &str)]) -> String {
    let lines: Vec<String> = examples.iter().map(|(what, line)| format!("  # {what}\n  {line}")).collect();
    format!("Examples:\n{}", lines.join("\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_command_is_in_one_group_and_has_examples() {
        let command = command();
        let shown = command.get_subcommands().filter(|it| !it.is_hide_set() && it.get_name() != "help");
        let names: Vec<&str> = shown.map(Command::get_name).collect();
        for name in &names {
            let groups = GROUPS.iter().filter(|(_, names)| names.contains(name)).count();
            assert_eq!(groups, 1, "{name}");
            assert!(EXAMPLES.iter().any(|(of, examples)| of == name && examples.len() > 1), "{name}");
        }
        let listed: usize = GROUPS.iter().map(|(_, names)| names.len()).sum();
        assert_eq!((listed, EXAMPLES.len()), (names.len(), names.len()));
    }

    #[test]
    fn short_help_shows_at_most_five_options() {
        for subcommand in command().get_subcommands().filter(|it| !it.is_hide_set()) {
            let shown = subcommand.get_arguments().filter(|arg| {
                let is_shown = !arg.is_hide_set() && !arg.is_hide_short_help_set();
                is_shown && !arg.is_positional() && !["help", "version"].contains(&arg.get_id().as_str())
            });
            let shown: Vec<&str> = shown.map(|arg| arg.get_id().as_str()).collect();
            assert!(shown.len() <= 5, "{}: {shown:?}", subcommand.get_name());
            let most_used = MOST_USED.iter().find(|(name, _)| *name == subcommand.get_name());
            assert!(most_used.is_none_or(|(_, options)| options.len() == shown.len()), "{}", subcommand.get_name());
        }
    }

    #[test]
    fn examples_are_valid() {
        for (_, line) in EXAMPLES.iter().flat_map(|(_, examples)| *examples) {
            // What follows is for the shell.
            let line = line.split(" > ").next().unwrap_or_default();
            let words = shlex::split(line).unwrap();
            let parsed = Cli::try_of(words.into_iter().map(Into::into));
            assert!(parsed.is_ok(), "{line}: {parsed:?}");
        }
    }
}
