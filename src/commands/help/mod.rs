//! The help of all commands: groups, the options that are used most, examples, exit codes.

mod examples;

use std::fmt::Write as _;
use std::sync::LazyLock;

use clap::Command;
use clap::builder::StyledStr;

pub use self::examples::EXAMPLES;
use crate::render::wrap::{Item, fill};
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
            "check",
            "templates",
        ],
    ),
    ("Graph", &["graph"]),
    ("Index", &["index", "watch", "status", "service", "doctor"]),
    ("The program", &["tour", "config", "completions", "man"]),
];

/// Of commands with more than five options those that are used most.
const MOST_USED: &[(&str, &[&str])] = &[
    ("search", &["interactive", "limit", "files_with_matches", "context", "edit"]),
    ("graph", &["view", "format", "output", "around", "filter"]),
    ("integrations", &["status", "system", "owner", "overdue", "json"]),
    ("changelog", &["since", "system", "integration", "author", "json"]),
    ("review", &["owner", "within", "count", "json", "format"]),
    ("tasks", &["todo", "done", "status", "count", "json"]),
    ("impact", &["direction", "depth", "all", "retire", "json"]),
    ("lineage", &["downstream", "depth", "class", "json", "format"]),
    ("path", &["max", "all", "fields", "json", "format"]),
    ("check", &["only", "skip", "fail_on", "json", "format"]),
];

/// The width of help on a wide terminal.
pub const MAX_WIDTH: usize = 100;

/// The options of lists that are used least.
const RARE: [&str; 5] = ["template", "columns", "no_header", "sort", "reverse"];

/// The exit codes (docs/spec/cli.md#exit-codes).
pub const EXIT_CODES: [(&str, &str); 3] =
    [("0", "found, done or clean"), ("1", "ran and found nothing, or has findings"), ("2", "error")];

/// The version of the program, the commit it was built from, if that is known, and what it stores.
static VERSION: LazyLock<String> = LazyLock::new(|| {
    let commit = match env!("VAULTDEX_COMMIT") {
        "" => String::new(),
        commit => format!("commit {commit}, "),
    };
    format!("{} ({commit}{}, index format {FORMAT})", env!("CARGO_PKG_VERSION"), engine_version())
});

/// Returns the whole command with its help.
pub fn command(cli: Command) -> Command {
    let mut command = cli.version(VERSION.as_str());
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
        .after_long_help(format!("{}\n{more}", exit_codes()))
}

/// Returns the commands by group, as help lists them.
fn groups(command: &Command) -> StyledStr {
    let mut text = String::new();
    let style = command.get_styles().get_header();
    let width = terminal_size::terminal_size().map_or(MAX_WIDTH, |(width, _)| usize::from(width.0).min(MAX_WIDTH));
    for (title, names) in GROUPS {
        let _ = writeln!(text, "{style}{title}:{style:#}");
        for subcommand in names.iter().filter_map(|name| command.find_subcommand(name)) {
            let about = subcommand.get_about().map(ToString::to_string).unwrap_or_default();
            // The details are in the help of the command.
            let about = about.split([':', ';']).next().unwrap_or_default();
            let literal = command.get_styles().get_literal();
            let name = format!("  {literal}{:<14}{literal:#}", subcommand.get_name());
            text.push_str(&fill(&name, 16, &[Item::Words(about.to_owned())], " ", Some(width)));
        }
        text.push('\n');
    }
    StyledStr::from(text)
}

/// Returns a command with examples and exit codes, and without the global options.
fn of_subcommand(command: Command) -> Command {
    let name = command.get_name().to_owned();
    let most_used = MOST_USED.iter().find(|(of, _)| *of == name).map(|(_, options)| *options);
    let command = command.mut_args(|arg| {
        let id = arg.get_id().as_str();
        let is_rare = most_used.map_or(RARE.contains(&id), |most_used| !most_used.contains(&id));
        let is_rare = is_rare && !arg.is_positional() && !["help", "version"].contains(&id);
        arg.hide_short_help(is_rare)
    });
    with_examples(command, &[&name])
}

/// Returns a command, and those in it, with examples and without the global options. `names` are its name and those of the
/// commands that it is in, outermost first.
fn with_examples(command: Command, names: &[&str]) -> Command {
    let examples = examples_of(names);
    command
        .mut_args(|arg| {
            let is_global = arg.is_global_set();
            arg.hide(is_global)
        })
        .mut_subcommands(|nested| {
            let name = nested.get_name().to_owned();
            with_examples(nested, &[names, &[&name]].concat())
        })
        .after_help(example_text(&examples[..examples.len().min(2)]))
        .after_long_help(format!("{}\n\n{}\nGlobal options: `vaultdex --help`", example_text(&examples), exit_codes()))
}

/// Returns the examples of a command, given its name and those of the commands that it is in, outermost first; some of several
/// commands for the program itself.
pub fn examples_of(names: &[&str]) -> Vec<(&'static str, &'static str)> {
    let all = || EXAMPLES.iter();
    match names {
        [] => {
            let most_used = ["tour", "search", "integrations", "impact", "graph"];
            all().filter(|(of, _)| most_used.contains(of)).map(|(_, examples)| examples[0]).collect()
        }
        [name, nested @ ..] => {
            let of_command = all().find(|(of, _)| of == name).map_or(&[][..], |(_, examples)| examples);
            let prefix = ["vaultdex", name].into_iter().chain(nested.iter().copied()).collect::<Vec<_>>().join(" ");
            of_command.iter().copied().filter(|(_, line)| line.starts_with(&prefix)).collect()
        }
    }
}

fn exit_codes() -> String {
    let lines: Vec<String> = EXIT_CODES.iter().map(|(code, meaning)| format!("  {code}  {meaning}")).collect();
    format!("Exit codes:\n{}\n", lines.join("\n"))
}

fn example_text(examples: &[(&str, &str)]) -> String {
    if examples.is_empty() {
        return String::new();
    }
    let lines: Vec<String> = examples.iter().map(|(what, line)| format!("  # {what}\n  {line}")).collect();
    format!("Examples:\n{}", lines.join("\n"))
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;
    use crate::commands::Cli;

    fn command() -> Command {
        super::command(Cli::command())
    }

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
    fn nested_commands_have_examples_and_no_global_options() {
        for (parent, nested) in [("index", "purge"), ("config", "show"), ("config", "path"), ("service", "install")] {
            let command = command();
            let found = command.find_subcommand(parent).and_then(|it| it.find_subcommand(nested)).unwrap();
            let help = found.clone().render_help().to_string();
            assert!(help.contains("Examples:") && !help.contains("--no-refresh"), "{parent} {nested}: {help}");
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
