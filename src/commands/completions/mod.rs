//! Completion in shells. The scripts are those that clap generates; in bash, zsh, fish and elvish they first ask the
//! hidden command `complete` for values that only the index knows.
//!
//! clap_complete has an engine for that too, but only behind `unstable-dynamic`, whose interface and scripts may change
//! in any release. It would tell a completer only the word to complete, not the `--vault` before it, and its scripts
//! leave names with blanks unquoted.

mod candidates;
pub mod complete;

use clap::{Command, ValueEnum};
use clap_complete::Shell as Generated;

use super::output::Output;
use crate::error::Result;

/// Print a script that completes arguments in a shell
///
/// bash:       vaultdex completions bash > ~/.local/share/bash-completion/completions/vaultdex
/// zsh:        vaultdex completions zsh > DIR/_vaultdex, where DIR is in $fpath
/// fish:       vaultdex completions fish > ~/.config/fish/completions/vaultdex.fish
/// elvish:     vaultdex completions elvish >> ~/.config/elvish/rc.elv
/// powershell: vaultdex completions powershell >> $PROFILE
/// nushell:    vaultdex completions nushell > vaultdex.nu, and `use vaultdex.nu *` in config.nu
#[derive(Debug, clap::Args)]
#[command(verbatim_doc_comment)]
pub struct Args {
    /// The shell
    #[arg(value_enum)]
    shell: Shell,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
#[value(rename_all = "lower")]
enum Shell {
    Bash,
    Zsh,
    Fish,
    Elvish,
    Powershell,
    Nushell,
}

/// Prints the script for the command `program`.
pub fn run(args: &Args, mut program: Command) -> Result<Output> {
    let fish_options = || complete::dynamic_options(&complete::built(program.clone())).join(" ");
    let text = match args.shell {
        Shell::Bash => generated(Generated::Bash, &mut program) + include_str!("bash.sh"),
        Shell::Zsh => zsh(&mut program),
        Shell::Fish => {
            let options = fish_options();
            generated(Generated::Fish, &mut program) + &include_str!("fish.fish").replace("OPTIONS", &options)
        }
        Shell::Elvish => generated(Generated::Elvish, &mut program) + include_str!("elvish.elv"),
        Shell::Powershell => generated(Generated::PowerShell, &mut program),
        Shell::Nushell => generated(clap_complete_nushell::Nushell, &mut program),
    };
    Ok(Output::document(text))
}

fn generated(shell: impl clap_complete::Generator, program: &mut Command) -> String {
    let mut script = Vec::new();
    clap_complete::generate(shell, program, "vaultdex", &mut script);
    String::from_utf8_lossy(&script).into_owned()
}

/// Returns the script for zsh. The generated function gets another name, because zsh calls the one that is named like
/// the file, which is ours.
fn zsh(program: &mut Command) -> String {
    let script = generated(Generated::Zsh, program).replace("_vaultdex", "_vaultdex_static");
    // What follows registers the generated function.
    let functions = script.find("if [ \"$funcstack[1]\"").map_or(&*script, |end| &script[..end]);
    functions.to_owned() + include_str!("zsh.zsh")
}
