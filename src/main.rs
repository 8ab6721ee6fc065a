//! The `vaultdex` command: parse, run, print, exit.

use std::io::{self, Write};
use std::process::ExitCode;

use clap::Parser;
use vaultdex::commands::{self, Cli};
use vaultdex::render::terminal::harmless;

fn main() -> ExitCode {
    let cli = Cli::parse();
    let color = commands::color(&cli);
    match commands::run(cli) {
        Ok(output) => {
            match print(&output.text, color) {
                // Whoever read us has had enough: not our error.
                Err(error) if error.kind() != io::ErrorKind::BrokenPipe => fail(&format!("failed to write: {error}")),
                _ => ExitCode::from(u8::from(output.nothing)),
            }
        }
        Err(error) => fail(&error.to_string()),
    }
}

/// Writes to stdout, colours only where they are wanted. What takes the colours off would take the NUL bytes of `-0`
/// with them, so those go past it.
fn print(text: &str, color: anstream::ColorChoice) -> io::Result<()> {
    let mut stdout = anstream::AutoStream::new(io::stdout(), color);
    for part in text.split_inclusive('\0') {
        let shown = part.trim_end_matches('\0');
        stdout.write_all(shown.as_bytes())?;
        io::stdout().write_all(&part.as_bytes()[shown.len()..])?;
    }
    stdout.flush()
}

fn fail(message: &str) -> ExitCode {
    let lines: Vec<_> = message.lines().map(harmless).collect();
    let _ = writeln!(io::stderr(), "vaultdex: {}", lines.join("\n"));
    ExitCode::from(2)
}
