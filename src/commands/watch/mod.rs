pub mod event_line;
mod export;
mod first_build;
mod host;
mod lines;
mod shutdown;

use std::path::{Path, PathBuf};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use self::export::{Export, Exporter};
use self::host::Host;
use self::lines::Lines;
use self::shutdown::ShutdownHandle;
use super::context::Context;
use super::output::Output;
use crate::error::{Error, Result};
use crate::session::{Location, Notices, WatchOutcome};
use crate::system::ServiceNotifier;
use crate::vault::Vault;
use crate::{session, system, vault};

/// How long an orderly shutdown may take after a signal.
const SHUTDOWN_TIMEOUT: Duration = Duration::from_millis(1500);

/// Keep the index up to date until stopped with Ctrl-C
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Print events as JSON, one object per line
    #[arg(long)]
    json: bool,
    /// Keep a graph file up to date: 'VIEW/FORMAT:PATH [graph flags]'; may be repeated
    #[arg(long, value_name = "EXPORT", value_parser = Export::parse)]
    export: Vec<Export>,
}

pub fn run(args: &Args, context: &Context) -> Result<Output> {
    if !args.export.is_empty() {
        let (location, _) = context.location_and_problems()?;
        args.export.iter().try_for_each(|export| export.check(&location))?;
    }
    let lines = Lines::start(context.color());
    let notifier = ServiceNotifier::from_env();
    let shutdown = ShutdownHandle::default();
    let on_signal = shutdown.clone();
    // Commits are atomic, so nothing is lost if the process ends before the work is done.
    if let Err(error) = system::shut_down_gracefully(SHUTDOWN_TIMEOUT, move || on_signal.request()) {
        context.warn(&format!("{error}; stop the watcher with `kill -9`"));
    }
    let outcome = loop {
        match watch_confined(args, context, &lines, &notifier, &shutdown) {
            // Another folder is at the path of the vault. The sandbox of the old watcher does not allow access to it,
            // so a new one is started.
            Ok(WatchOutcome::VaultReplaced) if !shutdown.is_requested() => {}
            outcome => break outcome,
        }
    };
    notifier.stopping();
    lines.finish();
    outcome.map(|_| Output::default())
}

/// Runs the watcher on a thread that may only read the vault and write the index and the exports; threads that it
/// starts inherit this sandbox. The current thread is not confined: it looks at folders that later appear at the path
/// of the vault.
fn watch_confined(
    args: &Args,
    context: &Context,
    lines: &Lines,
    notifier: &ServiceNotifier,
    shutdown: &ShutdownHandle,
) -> Result<WatchOutcome> {
    let location = context.location()?;
    let folders = args.export.iter().map(Export::folder).collect::<Result<Vec<PathBuf>>>()?;
    location.folder.create()?;
    // If another watcher is running, there is an index already, or it is being built.
    if location.folder.lock_holder().is_none() {
        first_build::build(&location, context, notifier, shutdown);
        if shutdown.is_requested() {
            return Ok(WatchOutcome::Stopped);
        }
    }
    let (ask, asked) = mpsc::channel::<(PathBuf, mpsc::Sender<bool>)>();
    thread::scope(|scope| {
        let worker = scope.spawn(move || {
            let mut writes: Vec<&Path> = folders.iter().map(PathBuf::as_path).collect();
            writes.push(location.folder.root());
            let sandbox = system::enter_sandbox(&[location.vault.root()], &writes);
            let host = Host::new(args.json, context, &location, lines, notifier, shutdown, ask).with_sandbox(sandbox);
            if args.export.is_empty() {
                return run_watcher(location, &host);
            }
            thread::scope(|scope| {
                let on_written = |file: &Path| host.report_export(file);
                host.start_exports(Exporter::start(scope, &args.export, location.clone(), &host, on_written));
                let outcome = run_watcher(location, &host);
                host.end_exports();
                outcome
            })
        });
        for (root, reply) in asked {
            let holds_notes = || vault::scan(&Vault::open(&root).ok()?).ok().map(|scan| !scan.files.is_empty());
            // The watcher may have ended in the meantime.
            let _ = reply.send(holds_notes().unwrap_or(false));
        }
        worker.join().unwrap_or(Err(Error::Internal { what: "the watcher stopped" }))
    })
}

/// Runs the watcher with a thread pool of its own: threads inherit the sandbox of the thread that starts them.
fn run_watcher(location: Location, host: &Host) -> Result<WatchOutcome> {
    match rayon::ThreadPoolBuilder::new().build() {
        Ok(pool) => pool.install(|| session::watch(location, host)),
        Err(_) => session::watch(location, host),
    }
}
