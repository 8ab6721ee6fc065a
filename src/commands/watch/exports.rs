//! Graphs that a watcher keeps fresh: each is drawn again when the index has changed, and written when its bytes have.
//! The thread that does so is not shut in: it writes where the user said, and nowhere else.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;
use std::str::FromStr;
use std::sync::mpsc::Receiver;
use std::sync::{Mutex, PoisonError};

use clap::{Parser, ValueEnum};

use crate::commands::graph::{self, Picture, View};
use crate::error::{Error, Result};
use crate::query::graph::GraphView;
use crate::render::graph::{self as shelf, Failure, Format};
use crate::session::{Notices, Place, Session, Want};
use crate::write::{self, Permits};

/// One graph and where it is kept: `landscape/mermaid:Map.md --around ERP`.
#[derive(Debug, Clone)]
pub struct Export {
    view: View,
    format: &'static Format,
    file: PathBuf,
    flags: Flags,
}

#[derive(Debug, Clone, Parser)]
#[command(no_binary_name = true, name = "--export")]
struct Flags {
    #[command(flatten)]
    picture: Picture,
    /// Take over a file that is there
    #[arg(long)]
    force: bool,
    /// Keep it even inside the vault
    #[arg(long)]
    in_vault: bool,
}

impl FromStr for Export {
    type Err = String;

    fn from_str(text: &str) -> std::result::Result<Export, String> {
        let words = shlex::split(text).ok_or("a quote in it is not closed")?;
        let (what, flags) = words.split_first().ok_or("it is empty")?;
        let form = "write it as VIEW/FORMAT:PATH, such as `landscape/mermaid:Map.md`";
        let (drawing, file) = what.split_once(':').filter(|(_, file)| !file.is_empty()).ok_or(form)?;
        let (view, format) = drawing.split_once('/').ok_or(form)?;
        let views: Vec<String> = View::value_variants()
            .iter()
            .filter_map(|view| Some(view.to_possible_value()?.get_name().to_owned()))
            .collect();
        let unknown = |_| format!("there is no view `{view}`; there are {}", views.join(", "));
        Ok(Export {
            view: View::from_str(view, false).map_err(unknown)?,
            format: graph::format(format).map_err(|error| error.to_string())?,
            file: PathBuf::from(file),
            flags: Flags::try_parse_from(flags).map_err(|error| error.to_string())?,
        })
    }
}

/// All exports of a watcher, and which of them it has written: those are its own from then on.
#[derive(Debug)]
pub struct Kept<'a> {
    exports: &'a [Export],
    own: Mutex<BTreeSet<usize>>,
}

impl<'a> Kept<'a> {
    /// Exports of which none is written yet.
    pub fn new(exports: &'a [Export]) -> Kept<'a> {
        Kept { exports, own: Mutex::default() }
    }
}

/// Keeps the exports fresh: draws them at every word from the watcher, until it is gone. `tell` hears of every file
/// that was written.
pub fn keep(place: &Place, kept: &Kept, changed: &Receiver<()>, notices: &dyn Notices, tell: &dyn Fn(&str)) {
    while changed.recv().is_ok() {
        // Several words that came meanwhile are one.
        while changed.try_recv().is_ok() {}
        let session = match Session::open(place, Want::AsItIs, notices) {
            Ok(session) => session,
            Err(error) => {
                notices.say(&format!("the exports are not fresh: {error}"));
                continue;
            }
        };
        for (number, export) in kept.exports.iter().enumerate() {
            let mut own = kept.own.lock().unwrap_or_else(PoisonError::into_inner);
            match refresh(export, &session, own.contains(&number), notices) {
                Ok(written) => {
                    own.insert(number);
                    written.iter().for_each(|file| tell(file));
                }
                Err(error) => notices.say(&error.to_string()),
            }
        }
    }
}

/// Draws an export and writes what has other bytes than before. The files that were written.
fn refresh(export: &Export, session: &Session, is_ours: bool, notices: &dyn Notices) -> Result<Vec<String>> {
    let view = export.flags.picture.draw(export.view, session, notices)?;
    let permits = Permits { overwrite: export.flags.force || is_ours, in_vault: export.flags.in_vault };
    let mut told = Vec::new();
    for (file, bytes) in drawn(export, &view, session)? {
        if fs::read(&file).is_ok_and(|there| there == bytes) {
            continue;
        }
        write::export(&file, &bytes, session.vault.root(), permits)?;
        told.push(file.display().to_string());
    }
    Ok(told)
}

/// What is over Mermaid's limits is told in the diagram's place: who looks at it sees why it is not there.
fn drawn(export: &Export, view: &GraphView, session: &Session) -> Result<Vec<(PathBuf, Vec<u8>)>> {
    let options = export.flags.picture.options(session);
    match graph::written(export.format, &export.file, view, &options) {
        Ok(files) => Ok(files),
        Err(Failure::TooLarge(why)) => {
            let bytes = graph::in_file(export.format, &export.file, shelf::placard(&why).into_bytes());
            Ok(vec![(export.file.clone(), bytes)])
        }
        Err(failure) => Err(Error::Usage(failure.to_string())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_export_is_a_view_a_format_a_path_and_flags() {
        let check = |text: &str, expected: std::result::Result<&str, &str>| match (text.parse::<Export>(), expected) {
            (Ok(export), Ok(expected)) => {
                let Export { view, format, file, flags } = export;
                let found = format!("{view:?} {} {} {} {}", format.name, file.display(), flags.force, flags.in_vault);
                assert_eq!(found, expected, "{text}");
            }
            (Err(told), Err(expected)) => assert!(told.contains(expected), "{text}: {told}"),
            (found, _) => panic!("{text}: {found:?}"),
        };
        check("landscape/mermaid:Map.md --around 'Web Shop' --in-vault", Ok("Landscape mermaid Map.md false true"));
        check("links/csv:/tmp/a:b.csv --force", Ok("Links csv /tmp/a:b.csv true false"));
        check("lineage/svg:'My Map.svg'", Ok("Lineage svg My Map.svg false false"));
        check("map/mermaid:x", Err("there is no view `map`; there are links, landscape, lineage"));
        check("links/pdf:x", Err("there is no format `pdf`"));
        check("links/svg:", Err("write it as VIEW/FORMAT:PATH"));
        check("links", Err("write it as VIEW/FORMAT:PATH"));
        check("links/svg:x --depth", Err("--depth"));
        check("links/svg:'x", Err("not closed"));
        check("", Err("it is empty"));
    }
}
