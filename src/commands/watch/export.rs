//! Graphs that are kept as files: drawn anew after each commit, written where they came out differently.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, Receiver, SyncSender};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use clap::{Parser, ValueEnum};

use crate::commands::graph;
use crate::commands::graph::{Picture, View};
use crate::error::{Error, Result};
use crate::export;
use crate::export::Permits;
use crate::render::graph::{Failure, placard};
use crate::session::{Notices, Place, Session, Want};

/// How long an export rests after it was drawn: commits may come faster than anyone looks at a picture.
const REST: Duration = Duration::from_secs(1);

/// One `--export 'VIEW/FORMAT:PATH [graph flags]'`.
#[derive(Debug, Clone)]
pub struct Export {
    view: View,
    format: String,
    file: PathBuf,
    flags: Flags,
}

/// What may follow the path.
#[derive(Debug, Clone, Parser)]
#[command(name = "--export", no_binary_name = true, disable_help_flag = true)]
struct Flags {
    /// Take over a file that is there
    #[arg(long)]
    force: bool,
    /// Write even inside the vault
    #[arg(long)]
    in_vault: bool,
    #[command(flatten)]
    picture: Picture,
}

impl Export {
    /// Reads what the user typed.
    pub fn parse(text: &str) -> std::result::Result<Export, String> {
        const SHAPE: &str =
            "write it as 'VIEW/FORMAT:PATH [graph flags]', for example 'links/mermaid:map.mmd --around Home'";
        let words = shlex::split(text).ok_or_else(|| format!("a quote is not closed; {SHAPE}"))?;
        let (what, flags) = words.split_first().ok_or(SHAPE)?;
        let (what, file) = what.split_once(':').filter(|(_, file)| !file.is_empty()).ok_or(SHAPE)?;
        let (view, format) = what.split_once('/').ok_or(SHAPE)?;
        let view = View::from_str(view, false).map_err(|_| {
            let names: Vec<String> = View::value_variants()
                .iter()
                .filter_map(View::to_possible_value)
                .map(|it| it.get_name().to_owned())
                .collect();
            format!("there is no view `{view}`; there are {}", names.join(", "))
        })?;
        graph::format(format).map_err(|error| error.to_string())?;
        let flags = Flags::try_parse_from(flags).map_err(|error| {
            let told = error.to_string();
            told.lines().next().unwrap_or(SHAPE).trim_start_matches("error: ").to_owned()
        })?;
        let file = std::path::absolute(file).map_err(|error| error.to_string())?;
        Ok(Export { view, format: format.to_owned(), file, flags })
    }

    /// The folder that it writes to; an error where there is none.
    pub fn folder(&self) -> Result<PathBuf> {
        let folder = self.file.parent().unwrap_or(Path::new("/"));
        std::fs::canonicalize(folder).map_err(|error| Error::write(&self.file, error))
    }

    /// The files as they are to be now.
    fn drawn(&self, session: &Session, notices: &dyn Notices) -> Result<Vec<(PathBuf, Vec<u8>)>> {
        let view = self.flags.picture.draw(self.view, session, notices)?;
        let format = graph::format(&self.format)?;
        let options = self.flags.picture.options(session);
        match graph::written(format, &self.file, &view, &options) {
            // A diagram that its reader refuses helps nobody: instead one that says what to do.
            Err(Failure::TooLarge(why)) => {
                let bytes = graph::in_file(format, &self.file, placard(&why).into_bytes());
                Ok(vec![(self.file.clone(), bytes)])
            }
            Err(failure) => Err(Error::Usage(failure.to_string())),
            Ok(files) => Ok(files),
        }
    }
}

/// Rings when there is something new to draw.
#[derive(Clone)]
pub struct Exporter {
    rings: SyncSender<()>,
    drawn: Drawn,
}

/// What was drawn last, by file; the folders of these are as they are known without links.
type Drawn = Arc<Mutex<BTreeMap<PathBuf, Vec<u8>>>>;

