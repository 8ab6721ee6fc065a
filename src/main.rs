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
            let mut stdout = anstream::AutoStream::new(io::stdout(), color);
            match stdout.write_all(output.text.as_bytes()).and_then(|()| stdout.flush()) {
                // Whoever read us has had enough: not our error.
                Err(error) if error.kind() != io::ErrorKind::BrokenPipe => fail(&format!("failed to write: {error}")),
                _ => ExitCode::from(u8::from(output.nothing)),
            }
        }
        Err(error) => fail(&error.to_string()),
    }
}

fn fail(message: &str) -> ExitCode {
    let lines: Vec<_> = message.lines().map(harmless).collect();
    let _ = writeln!(io::stderr(), "vaultdex: {}", lines.join("\n"));
    ExitCode::from(2)
}
