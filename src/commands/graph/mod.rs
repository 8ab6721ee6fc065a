mod browser;
mod format_choice;
mod graph_args;

use std::io::{BufWriter, ErrorKind, IsTerminal, Write};
use std::path::{Path, PathBuf};

use browser::open_in_browser;
use clap::ValueEnum;
use clap::builder::{PossibleValue, PossibleValuesParser};
pub use format_choice::choose;
pub use graph_args::{GraphArgs, View};
use vaultdex_query::graph::GraphView;

use super::context::Context;
use super::output::Output;
use super::text::counted;
use crate::error::{Error, GraphError, Result};
use crate::export;
use crate::export::{ExportOptions, OwnFolders};
use crate::render::graph as formats;
use crate::render::graph::{FORMATS, Failure, Format};
use crate::session::{Notices, Session};

/// A Mermaid diagram with more nodes than this is hard to read, as Mermaid draws it.
const MANY_NODES: usize = 60;

/// The same for edges.
const MANY_EDGES: usize = 120;

/// The format that `--open` shows.
const PAGE: &str = "html";

/// Draw a graph of links, systems or fields
#[derive(Debug, clap::Args)]
pub struct Args {
    /// What the graph shows
    #[arg(long, value_enum, default_value_t, value_name = "VIEW")]
    view: View,
    /// Output format [default: that of the file's ending, otherwise mermaid]
    #[arg(long, value_name = "FORMAT", value_parser = format_names())]
    format: Option<String>,
    /// Write to a file instead of stdout. With mermaid, NAME.md becomes a note with the diagram; with csv, NAME.csv
    /// becomes NAME.nodes.csv and NAME.edges.csv
    #[arg(short, long, value_name = "FILE", group = "place")]
    output: Option<PathBuf>,
    /// Write several Mermaid diagrams into this directory, for graphs that are too large for one
    #[arg(long, value_name = "DIR", group = "place")]
    split: Option<PathBuf>,
    /// Show the graph as an html page in the browser
    #[arg(long, conflicts_with = "place")]
    open: bool,
    /// Replace existing files
    #[arg(long, requires = "place")]
    force: bool,
    /// Allow writing inside the vault
    #[arg(long, requires = "place")]
    in_vault: bool,
    #[command(flatten)]
    graph: GraphArgs,
}

/// What the user sees while a large graph is laid out.
const DRAWING: &str = "drawing the graph";

fn format_names() -> PossibleValuesParser {
    PossibleValuesParser::new(FORMATS.iter().map(|format| PossibleValue::new(format.name).help(format.about)))
}

pub fn run(args: &Args, context: &Context) -> Result<Output> {
    let page = args.open.then_some(PAGE);
    let format = choose(args.format.as_deref().or(page), args.output.as_deref())?;
    if args.open && format.name != PAGE {
        return Err(GraphError::OpenNotSupported { format: format.name }.into());
    }
    args.graph.check_format(format)?;
    let session = context.session()?;
    if args.split.is_some() && format.name != FORMATS[0].name {
        return Err(GraphError::SplitNotSupported { format: format.name, supported: FORMATS[0].name }.into());
    }
    let view = args.graph.build(args.view, format, &session)?;
    args.graph.note_of_limit(&view).iter().for_each(|note| context.note(note));
    let options = args.graph.format_options(&session);
    let export_options = ExportOptions { overwrite: args.force, in_vault: args.in_vault };
    let folders = OwnFolders { vault: session.vault.root(), index: &session.index_folder };
    let size = format!("{} and {}", counted(view.nodes.len(), "node"), counted(view.edges.len(), "edge"));
    if let Some(folder) = &args.split {
        let files = formats::split(&view, &options);
        let files: Vec<(&str, &[u8])> = files.iter().map(|file| (&*file.name, file.text.as_bytes())).collect();
        let earlier = export::existing_text(&folder.join("index.md"), export_options);
        export::write_folder(folder, &files, folders, export_options)?;
        // An earlier, larger split may have left diagrams that are not replaced.
        for left in
            formats::files_in_index(&earlier).iter().filter(|left| files.iter().all(|(name, _)| *name != left.name))
        {
            export::remove_unchanged(&folder.join(&left.name), left.text.as_bytes(), folders, export_options)?;
        }
        context.note(&format!("{size} written to {} in `{}`", counted(files.len(), "file"), folder.display()));
    } else if args.open {
        open(args.view, format, &view, &options, &session, context)?;
    } else if let Some(file) = &args.output {
        let files = context.while_working(DRAWING, || render_files(format, file, &view, &options));
        for (file, bytes) in files.map_err(|failure| render_error(file, failure))? {
            export::write_file(&file, &bytes, folders, export_options)?;
            context.note(&format!("{size} written to `{}`", file.display()));
        }
    } else {
        let part = format.parts.last().expect("a format has a part");
        if !std::io::stdout().is_terminal() {
            return stream(part, &view, &options);
        }
        let mut bytes = Vec::new();
        let drawn = context.while_working(DRAWING, || (part.render)(&view, &options, &mut bytes));
        drawn.map_err(|failure| render_error(Path::new("-"), failure))?;
        if format.name == FORMATS[0].name && (view.nodes.len() > MANY_NODES || view.edges.len() > MANY_EDGES) {
            context.note(&format!(
                "a diagram of {size} is hard to read; draw less of it with --around NOTE or --max-nodes N, or a page to \
                 search and zoom with -o map.html"
            ));
        }
        return Ok(Output::document(String::from_utf8(bytes).expect("a format writes text")));
    }
    Ok(Output::default())
}

