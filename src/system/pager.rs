//! Shows long text in the user's pager, as git does (docs/spec/cli.md#terminal).

use std::env;
use std::io::{self, ErrorKind, Write};
use std::process::{Command, Stdio};

use super::in_foreground;

/// Returns the words of the command that pages: `VAULTDEX_PAGER`, else `PAGER`, else `less`. `None` if these switch paging off,
/// which an empty one, `cat` and a terminal without abilities do.
pub fn command() -> Option<Vec<String>> {
    if env::var_os("TERM").is_none_or(|term| term == "dumb") {
        return None;
    }
    let configured = ["VAULTDEX_PAGER", "PAGER"].into_iter().find_map(|name| env::var(name).ok());
    words(configured.as_deref().unwrap_or("less"))
}

fn words(command: &str) -> Option<Vec<String>> {
    let words = shlex::split(command)?;
    words.first().is_some_and(|program| program != "cat").then_some(words)
}

/// Shows a text. Returns whether the pager could be started.
///
/// # Errors
///
/// Fails if the pager cannot be waited for.
pub fn show(text: &[u8], command: &[String]) -> io::Result<bool> {
    let [program, args @ ..] = command else { return Ok(false) };
    let mut pager = Command::new(program);
    pager.args(args).stdin(Stdio::piped());
    if env::var_os("LESS").is_none() {
        // Quit if one screen is enough, show colors, leave the text on the screen.
        pager.env("LESS", "FRX");
    }
    in_foreground(|| {
        let Ok(mut child) = pager.spawn() else { return Ok(false) };
        let written = child.stdin.take().map_or(Ok(()), |mut stdin| stdin.write_all(text));
        child.wait()?;
        match written {
            // Whoever quits before the end has seen enough.
            Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(error),
            _ => Ok(true),
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_has_words_and_may_be_switched_off() {
        let words = |command: &str| words(command).unwrap_or_default();
        assert_eq!(words("less -R '-P my notes'"), ["less", "-R", "-P my notes"]);
        for off in ["", "cat", "less '"] {
            assert_eq!(words(off), [""; 0], "{off}");
        }
    }

    #[test]
    fn a_pager_that_is_missing_or_quits_is_no_error() {
        let run = |command: &[&str], text: &[u8]| {
            show(text, &command.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>()).expect("no error")
        };
        assert!(!run(&["/no/such/pager"], b"x"));
        assert!(!run(&[], b"x"));
        assert!(run(&["true"], &vec![b'x'; 1 << 20]));
    }
}
