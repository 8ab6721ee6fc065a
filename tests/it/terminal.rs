//! What commands print to a terminal.

use std::process::{Command, Stdio};

use crate::process::{ran, try_run};
use crate::support::Vault;

/// Whether there is `script`, which provides a terminal; says so if not.
pub fn is_available() -> bool {
    let is_available = try_run(Command::new("script").arg("--version")).is_some();
    if !is_available {
        println!("SKIPPED: `script` is not installed, so there is no terminal");
    }
    is_available
}

/// Returns what a command such as `vaultdex tags` prints to a terminal with a number of columns, on 2026-06-15 and with
/// these variables.
#[track_caller]
pub fn on_terminal(vault: &Vault, columns: usize, command: &str, variables: &[(&str, &str)]) -> String {
    let program = vault.command(&[]);
    let words = shlex::split(command).expect("a command");
    assert_eq!(words[0], "vaultdex", "{command}");
    let own = [program.get_program()].into_iter().chain(program.get_args()).map(|it| it.to_str().expect("UTF-8"));
    let words = own.chain(words[1..].iter().map(String::as_str));
    let line = format!("stty cols {columns} rows 50; exec {} 2>/dev/null", shlex::try_join(words).expect("words"));
    let mut script = Command::new("script");
    script.args(["-qec", &line, "/dev/null"]).stdin(Stdio::null());
    for (name, value) in program.get_envs() {
        match value {
            Some(value) => script.env(name, value),
            None => script.env_remove(name),
        };
    }
    script.env("VAULTDEX_NOW", "2026-06-15T09:00:00Z").envs(variables.iter().copied());
    let printed = ran(&mut script).stdout.replace('\r', "");
    assert!(!printed.is_empty(), "{command}");
    printed
}
