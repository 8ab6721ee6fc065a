mod graph_args;

use std::io::{BufWriter, ErrorKind, IsTerminal, Write};
use std::path::{Path, PathBuf};

use clap::builder::{PossibleValue, PossibleValuesParser};
pub use graph_args::{Picture, View};
use vaultdex_query::graph::GraphView;

use super::Output;
use super::context::Context;
use crate::error::{Error, Result};
use crate::export;
use crate::export::Permits;
use crate::render::graph as shelf;
use crate::render::graph::{FORMATS, Failure, Format};
use crate::session::Notices;

/// Draw the graph of the vault's links, its systems or its fields, or a part of it
#[derive(Debug, clap::Args)]
pub struct Args {
    /// What to draw
    #[arg(long, value_enum, default_value_t, value_name = "VIEW")]
    view: View,
    /// In which format [default: mermaid]
    #[arg(long, value_name = "FORMAT", value_parser = format_names())]
    format: Option<String>,
    /// Write to a file; with mermaid a file NAME.md becomes a note that holds the diagram, with csv NAME.csv
    /// becomes NAME.nodes.csv and NAME.edges.csv
    #[arg(short, long, value_name = "FILE", group = "place")]
    output: Option<PathBuf>,
    /// Write a graph that is too large for one Mermaid diagram as several, into this folder
    #[arg(long, value_name = "DIR", group = "place")]
    split: Option<PathBuf>,
    /// Replace files that are there
    #[arg(long, requires = "place")]
    force: bool,
    /// Write even inside the vault
    #[arg(long, requires = "place")]
    in_vault: bool,
    #[command(flatten)]
    picture: Picture,
}

fn format_names() -> PossibleValuesParser {
    PossibleValuesParser::new(FORMATS.iter().map(|format| PossibleValue::new(format.name).help(format.about)))
}

pub fn run(args: &Args, context: &Context) -> Result<Output> {
    let session = context.session()?;
    let name = args.format.as_deref().unwrap_or(FORMATS[0].name);
    let format = format(name)?;
    if args.split.is_some() && name != FORMATS[0].name {
        return Err(Error::Usage(format!("--split is for {}: `{name}` has no limits", FORMATS[0].name)));
    }
    let view = args.picture.draw(args.view, &session, context)?;
    let options = args.picture.options(&session);
    let permits = Permits { overwrite: args.force, in_vault: args.in_vault };
    let vault = session.vault.root();
    let size = format!("{} nodes and {} edges", view.nodes.len(), view.edges.len());
    if let Some(folder) = &args.split {
        let files = shelf::split(&view, &options);
        let files: Vec<(&str, &[u8])> = files.iter().map(|file| (&*file.name, file.text.as_bytes())).collect();
        let earlier = export::replaced(&folder.join("index.md"), permits);
        export::export_folder(folder, &files, vault, permits)?;
        // A larger split wrote more diagrams than this one replaces.
        for left in shelf::listed(&earlier).iter().filter(|left| files.iter().all(|(name, _)| *name != left.name)) {
            export::withdraw(&folder.join(&left.name), left.text.as_bytes(), vault, permits)?;
        }
        context.say(&format!("{size} written to {} files in `{}`", files.len(), folder.display()));
    } else if let Some(file) = &args.output {
        for (file, bytes) in written(format, file, &view, &options).map_err(told)? {
            export::export(&file, &bytes, vault, permits)?;
            context.say(&format!("{size} written to `{}`", file.display()));
        }
    } else {
        let part = format.parts.last().expect("a format has a part");
        if !std::io::stdout().is_terminal() {
            return streamed(part, &view, &options);
        }
        let mut bytes = Vec::new();
        (part.render)(&view, &options, &mut bytes).map_err(told)?;
        return Ok(Output::document(String::from_utf8(bytes).expect("a format writes text")));
    }
    Ok(Output::default())
}

/// Prints a graph as it is made: it may be large, and a program takes it byte for byte.
fn streamed(part: &shelf::Part, view: &GraphView, options: &shelf::Options) -> Result<Output> {
    let mut stdout = BufWriter::with_capacity(1 << 16, std::io::stdout().lock());
    let written = (part.render)(view, options, &mut stdout).and_then(|()| Ok(stdout.flush()?));
    match written {
        // Whoever read us has had enough: not our error.
        Err(Failure::Write(error)) if error.kind() == ErrorKind::BrokenPipe => Ok(Output::default()),
        Err(Failure::Write(error)) => Err(Error::write("the output", error)),
        written => written.map(|()| Output::default()).map_err(told),
    }
}

/// The format of this name.
pub fn format(name: &str) -> Result<&'static Format> {
    let found = FORMATS.iter().find(|format| format.name == name);
    found.ok_or_else(|| {
        let names: Vec<&str> = FORMATS.iter().map(|format| format.name).collect();
        Error::Usage(format!("there is no format `{name}`; there are {}", names.join(", ")))
    })
}

/// What goes into a file, or into the files that take its place.
pub fn written(
    format: &Format,
    file: &Path,
    view: &GraphView,
    options: &shelf::Options,
) -> std::result::Result<Vec<(PathBuf, Vec<u8>)>, Failure> {
    let parts = format.parts.iter().map(|part| {
        let mut bytes = Vec::new();
        (part.render)(view, options, &mut bytes)?;
        Ok((part_file(file, part), in_file(format, file, bytes)))
    });
    parts.collect()
}

/// A diagram as it stands in a file: in a note it is a fence below a heading.
pub fn in_file(format: &Format, file: &Path, bytes: Vec<u8>) -> Vec<u8> {
    let is_note = file.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("md"));
    match file.file_stem().filter(|_| is_note && format.name == FORMATS[0].name) {
        Some(title) => shelf::note(&title.to_string_lossy(), &String::from_utf8_lossy(&bytes)).into_bytes(),
        None => bytes,
    }
}

fn told(failure: Failure) -> Error {
    Error::Usage(failure.to_string())
}

/// Where a part of a format goes: `links.nodes.csv` of `links.csv`.
fn part_file(file: &Path, part: &shelf::Part) -> PathBuf {
    if part.name.is_empty() {
        return file.to_owned();
    }
    let mut name = file.file_stem().unwrap_or_default().to_owned();
    name.push(".");
    name.push(part.name);
    if let Some(extension) = file.extension() {
        name.push(".");
        name.push(extension);
    }
    file.with_file_name(name)
}