impl Exporter {
    /// Draws on a thread of its own, which may do what the one that starts it may do. `told` hears of each file written.
    pub fn start<'scope>(
        scope: &'scope thread::Scope<'scope, '_>,
        exports: &'scope [Export],
        place: Place,
        notices: &'scope dyn Notices,
        told: impl Fn(&Path) + Send + 'scope,
    ) -> Exporter {
        let (rings, receiver) = mpsc::sync_channel(1);
        let drawn = Drawn::default();
        let exporter = Exporter { rings, drawn: Arc::clone(&drawn) };
        // One that draws and waits, and one that it can wait for: a search hands its notes to another thread.
        scope.spawn(move || match rayon::ThreadPoolBuilder::new().num_threads(2).build() {
            // Threads that all share would keep what they may do from one vault to the next.
            Ok(pool) => pool.install(move || keep(exports, &place, notices, &receiver, &drawn, &told)),
            Err(_) => keep(exports, &place, notices, &receiver, &drawn, &told),
        });
        exporter
    }

    /// Something changed. One drawing that is yet to come is enough for all changes until then.
    pub fn ring(&self) {
        let _ = self.rings.try_send(());
    }

    /// Whether a file says what was drawn into it last: then nobody but us wrote it, and no graph is another for it. A
    /// canvas is, for it links what it shows.
    pub fn is_own(&self, file: &Path) -> bool {
        let drawn = lock(&self.drawn);
        let Some(bytes) = drawn.get(file).filter(|_| file.extension().is_none_or(|it| it != "canvas")) else {
            return false;
        };
        let is_as_long = std::fs::metadata(file).is_ok_and(|metadata| metadata.len() == bytes.len() as u64);
        is_as_long && std::fs::read(file).is_ok_and(|there| there == *bytes)
    }
}

fn lock(drawn: &Drawn) -> MutexGuard<'_, BTreeMap<PathBuf, Vec<u8>>> {
    drawn.lock().unwrap_or_else(PoisonError::into_inner)
}

fn keep(
    exports: &[Export],
    place: &Place,
    notices: &dyn Notices,
    rings: &Receiver<()>,
    drawn: &Drawn,
    told: &dyn Fn(&Path),
) {
    let mut said: BTreeMap<&Path, String> = BTreeMap::new();
    while rings.recv().is_ok() {
        for export in exports {
            // One graph that can't be drawn is no reason to let the others grow stale.
            let renewed = catch_unwind(AssertUnwindSafe(|| renew(export, place, notices, drawn, told)));
            let why = match renewed {
                Ok(Ok(())) => {
                    said.remove(&*export.file);
                    continue;
                }
                Ok(Err(error)) => error.to_string(),
                Err(_) => "drawing it failed inside".to_owned(),
            };
            // What goes on being wrong is said once.
            if said.get(&*export.file) != Some(&why) {
                notices.say(&format!("the export `{}` is as it was: {why}", export.file.display()));
                said.insert(&export.file, why);
            }
        }
        thread::sleep(REST);
    }
}

fn renew(export: &Export, place: &Place, notices: &dyn Notices, drawn: &Drawn, told: &dyn Fn(&Path)) -> Result<()> {
    // The commit that rang is on disk; what came after it rings again.
    let session = Session::open(place, Want::AsItIs, notices)?;
    let folder = export.folder()?;
    for (file, bytes) in export.drawn(&session, notices)? {
        let key = folder.join(file.file_name().unwrap_or_default());
        let is_there = std::fs::read(&file).is_ok_and(|there| there == bytes);
        // Known for ours before it is there, so that whoever hears of it can tell.
        let before = lock(drawn).insert(key.clone(), bytes.clone());
        if is_there {
            continue;
        }
        // What this watcher wrote is its own from then on.
        let permits = Permits { overwrite: export.flags.force || before.is_some(), in_vault: export.flags.in_vault };
        if let Err(error) = export::export(&file, &bytes, session.vault.root(), permits) {
            match before {
                Some(before) => lock(drawn).insert(key, before),
                None => lock(drawn).remove(&key),
            };
            return Err(error);
        }
        told(&file);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: std::result::Result<&str, &str>) {
        match (Export::parse(text), expected) {
            (Ok(export), Ok(file)) => assert_eq!(export.file, std::path::absolute(file).unwrap(), "{text}"),
            (Err(told), Err(why)) => assert!(told.contains(why), "{text}: {told}"),
            (found, _) => panic!("{text}: {found:?}"),
        }
    }

    #[test]
    fn an_export_is_a_view_a_format_a_path_and_flags() {
        check("links/mermaid:map.mmd", Ok("map.mmd"));
        check("landscape/dot:/tmp/a.dot --around 'Web Shop' --depth 2", Ok("/tmp/a.dot"));
        check("'links/json:my map.json' --tags", Ok("my map.json"));
        check("links/json:c:d.json", Ok("c:d.json"));
        check("", Err("VIEW/FORMAT:PATH"));
        check("links:map.mmd", Err("VIEW/FORMAT:PATH"));
        check("links/mermaid:", Err("VIEW/FORMAT:PATH"));
        check("links/mermaid:x 'y", Err("a quote is not closed"));
        check("tree/mermaid:x", Err("there is no view `tree`; there are links, landscape"));
        check("links/pdf:x", Err("there is no format `pdf`"));
        check("links/mermaid:x --sideways", Err("--sideways"));
    }
}
