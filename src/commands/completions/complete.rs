//! The hidden command `complete`, which the scripts call with the words of a command line. It prints the values of the
//! last word that clap cannot know, one per line. It never fails and never builds or refreshes an index: a prompt that
//! waits, or shows an error, is worse than no completion.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{Arg, Command};

use super::candidates::Kind;
use crate::commands::command_line::{Reading, reading, short_option, takes_value};
use crate::commands::context::Context;
use crate::commands::output::Output;
use crate::render::terminal::is_unsafe_for_terminal;

/// Print completions of the last word of a command line
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The words after the program name, up to the cursor
    #[arg(last = true)]
    words: Vec<OsString>,
}

/// Prints completions; nothing if there are none, for whatever reason.
pub fn run(args: &Args, program: Command, context: &Context) -> Output {
    let words: Vec<String> = args.words.iter().map(|word| word.to_string_lossy().into_owned()).collect();
    let line = Line::read(&built(program), &words);
    let context = context.without_refresh(line.vault, line.index_dir);
    let typed = |kind: Kind| kind.candidates(&line.prefix, &context).unwrap_or_default();
    let candidates = line.kind.map(typed).unwrap_or_default();
    // A shell shows them on the terminal, one a line.
    let lines = candidates.iter().filter(|candidate| !candidate.contains(is_unsafe_for_terminal));
    Output::document(lines.map(|candidate| format!("{}{candidate}\n", line.before)).collect::<String>())
}

/// Returns the command with the arguments that every subcommand has.
pub fn built(mut program: Command) -> Command {
    program.build();
    program
}

/// Returns the long names of the options whose values are completed from the index, sorted.
pub fn dynamic_options(program: &Command) -> Vec<String> {
    let of_subcommands = program.get_subcommands().flat_map(dynamic_options);
    let own = program.get_arguments().filter(|arg| Kind::of(arg).is_some()).filter_map(Arg::get_long);
    let mut names: Vec<String> = own.map(str::to_owned).chain(of_subcommands).collect();
    names.sort();
    names.dedup();
    names
}

/// What the last word of a command line is.
#[derive(Debug, Default, PartialEq, Eq)]
struct Line {
    /// The kind of value, if the index knows values of it.
    kind: Option<Kind>,
    /// What of the word precedes the value: `--system=` or the first of several values.
    before: String,
    /// What has been typed of the value.
    prefix: String,
    vault: Option<PathBuf>,
    index_dir: Option<PathBuf>,
}

impl Line {
    fn read(program: &Command, words: &[String]) -> Line {
        let mut line = Line::default();
        let Some((last, words)) = words.split_last() else { return line };
        let (mut command, mut n_positionals, mut options_end) = (program, 0, false);
        let mut pending: Option<&Arg> = None;
        for word in words {
            if let Some(option) = pending.take() {
                line.keep(option, word);
            } else if word == "--" && !options_end {
                options_end = true;
            } else if word.starts_with('-') && word.len() > 1 && !options_end && !excludes(command, n_positionals, word)
            {
                match option_of(command, word) {
                    Some((option, Some(value))) => line.keep(option, value),
                    Some((option, None)) => pending = Some(option),
                    None => {}
                }
            } else if let Some(next) = command.find_subcommand(word).filter(|_| n_positionals == 0) {
                command = next;
            } else {
                n_positionals += 1;
            }
        }
        let (arg, typed) = match (pending, option_of(command, last)) {
            (Some(option), _) => (Some(option), last.as_str()),
            (None, Some((option, Some(value)))) if !options_end && !excludes(command, n_positionals, last) => {
                (Some(option), value)
            }
            (None, _) if last.starts_with('-') && !options_end && !excludes(command, n_positionals, last) => {
                return line;
            }
            _ => {
                let positionals: Vec<&Arg> = command.get_positionals().collect();
                let repeated =
                    || positionals.last().filter(|arg| arg.get_num_args().is_some_and(|n| n.max_values() > 1));
                (positionals.get(n_positionals).or_else(repeated).copied(), last.as_str())
            }
        };
        let Some(arg) = arg else { return line };
        let start = arg.get_value_delimiter().and_then(|comma| Some(typed.rfind(comma)? + comma.len_utf8()));
        let start = last.len() - typed.len() + start.unwrap_or(0);
        line.kind = Kind::of(arg);
        (line.before, line.prefix) = (last[..start].to_owned(), last[start..].to_owned());
        line
    }

