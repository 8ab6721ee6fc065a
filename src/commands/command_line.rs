//! Reads words of a command line as clap does.

use clap::{Arg, Command};

/// How an argument that begins with a hyphen is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reading {
    /// As one or more options; the next argument is the value of the last one, or not.
    Options { takes_next: bool },
    /// As a part of the query.
    Query,
}

/// Reads an argument of `search` that begins with a hyphen and has more characters (docs/spec/cli.md#arguments-of-search).
pub fn reading(text: &str, command: &Command) -> Reading {
    if let Some(long) = text.strip_prefix("--") {
        let (name, value) = long.split_once('=').map_or((long, None), |(name, value)| (name, Some(value)));
        let option = command.get_arguments().find(|option| option.get_long() == Some(name));
        // An unknown one is an error, not a word.
        return Reading::Options { takes_next: value.is_none() && option.is_some_and(takes_value) };
    }
    let letters = &text[1..];
    for (at, letter) in letters.char_indices() {
        match short_option(letter, command) {
            None => return Reading::Query,
            Some(option) if takes_value(option) => {
                let value = &letters[at + letter.len_utf8()..];
                let value = value.strip_prefix('=').unwrap_or(value);
                // All short options with a value have a number.
                return match value.chars().all(|digit| digit.is_ascii_digit()) {
                    true => Reading::Options { takes_next: value.is_empty() },
                    false => Reading::Query,
                };
            }
            Some(_) => {}
        }
    }
    Reading::Options { takes_next: false }
}

/// Returns the option of one letter.
pub fn short_option(letter: char, command: &Command) -> Option<&Arg> {
    command.get_arguments().find(|option| option.get_short() == Some(letter))
}

/// Whether an option has a value.
pub fn takes_value(option: &Arg) -> bool {
    option.get_action().takes_values()
}
