//! The arguments of `search` as people type them: `search tea -chest` excludes a word
//! (docs/spec/cli.md#arguments-of-search).

use std::ffi::OsString;

use clap::Command;

use crate::commands::command_line::{Reading, reading, short_option};

/// The arguments of the program in an order that leaves no doubt.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Arranged {
    /// The arguments, beginning with the name of the program.
    pub args: Vec<OsString>,
    /// How those were read that can be read in two ways.
    pub notes: Vec<String>,
    /// What is wrong with them.
    pub error: Option<String>,
}

/// Returns the arguments with those of the query of `search` at the end, after a `--`. Those of other commands are returned as
/// they are. `command` is the whole command, after [`Command::build`].
pub fn arranged(args: Vec<OsString>, command: &Command) -> Arranged {
    let start = position_of_search(&args, command);
    let Some((start, search)) = start.zip(command.find_subcommand("search")) else {
        return Arranged { args, ..Arranged::default() };
    };
    let mut arranged = Arranged { args: args[..=start].to_vec(), ..Arranged::default() };
    let mut words: Vec<OsString> = Vec::new();
    let mut rest = args.into_iter().skip(start + 1).peekable();
    while let Some(arg) = rest.next() {
        if arg == "--" {
            words.extend(rest.by_ref());
            break;
        }
        let text = arg.to_string_lossy();
        if !text.starts_with('-') || text.len() == 1 {
            words.push(arg);
            continue;
        }
        let reading = reading(&text, search);
        // Before the query, what looks like an option is one, or an error.
        if words.is_empty() && reading == Reading::Query {
            let hint = hint(&text);
            arranged.error.get_or_insert(format!("there is no option `{text}`; {hint}"));
        }
        if words.is_empty() || reading != Reading::Query {
            arranged.notes.extend(note(&text, reading, search).filter(|_| !words.is_empty()));
            arranged.args.push(arg);
            arranged.args.extend(rest.next_if(|_| reading == Reading::Options { takes_next: true }));
        } else {
            arranged.notes.extend(note(&text, reading, search));
            words.push(arg);
        }
    }
    if !words.is_empty() {
        arranged.args.push("--".into());
        arranged.args.extend(words);
    }
    arranged
}

/// Options of grep and ripgrep, with what does the same here.
const OF_OTHERS: [(&str, &str); 6] = [
    ("-c", "--count prints the number of notes"),
    ("-A", "-C shows lines around each match"),
    ("-B", "-C shows lines around each match"),
    ("-w", "put a word into quotes to find it as a whole: '\"word\"'"),
    ("-F", "a query is plain text already"),
    ("-s", "`match-case:` is case-sensitive"),
];

/// Returns what to do instead of giving an option that does not exist.
fn hint(text: &str) -> String {
    match OF_OTHERS
        .iter()
        .find(|(option, _)| text == *option || text.starts_with(option) && text[2..].parse::<u32>().is_ok())
    {
        Some((_, instead)) => (*instead).to_owned(),
        None => format!("to exclude a word first, put `--` before the query: `search -- {text} …`"),
    }
}

/// Returns the position of `search` if it is the command.
fn position_of_search(args: &[OsString], command: &Command) -> Option<usize> {
    let mut position = 1;
    loop {
        let text = args.get(position)?.to_string_lossy();
        if !text.starts_with('-') {
            return (text == "search").then_some(position);
        }
        match reading(&text, command) {
            Reading::Options { takes_next } => position += 1 + usize::from(takes_next),
            Reading::Query => return None,
        }
    }
}

/// Says how an argument is read that has the letters of a word and begins with that of an option.
fn note(text: &str, reading: Reading, command: &Command) -> Option<String> {
    let letters = text.strip_prefix('-').filter(|letters| letters.chars().all(char::is_alphabetic))?;
    let first = letters.chars().next().filter(|first| letters.len() > 1 && short_option(*first, command).is_some());
    first.map(|_| match reading {
        Reading::Query => format!("`{text}` excludes the word `{letters}`"),
        Reading::Options { .. } => {
            let options: Vec<String> = letters.chars().map(|letter| format!("`-{letter}`")).collect();
            format!("`{text}` is read as {}; put `--` before the query to exclude a word", options.join(" "))
        }
    })
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;
    use crate::commands::{Cli, help};

    fn check(args: &str, expected: &str, notes: &[&str]) {
        let found = arranged(args.split(' ').map(OsString::from).collect(), &help::command(Cli::command()));
        let joined: Vec<_> = found.args.iter().map(|arg| arg.to_string_lossy()).collect();
        assert_eq!(joined.join(" "), expected, "{args}");
        assert_eq!(found.notes, notes, "{args}");
    }

    #[test]
    fn a_word_with_a_hyphen_after_the_query_began_is_excluded() {
        check("v search tea -chest", "v search -- tea -chest", &[]);
        check("v search tea -5 -x.y - -tag:x", "v search -- tea -5 -x.y - -tag:x", &[]);
        check("v search tea -lunch", "v search -- tea -lunch", &["`-lunch` excludes the word `lunch`"]);
        check("v search tea -n -nchest", "v search -n -nchest -- tea", &[]);
        check("v --color never search tea -chest", "v --color never search -- tea -chest", &[]);
    }

    #[test]
    fn a_word_with_a_hyphen_cannot_begin_a_query() {
        let found =
            arranged(["v", "search", "-chest", "tea"].map(OsString::from).to_vec(), &help::command(Cli::command()));
        let hint = "to exclude a word first, put `--` before the query: `search -- -chest …`";
        assert_eq!(found.error, Some(format!("there is no option `-chest`; {hint}")));
    }

    #[test]
    fn options_may_be_anywhere_before_two_hyphens() {
        check("v search tea -n 3 chest", "v search -n 3 -- tea chest", &[]);
        check("v search tea -n3 -0 --json --sort=name", "v search -n3 -0 --json --sort=name -- tea", &[]);
        check("v search tea --sort name -C=2 x", "v search --sort name -C=2 -- tea x", &[]);
        check("v search -l tea -l0 -ln3", "v search -l -l0 -ln3 -- tea", &[]);
        let note = "`-lv` is read as `-l` `-v`; put `--` before the query to exclude a word";
        check("v search tea -lv", "v search -lv -- tea", &[note]);
        check("v search tea -- -l --json", "v search -- tea -l --json", &[]);
        check("v search tea --unknown", "v search --unknown -- tea", &[]);
        check("v search -chest", "v search -chest", &[]);
        check("v search --vault x --json", "v search --vault x --json", &[]);
    }

    #[test]
    fn other_commands_are_left_alone() {
        for args in ["v links search -x", "v", "v -x search tea -y", "v tags --sort search -x", "v --vault search -x"] {
            check(args, args, &[]);
        }
    }
}