    /// Keeps the value of an option that says where the index is.
    fn keep(&mut self, option: &Arg, value: &str) {
        match option.get_id().as_str() {
            "vault" => self.vault = Some(value.into()),
            "index_dir" => self.index_dir = Some(value.into()),
            _ => {}
        }
    }
}

/// Whether a word with a hyphen is a part of the query of `search`.
fn excludes(command: &Command, n_positionals: usize, word: &str) -> bool {
    let is_in_query = command.get_name() == "search" && n_positionals > 0 && word.len() > 1 && word.starts_with('-');
    is_in_query && reading(word, command) == Reading::Query
}

/// Returns the option that a word names, if it takes a value, and the value if that is in the same word.
fn option_of<'a, 'b>(command: &'a Command, word: &'b str) -> Option<(&'a Arg, Option<&'b str>)> {
    let takes_value = |arg: &&Arg| takes_value(arg);
    if let Some(long) = word.strip_prefix("--") {
        let (name, value) = long.split_once('=').map_or((long, None), |(name, value)| (name, Some(value)));
        let option = command.get_arguments().find(|arg| arg.get_long() == Some(name));
        return Some((option.filter(takes_value)?, value));
    }
    let mut letters = word.strip_prefix('-')?.char_indices();
    letters.find_map(|(at, letter)| {
        let option = short_option(letter, command).filter(takes_value)?;
        let value = &word[1 + at + letter.len_utf8()..];
        Some((option, (!value.is_empty()).then_some(value)))
    })
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;
    use crate::commands::Cli;

    #[test]
    fn the_last_word_is_an_argument_of_the_command() {
        let program = built(Cli::command());
        let check = |line: &str, kind: Option<Kind>, before: &str, prefix: &str| {
            let words: Vec<String> = line.split(' ').map(str::to_owned).collect();
            let Line { kind: found, before: found_before, prefix: found_prefix, .. } = Line::read(&program, &words);
            assert_eq!((found, &*found_before, &*found_prefix), (kind, before, prefix), "{line}");
        };
        let integrations = program.find_subcommand("integrations").expect("a command");
        let statuses = integrations.get_arguments().find(|arg| arg.get_long() == Some("status")).and_then(Kind::of);
        assert!(matches!(&statuses, Some(Kind::Values(values)) if values.contains(&"planned".to_owned())));
        check("links Ord", Some(Kind::Note), "", "Ord");
        check("--vault x links ", Some(Kind::Note), "", "");
        check("links Orders x", None, "", "");
        check("integrations --system We", Some(Kind::System), "", "We");
        check("integrations --system=We", Some(Kind::System), "--system=", "We");
        check("integrations --status active,pl", statuses, "active,", "pl");
        check("impact ", Some(Kind::System), "", "");
        check("path ERP --json La", Some(Kind::System), "", "La");
        check("search orders tag:sy", Some(Kind::Query), "", "tag:sy");
        check("search tea -tag:sy", Some(Kind::Query), "", "-tag:sy");
        check("search tea -lemon tag:sy", Some(Kind::Query), "", "tag:sy");
        check("search -n5 -- -tag:sy", Some(Kind::Query), "", "-tag:sy");
        check("resolve x --from Or", Some(Kind::Note), "", "Or");
        check("sear", None, "", "");
        check("links --al", None, "", "");
        check("integrations --owner Da", Some(Kind::Owner), "", "Da");
        check("tags --sort ", Some(Kind::Values(Vec::new())), "", "");
    }

    #[test]
    fn the_vault_is_taken_from_the_line() {
        let words = ["--vault=v", "links", "--index-dir", "i", "x"].map(str::to_owned);
        let line = Line::read(&built(Cli::command()), &words);
        assert_eq!((line.vault, line.index_dir), (Some("v".into()), Some("i".into())));
    }
}
