use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use clap::Command;
use clap_mangen::Man;
use clap_mangen::roff::{Roff, bold, roman};

use super::context::Context;
use super::help::{EXIT_CODES, examples_of};
use super::output::Output;
use super::text::counted;
use crate::error::{Error, Result};

/// Print a manual page, or write all manual pages into a directory
#[derive(Debug, clap::Args)]
pub struct Args {
    /// A command, whose page is printed, or a directory for the pages of vaultdex and of all its commands, such as
    /// ~/.local/share/man/man1; `./NAME` is always a directory
    #[arg(value_name = "COMMAND|DIR", value_hint = clap::ValueHint::DirPath)]
    of: Option<PathBuf>,
}

/// Prints the main page of `program`, or writes all pages.
pub fn run(args: &Args, program: Command, context: &Context) -> Result<Output> {
    let mut program = without_help(program);
    program.build();
    let version = program.get_version().unwrap_or_default().to_owned();
    let print = |command: &Command, name: &str| {
        let page = page(command, name, &version).map_err(|source| Error::Output { source })?;
        Ok(Output::document(String::from_utf8_lossy(&page)))
    };
    let Some(dir) = &args.of else { return print(&program, "vaultdex") };
    if let Some(command) = dir.to_str().and_then(|name| program.find_subcommand(name)) {
        return print(command, &format!("vaultdex-{}", command.get_name()));
    }
    fs::create_dir_all(dir).map_err(|error| Error::write(dir, error))?;
    let count = write_pages(&program, "vaultdex", &version, dir)?;
    Ok(Output::text(format!(
        "wrote {} to {}\n",
        counted(count, "page"),
        context.plain_styling().text(&dir.to_string_lossy())
    )))
}

/// Leaves out the subcommand `help` everywhere: every page is the help of its command.
fn without_help(command: Command) -> Command {
    command.disable_help_subcommand(true).mut_subcommands(without_help)
}

/// Writes the page of a command and those of its subcommands. Returns how many.
fn write_pages(command: &Command, name: &str, version: &str, dir: &Path) -> Result<usize> {
    let file = dir.join(format!("{name}.1"));
    let written = page(command, name, version).and_then(|page| fs::write(&file, page));
    written.map_err(|error| Error::write(&file, error))?;
    let shown = command.get_subcommands().filter(|it| !it.is_hide_set());
    shown
        .map(|it| write_pages(it, &format!("{name}-{}", it.get_name()), version, dir))
        .try_fold(1, |sum, n| Ok(sum + n?))
}

fn page(command: &Command, name: &str, version: &str) -> io::Result<Vec<u8>> {
    let is_main = name == command.get_name();
    let man =
        Man::new(command.clone().display_name(name)).title(name.to_uppercase()).source(format!("vaultdex {version}"));
    let mut page = Vec::new();
    man.render_title(&mut page)?;
    man.render_name_section(&mut page)?;
    man.render_synopsis_section(&mut page)?;
    man.render_description_section(&mut page)?;
    man.render_options_section(&mut page)?;
    if command.get_subcommands().any(|it| !it.is_hide_set()) {
        man.render_subcommands_section(&mut page)?;
    }
    exit_status_and_examples(name).to_writer(&mut page)?;
    if !is_main {
        let mut see_also = Roff::new();
        see_also.control("SH", ["SEE ALSO"]).text([bold("vaultdex"), roman("(1)")]);
        see_also.to_writer(&mut page)?;
    }
    Ok(page)
}

fn exit_status_and_examples(name: &str) -> Roff {
    let mut page = Roff::new();
    page.control("SH", ["EXIT STATUS"]);
    for (code, meaning) in EXIT_CODES {
        page.control("TP", []).text([bold(code)]).text([roman(meaning)]);
    }
    page.control("SH", ["EXAMPLES"]);
    for (what, command) in examples_of(&name.split('-').skip(1).collect::<Vec<_>>()) {
        page.control("TP", []).text([roman(what)]).text([bold(command)]);
    }
    page
}
