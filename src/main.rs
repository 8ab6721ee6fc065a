//! The `vaultdex` command: parses the arguments, runs a command, prints its output, exits.

use std::io::{self, IsTerminal, Write};
use std::panic::{self, AssertUnwindSafe};
use std::process::ExitCode;

use anstream::ColorChoice;
use unicode_width::UnicodeWidthStr;
use vaultdex::commands;
use vaultdex::commands::message::Severity;
use vaultdex::commands::output::Output;
use vaultdex::commands::{Cli, message};
use vaultdex::error::Error;
use vaultdex::render::terminal::sanitized;
use vaultdex::system::pager;

fn main() -> ExitCode {
    let cli = Cli::try_of(std::env::args_os()).unwrap_or_else(|error| error.exit());
    let color = cli.color();
    message::report_panics(color);
    let run = || match commands::run(&cli) {
        Ok(output) => finish(&output, color, cli.may_page()),
        Err(error) => fail(&error, color),
    };
    let repair = || match commands::repair_after_panic(&cli) {
        Ok(is_repaired) => is_repaired,
        Err(error) => {
            fail(&error, color);
            false
        }
    };
    catching_panics(run, repair)
}

/// Returns the exit code of errors if `run` panics. The hook has reported the panic then. If `repair` finds the cause
/// and removes it, `run` gets a second attempt.
fn catching_panics(run: impl Fn() -> ExitCode, repair: impl FnOnce() -> bool) -> ExitCode {
    let attempt = || panic::catch_unwind(AssertUnwindSafe(&run)).ok();
    let repaired = || panic::catch_unwind(AssertUnwindSafe(repair)).unwrap_or(false);
    attempt().or_else(|| if repaired() { attempt() } else { None }).unwrap_or(ExitCode::from(2))
}

/// Prints the output of a command and returns its exit code.
fn finish(output: &Output, color: ColorChoice, may_page: bool) -> ExitCode {
    match print(output, color, may_page) {
        Ok(()) => {
            if let Some(note) = &output.closing_note {
                message::print(Severity::Note, note, color);
            }
        }
        // The reader has closed the pipe, which is not an error.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {}
        Err(source) => return fail(&Error::Output { source }, color),
    }
    if let Some(failure) = &output.failure {
        message::print(Severity::Error, failure, color);
        return ExitCode::from(2);
    }
    ExitCode::from(u8::from(output.is_negative))
}

fn fail(error: &Error, color: ColorChoice) -> ExitCode {
    message::print(Severity::Error, &error.to_string(), color);
    ExitCode::from(2)
}

/// Writes to stdout: text for people with colors if they are wanted, text for programs byte for byte. On a terminal,
/// control characters are replaced in both, and text for people that is longer than the screen is shown in a pager.
fn print(output: &Output, color: ColorChoice, may_page: bool) -> io::Result<()> {
    if may_page && !output.for_programs && page(&output.text, color)? {
        return Ok(());
    }
    if !output.for_programs {
        let mut stdout = anstream::AutoStream::new(io::stdout(), color);
        stdout.write_all(output.text.as_bytes())?;
        return stdout.flush();
    }
    let mut stdout = io::stdout();
    match stdout.is_terminal() {
        true => output.text.split_inclusive(['\n', '\0']).try_for_each(|line| {
            let text = line.trim_end_matches(['\n', '\0']);
            stdout.write_all(sanitized(text).as_bytes())?;
            stdout.write_all(&line.as_bytes()[text.len()..])
        })?,
        false => stdout.write_all(output.text.as_bytes())?,
    }
    stdout.flush()
}

/// Shows a text in the pager if stdout is a terminal and the text is longer than its screen. Returns whether it did.
fn page(text: &str, color: ColorChoice) -> io::Result<bool> {
    let stdout = io::stdout();
    let Some((width, height)) = terminal_size::terminal_size() else { return Ok(false) };
    if !stdout.is_terminal() || height_in_rows(text, width.0.into()) < usize::from(height.0) {
        return Ok(false);
    }
    let Some(command) = pager::command() else { return Ok(false) };
    let color = match color {
        ColorChoice::Auto => anstream::AutoStream::choice(&stdout),
        chosen => chosen,
    };
    match color {
        ColorChoice::Never => pager::show(anstream::adapter::strip_str(text).to_string().as_bytes(), &command),
        _ => pager::show(text.as_bytes(), &command),
    }
}

/// Returns the number of rows that a text takes on a terminal with so many columns, which wraps long lines.
fn height_in_rows(text: &str, columns: usize) -> usize {
    let rows = |line: &str| anstream::adapter::strip_str(line).to_string().width().div_ceil(columns.max(1)).max(1);
    text.lines().map(rows).sum()
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;

    #[test]
    fn long_lines_take_several_rows() {
        for (text, rows) in
            [("", 0), ("a\n\nb\n", 3), ("12345\n", 1), ("123456\n", 2), ("\u{1b}[1m12345\u{1b}[0m\n", 1)]
        {
            assert_eq!(height_in_rows(text, 5), rows, "{text:?}");
        }
    }

    #[test]
    fn a_panic_is_an_error() {
        let bug = || -> ExitCode { panic!("a bug") };
        assert_eq!(catching_panics(|| ExitCode::from(1), || true), ExitCode::from(1));
        assert_eq!(catching_panics(bug, || false), ExitCode::from(2));
        assert_eq!(catching_panics(bug, || true), ExitCode::from(2));
        let attempts = Cell::new(0);
        let fails_once = || match attempts.replace(attempts.get() + 1) {
            0 => panic!("a damaged index"),
            _ => ExitCode::from(1),
        };
        assert_eq!(catching_panics(fails_once, || true), ExitCode::from(1));
    }
}