/// Writes the page to a temporary file that only the user can read, and opens it in the browser. There is one file for
/// each vault and view, so that repeated use does not fill the disk.
fn open(
    view: View,
    format: &Format,
    graph: &GraphView,
    options: &formats::Options,
    session: &Session,
    context: &Context,
) -> Result<()> {
    let view = view.to_possible_value().map(|it| it.get_name().to_owned()).unwrap_or_default();
    let vault = blake3::hash(session.vault.root().as_os_str().as_encoded_bytes()).to_hex();
    let name = format!("{view}-{}.html", &vault[..16]);
    let files = context.while_working(DRAWING, || render_files(format, Path::new(&name), graph, options));
    for (_, bytes) in files.map_err(|failure| render_error(Path::new(&name), failure))? {
        let file = export::write_private(&name, &bytes)?;
        open_in_browser(&file)?;
        context.note(&format!("`{}` opened in the browser", file.display()));
    }
    Ok(())
}

/// Writes a graph to stdout while it is rendered, because it may be large.
fn stream(part: &formats::Part, view: &GraphView, options: &formats::Options) -> Result<Output> {
    let mut stdout = BufWriter::with_capacity(1 << 16, std::io::stdout().lock());
    let written = (part.render)(view, options, &mut stdout).and_then(|()| Ok(stdout.flush()?));
    match written {
        // The reader has closed the pipe, which is not an error.
        Err(Failure::Write(error)) if error.kind() == ErrorKind::BrokenPipe => Ok(Output::default()),
        Err(Failure::Write(source)) => Err(Error::Output { source }),
        Err(Failure::TooLarge(too_large)) => Err(GraphError::TooLarge(too_large.to_string()).into()),
        Ok(()) => Ok(Output::default()),
    }
}

/// Returns the contents of `file`, or of several files in its place if the format has several parts.
///
/// # Errors
///
/// If the graph is too large for the format.
pub fn render_files(
    format: &Format,
    file: &Path,
    view: &GraphView,
    options: &formats::Options,
) -> std::result::Result<Vec<(PathBuf, Vec<u8>)>, Failure> {
    let parts = format.parts.iter().map(|part| {
        let mut bytes = Vec::new();
        (part.render)(view, options, &mut bytes)?;
        Ok((part_file(file, part), embed_in_note(format, file, bytes)))
    });
    parts.collect()
}

/// Returns the contents of a file with a graph. In a note, a Mermaid diagram is a code block below a heading.
pub fn embed_in_note(format: &Format, file: &Path, bytes: Vec<u8>) -> Vec<u8> {
    let is_note = file.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("md"));
    match file.file_stem().filter(|_| is_note && format.name == FORMATS[0].name) {
        Some(title) => formats::note(&title.to_string_lossy(), &String::from_utf8_lossy(&bytes)).into_bytes(),
        None => bytes,
    }
}

/// Returns the error for a graph that could not be rendered into `file`.
pub fn render_error(file: &Path, failure: Failure) -> Error {
    match failure {
        Failure::TooLarge(too_large) => GraphError::TooLarge(too_large.to_string()).into(),
        Failure::Write(source) => Error::write(file, source),
    }
}

/// Returns the files that a format writes for `file`.
pub fn files_of(format: &Format, file: &Path) -> Vec<PathBuf> {
    format.parts.iter().map(|part| part_file(file, part)).collect()
}

/// Returns the file for one part of a format: `links.nodes.csv` for `links.csv`.
fn part_file(file: &Path, part: &formats::Part) -> PathBuf {
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
