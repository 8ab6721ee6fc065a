//! Graph files that `watch` keeps up to date: rendered after each commit, written if their bytes changed.

use std::collections::{BTreeMap, BTreeSet};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, Receiver, SyncSender};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use clap::{Parser, ValueEnum};

use crate::commands::graph;
use crate::commands::graph::{GraphArgs, View};
use crate::error::{Error, Result, reason};
use crate::export;
use crate::export::{ExportOptions, OwnFolders};
use crate::render::graph::{Failure, Format, message_diagram};
use crate::session::{Location, Notices, RefreshPolicy, Session};

/// The minimum time between two exports.
const MIN_INTERVAL: Duration = Duration::from_secs(1);

/// Files with their contents.
type Files = Vec<(PathBuf, Vec<u8>)>;

/// The value of one `--export 'VIEW/FORMAT:PATH [graph flags]'`.
#[derive(Debug, Clone)]
pub struct Export {
    view: View,
    format: &'static Format,
    file: PathBuf,
    options: ExportArgs,
}

/// The options that may follow the path.
#[derive(Debug, Clone, Parser)]
#[command(name = "--export", no_binary_name = true, disable_help_flag = true)]
struct ExportArgs {
    /// Replace an existing file
    #[arg(long)]
    force: bool,
    /// Allow writing inside the vault
    #[arg(long)]
    in_vault: bool,
    #[command(flatten)]
    graph: GraphArgs,
}

impl Export {
    /// Parses the value of `--export`.
    ///
    /// # Errors
    ///
    /// What is wrong with it, for clap.
    pub fn parse(text: &str) -> std::result::Result<Export, String> {
        const SYNTAX: &str = "expected 'VIEW/FORMAT:PATH [graph flags]', such as 'links/mermaid:map.mmd --around Home'";
        let words = shlex::split(text).ok_or_else(|| format!("a quote is not closed; {SYNTAX}"))?;
        let (target, options) = words.split_first().ok_or(SYNTAX)?;
        let (graph, file) = target.split_once(':').filter(|(_, file)| !file.is_empty()).ok_or(SYNTAX)?;
        let (view, format) = graph.split_once('/').ok_or(SYNTAX)?;
        let view = View::from_str(view, false).map_err(|_| {
            let names: Vec<String> = View::value_variants()
                .iter()
                .filter_map(View::to_possible_value)
                .map(|it| it.get_name().to_owned())
                .collect();
            format!("there is no view `{view}`; the views are {}", names.join(", "))
        })?;
        let format = graph::choose(Some(format), Some(Path::new(file))).map_err(|error| error.to_string())?;
        let options = ExportArgs::try_parse_from(options).map_err(|error| {
            let message = error.to_string();
            message.lines().next().unwrap_or(SYNTAX).trim_start_matches("error: ").to_owned()
        })?;
        options.graph.check_format(format).map_err(|error| error.to_string())?;
        let file = std::path::absolute(file).map_err(|error| reason(&error))?;
        Ok(Export { view, format, file, options })
    }

    /// Returns the canonical folder of the file.
    ///
    /// # Errors
    ///
    /// If the folder does not exist.
    pub fn folder(&self) -> Result<PathBuf> {
        let folder = self.file.parent().unwrap_or(Path::new("/"));
        std::fs::canonicalize(folder).map_err(|error| Error::write(&self.file, error))
    }

    /// Checks what can be known before the first export: the queries among the options, and whether the files may be
    /// written.
    ///
    /// # Errors
    ///
    /// If a query is invalid or a file may not be written.
    pub fn check(&self, location: &Location) -> Result<()> {
        self.options.graph.check_queries()?;
        let options = ExportOptions { overwrite: self.options.force, in_vault: self.options.in_vault };
        let files = graph::files_of(self.format, &self.file);
        files.iter().try_for_each(|file| export::check_file(file, own_folders(location), options))
    }

    /// Renders the files from the current index. Returns them with what there is to say about the graph.
    fn render(&self, session: &Session) -> Result<(Files, Option<String>)> {
        let view = self.options.graph.build(self.view, self.format, session)?;
        let note = self.options.graph.note_of_limit(&view);
        let options = self.options.graph.format_options(session);
        let files = match graph::render_files(self.format, &self.file, &view, &options) {
            // Mermaid rejects diagrams of this size, so the file shows the reason instead.
            Err(Failure::TooLarge(why)) => {
                let bytes = graph::embed_in_note(self.format, &self.file, message_diagram(&why).into_bytes());
                vec![(self.file.clone(), bytes)]
            }
            Err(failure) => return Err(graph::render_error(&self.file, failure)),
            Ok(files) => files,
        };
        Ok((files, note))
    }
}

fn own_folders(location: &Location) -> OwnFolders<'_> {
    OwnFolders { vault: location.vault.root(), index: location.folder.root() }
}

/// Starts exports on another thread.
#[derive(Clone)]
pub struct Exporter {
    triggers: SyncSender<()>,
    written: Written,
}

/// The bytes that were last written to each file, by canonical path.
type Written = Arc<Mutex<BTreeMap<PathBuf, Vec<u8>>>>;

