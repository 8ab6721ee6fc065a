//! The `vaultdex` command: parse, run, print, exit.

use std::io::{self, IsTerminal, Write};
use std::process::ExitCode;

use clap::Parser;
use vaultdex::commands;
use vaultdex::commands::{Cli, Output};
use vaultdex::render::terminal::harmless;

fn main() -> ExitCode {
    let cli = Cli::parse();
    let color = commands::color(&cli);
    match commands::run(cli) {
        Ok(output) => {
            match print(&output, color) {
                // A closed stderr is no reason to stop.
                Ok(()) => drop(write!(io::stderr(), "{}", output.last)),
                // Whoever read us has had enough: not our error.
                Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {}
                Err(error) => return fail(&format!("failed to write: {error}")),
            }
            ExitCode::from(u8::from(output.nothing))
        }
        Err(error) => fail(&error.to_string()),
    }
}

/// Writes to stdout: for a person with colours where they are wanted, for a program byte for byte. What is meant for a
/// program and lands on a terminal is made harmless all the same.
fn print(output: &Output, color: anstream::ColorChoice) -> io::Result<()> {
    if !output.for_programs {
        let mut stdout = anstream::AutoStream::new(io::stdout(), color);
        stdout.write_all(output.text.as_bytes())?;
        return stdout.flush();
    }
    let mut stdout = io::stdout();
    match stdout.is_terminal() {
        true => output.text.split_inclusive(['\n', '\0']).try_for_each(|line| {
            let text = line.trim_end_matches(['\n', '\0']);
            stdout.write_all(harmless(text).as_bytes())?;
            stdout.write_all(&line.as_bytes()[text.len()..])
        })?,
        false => stdout.write_all(output.text.as_bytes())?,
    }
    stdout.flush()
}

fn fail(message: &str) -> ExitCode {
    let lines: Vec<_> = message.lines().map(harmless).collect();
    let _ = writeln!(io::stderr(), "vaultdex: {}", lines.join("\n"));
    ExitCode::from(2)
}
