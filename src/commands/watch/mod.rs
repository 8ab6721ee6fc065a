mod export;
mod first_build;
mod host;
mod output;

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, mpsc};
use std::thread;
use std::time::Duration;

use self::export::{Export, Exporter};
use self::host::Host;
use self::output::Lines;
use super::Output;
use super::context::Context;
use crate::error::{Error, Result};
use crate::session::{Ended, Notices, Place};
use crate::system::Manager;
use crate::vault::{Bell, Vault};
use crate::{session, system, vault};

/// How long it may take to end in order after a signal.
const LAST_WORDS: Duration = Duration::from_millis(1500);

/// Keep the index live in the foreground, until Ctrl-C
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Print one JSON object an event
    #[arg(long)]
    json: bool,
    /// Keep a graph as a file: 'VIEW/FORMAT:PATH [flags of graph]'; may be given more than once
    #[arg(long, value_name = "EXPORT", value_parser = Export::parse)]
    export: Vec<Export>,
}

pub fn run(args: &Args, context: &Context) -> Result<Output> {
    let lines = Lines::start();
    let manager = Manager::of_this_process();
    let rope = Rope::default();
    // A commit is whole or not there, so nothing is lost by leaving in the midst of work.
    let bell_ringer = rope.clone();
    if let Err(error) = system::end_in_order(LAST_WORDS, move || bell_ringer.pull()) {
        context.say(&format!("signals can't be heard: {error}; stop with `kill -9`"));
    }
    let outcome = loop {
        match confined(args, context, &lines, &manager, &rope) {
            // Another folder stands in the vault's place. Who works must not look into it: it is opened for the next one.
            Ok(Ended::VaultReplaced) if !rope.is_pulled() => {}
            outcome => break outcome,
        }
    };
    manager.stopping();
    lines.finish();
    outcome.map(|_| Output::default())
}

/// Watches on a thread of its own, which may read the vault and write the index and nothing else, and neither may what it
/// starts. This thread stays free, and looks for it at what later stands in the vault's place.
fn confined(args: &Args, context: &Context, lines: &Lines, manager: &Manager, rope: &Rope) -> Result<Ended> {
    let place = context.place()?;
    let folders = args.export.iter().map(Export::folder).collect::<Result<Vec<PathBuf>>>()?;
    place.folder.create()?;
    // Whoever watches already has an index, or builds it.
    if place.folder.holder().is_none() {
        first_build::build(&place, context, manager, rope);
        if rope.is_pulled() {
            return Ok(Ended::Woken);
        }
    }
    let (ask, asked) = mpsc::channel::<(PathBuf, mpsc::Sender<bool>)>();
    thread::scope(|scope| {
        let worker = scope.spawn(move || {
            let mut writes: Vec<&Path> = folders.iter().map(PathBuf::as_path).collect();
            writes.push(place.folder.root());
            let sandbox = system::confine(&[place.vault.root()], &writes);
            let host = Host::new(args.json, context, &place, lines, manager, rope, ask).in_sandbox(sandbox);
            if args.export.is_empty() {
                return work(place, &host);
            }
            thread::scope(|scope| {
                let there = place.clone();
                host.export_with(Exporter::start(scope, &args.export, there, &host, |file| host.exported(file)));
                let outcome = work(place, &host);
                host.end_exports();
                outcome
            })
        });
        for (root, reply) in asked {
            let holds_notes = || vault::scan(&Vault::open(&root).ok()?).ok().map(|scan| !scan.files.is_empty());
            // Who asked may be gone: then nobody is waiting.
            let _ = reply.send(holds_notes().unwrap_or(false));
        }
        worker.join().unwrap_or_else(|_| Err(Error::Usage("the watcher failed inside; start it again".to_owned())))
    })
}

/// Threads belong to who started them, and so does what they may do: those that read notes are started here.
fn work(place: Place, host: &Host) -> Result<Ended> {
    match rayon::ThreadPoolBuilder::new().build() {
        Ok(pool) => pool.install(|| session::watch(place, host)),
        Err(_) => session::watch(place, host),
    }
}

/// The rope of whatever bell hangs there now.
#[derive(Clone, Default)]
struct Rope(Arc<Mutex<(Option<Bell>, bool)>>);

impl Rope {
    fn hang(&self, bell: Bell) {
        let mut rope = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if rope.1 {
            bell.pull();
        }
        rope.0 = Some(bell);
    }

    fn pull(&self) {
        let mut rope = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        rope.1 = true;
        if let Some(bell) = &rope.0 {
            bell.pull();
        }
    }

    fn is_pulled(&self) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).1
    }
}