impl Exporter {
    /// Starts the thread, which inherits the sandbox of the current thread. `on_written` is called for each file
    /// written.
    pub fn start<'scope>(
        scope: &'scope thread::Scope<'scope, '_>,
        exports: &'scope [Export],
        location: Location,
        notices: &'scope dyn Notices,
        on_written: impl Fn(&Path) + Send + 'scope,
    ) -> Exporter {
        let (triggers, receiver) = mpsc::sync_channel(1);
        let written = Written::default();
        let exporter = Exporter { triggers, written: Arc::clone(&written) };
        // Two threads: a search reads notes on one thread and waits for them on the other.
        scope.spawn(move || match rayon::ThreadPoolBuilder::new().num_threads(2).build() {
            // The global pool would keep the sandbox of its first vault, so this export has its own.
            Ok(pool) => pool.install(move || run(exports, &location, notices, &receiver, &written, &on_written)),
            Err(_) => run(exports, &location, notices, &receiver, &written, &on_written),
        });
        exporter
    }

    /// Requests an export. A request that is already pending covers this one.
    pub fn trigger(&self) {
        let _ = self.triggers.try_send(());
    }

    /// Whether a file still has the bytes that were last exported to it. Then its content does not change any graph.
    /// Canvases are different: they link to the notes that they show.
    pub fn is_own(&self, file: &Path) -> bool {
        let written = lock(&self.written);
        let Some(bytes) = written.get(file).filter(|_| file.extension().is_none_or(|it| it != "canvas")) else {
            return false;
        };
        let has_same_length = std::fs::metadata(file).is_ok_and(|metadata| metadata.len() == bytes.len() as u64);
        has_same_length && std::fs::read(file).is_ok_and(|there| there == *bytes)
    }
}

fn lock(written: &Written) -> MutexGuard<'_, BTreeMap<PathBuf, Vec<u8>>> {
    written.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Exports on each trigger until the exporter is dropped.
fn run(
    exports: &[Export],
    location: &Location,
    notices: &dyn Notices,
    triggers: &Receiver<()>,
    written: &Written,
    on_written: &dyn Fn(&Path),
) {
    let mut reported: BTreeMap<&Path, String> = BTreeMap::new();
    let mut noted: BTreeSet<&Path> = BTreeSet::new();
    while triggers.recv().is_ok() {
        for export in exports {
            // A failed export must not stop the others.
            let result = catch_unwind(AssertUnwindSafe(|| update(export, location, notices, written, on_written)));
            let why = match result {
                Ok(Ok(note)) => {
                    reported.remove(&*export.file);
                    // With every change, the number of nodes may be another one, so this is said once.
                    if let Some(note) = note.filter(|_| noted.insert(&export.file)) {
                        notices.note(&format!("`{}`: {note}", export.file.display()));
                    }
                    continue;
                }
                Ok(Err(error)) => error.to_string(),
                Err(_) => Error::Internal { what: "the export failed" }.to_string(),
            };
            // The same failure is reported once.
            if reported.get(&*export.file) != Some(&why) {
                notices.warn(&format!("failed to update the export `{}`: {why}", export.file.display()));
                reported.insert(&export.file, why);
            }
        }
        thread::sleep(MIN_INTERVAL);
    }
}

/// Renders one export and writes the files that changed. Returns what there is to say about the graph.
fn update(
    export: &Export,
    location: &Location,
    notices: &dyn Notices,
    written: &Written,
    on_written: &dyn Fn(&Path),
) -> Result<Option<String>> {
    // The commit that triggered this is on disk, and later ones trigger again, so no refresh is needed.
    let session = Session::open(location, RefreshPolicy::NoRefresh, notices)?;
    let folder = export.folder()?;
    let (files, note) = export.render(&session)?;
    for (file, bytes) in files {
        let key = folder.join(file.file_name().unwrap_or_default());
        let is_there = std::fs::read(&file).is_ok_and(|there| there == bytes);
        // Recorded before the file is written, so that `is_own` recognizes it as soon as the watcher sees it.
        let before = lock(written).insert(key.clone(), bytes.clone());
        if is_there {
            continue;
        }
        // A file that this watcher wrote before may be replaced.
        let options =
            ExportOptions { overwrite: export.options.force || before.is_some(), in_vault: export.options.in_vault };
        if let Err(error) = export::write_file(&file, &bytes, own_folders(location), options) {
            match before {
                Some(before) => lock(written).insert(key, before),
                None => lock(written).remove(&key),
            };
            return Err(error);
        }
        on_written(&file);
    }
    Ok(note)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: std::result::Result<&str, &str>) {
        match (Export::parse(text), expected) {
            (Ok(export), Ok(file)) => assert_eq!(export.file, std::path::absolute(file).unwrap(), "{text}"),
            (Err(message), Err(why)) => assert!(message.contains(why), "{text}: {message}"),
            (found, _) => panic!("{text}: {found:?}"),
        }
    }

    #[test]
    fn an_export_is_a_view_a_format_a_path_and_options() {
        check("links/mermaid:map.mmd", Ok("map.mmd"));
        check("landscape/dot:/tmp/a.dot --around 'Web Shop' --depth 2", Ok("/tmp/a.dot"));
        check("'links/json:my map.json' --tags", Ok("my map.json"));
        check("links/json:c:d.json", Ok("c:d.json"));
        check("", Err("VIEW/FORMAT:PATH"));
        check("links:map.mmd", Err("VIEW/FORMAT:PATH"));
        check("links/mermaid:", Err("VIEW/FORMAT:PATH"));
        check("links/mermaid:x 'y", Err("a quote is not closed"));
        check("tree/mermaid:x", Err("there is no view `tree`; the views are links, landscape"));
        check("links/pdf:x", Err("there is no format `pdf`"));
        check("links/mermaid:x.svg", Err("`x.svg` has the ending of svg"));
        check("links/mermaid:x --sideways", Err("--sideways"));
    }
}
