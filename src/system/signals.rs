//! Handles termination signals: Ctrl-C, `kill`, a closed terminal, the service manager. Termination is not a crash, so
//! hooks can undo what would make it look like one.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::error::{Error, Result};

/// A hook that runs when this process is terminated by a signal; removed when it is dropped.
#[derive(Debug)]
#[must_use]
pub struct TerminationHook(u64);

/// The hooks by ID, and whether a thread waits for signals.
struct Hooks {
    by_id: BTreeMap<u64, Box<dyn Fn() + Send>>,
    next_id: u64,
    is_listening: bool,
}

/// The number of programs in the foreground that are waited for.
static FOREGROUND: AtomicUsize = AtomicUsize::new(0);
static HOOKS: Mutex<Hooks> = Mutex::new(Hooks { by_id: BTreeMap::new(), next_id: 0, is_listening: false });

/// Runs `hook` when a signal terminates this process, and only then. The process then ends as it would have without the
/// hook, unless it [shuts down gracefully](shut_down_gracefully).
pub fn on_termination(hook: impl Fn() + Send + 'static) -> TerminationHook {
    let mut hooks = hooks();
    let id = hooks.next_id;
    hooks.next_id += 1;
    hooks.by_id.insert(id, Box::new(hook));
    hooks.listen();
    TerminationHook(id)
}

/// Waits for a program that has the terminal, such as a pager: Ctrl-C is for it and does not end this process meanwhile.
pub fn in_foreground<T>(wait: impl FnOnce() -> T) -> T {
    hooks().listen();
    FOREGROUND.fetch_add(1, Ordering::SeqCst);
    let result = wait();
    FOREGROUND.fetch_sub(1, Ordering::SeqCst);
    result
}

impl Hooks {
    /// Has a thread wait for signals, unless one does. If they cannot be handled, termination is taken for a crash, which is
    /// harmless.
    fn listen(&mut self) {
        self.is_listening = self.is_listening
            || listen(|signals| {
                for signal in &mut *signals {
                    let is_for_other = signal == INTERRUPT && FOREGROUND.load(Ordering::SeqCst) > 0;
                    if !is_for_other {
                        run_hooks();
                        terminate_by(signal);
                    }
                }
            })
            .is_ok();
    }
}

/// Calls `request_shutdown` on the first termination signal, instead of ending the process. The process exits after
/// `timeout` at the latest, and immediately on a second signal.
///
/// # Errors
///
/// Fails if the signal handlers cannot be installed.
pub fn shut_down_gracefully(timeout: Duration, request_shutdown: impl FnOnce() + Send + 'static) -> Result<()> {
    let mut hooks = hooks();
    listen(move |signals| {
        if signals.next().is_none() {
            return;
        }
        request_shutdown();
        std::thread::spawn(move || {
            std::thread::sleep(timeout);
            exit();
        });
        signals.next();
        exit();
    })
    .map_err(|source| Error::Signals { source })?;
    hooks.is_listening = true;
    Ok(())
}

impl Drop for TerminationHook {
    fn drop(&mut self) {
        hooks().by_id.remove(&self.0);
    }
}

/// Stops this process, and those that were started with it, until the shell continues them, as the terminal does at
/// Ctrl-Z. Without job control, or on systems that have none, this does nothing.
///
/// # Errors
///
/// Fails if the system does not allow it.
pub fn suspend() -> std::io::Result<()> {
    #[cfg(unix)]
    rustix::process::kill_current_process_group(rustix::process::Signal::TSTP)?;
    Ok(())
}

fn hooks() -> MutexGuard<'static, Hooks> {
    HOOKS.lock().unwrap_or_else(PoisonError::into_inner)
}

fn run_hooks() {
    hooks().by_id.values().for_each(|hook| hook());
}

fn exit() -> ! {
    run_hooks();
    std::process::exit(0)
}

#[cfg(unix)]
use unix::{INTERRUPT, listen, terminate_by};

#[cfg(unix)]
mod unix {
    use std::{io, thread};

    use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
    use signal_hook::iterator::Signals;
    use signal_hook::low_level;

    /// The signal of Ctrl-C.
    pub const INTERRUPT: i32 = SIGINT;

    /// Calls `handler` with all termination signals on a new thread. Signals that the parent process has set to be
    /// ignored (`nohup`, a background job of a script) remain ignored.
    pub fn listen(handler: impl FnOnce(&mut dyn Iterator<Item = i32>) + Send + 'static) -> io::Result<()> {
        let ignored = ignored_signals();
        let signals = [SIGINT, SIGTERM, SIGHUP].into_iter().filter(|signal| ignored >> (signal - 1) & 1 == 0);
        let mut signals = Signals::new(signals)?;
        thread::spawn(move || handler(&mut signals.forever()));
        Ok(())
    }

    /// Ends this process as the default action of the signal would have.
    pub fn terminate_by(signal: i32) -> ! {
        let _ = low_level::emulate_default_handler(signal);
        low_level::exit(128 + signal)
    }

    /// Returns the signals that are ignored as a bit mask; empty if the system does not provide it.
    fn ignored_signals() -> u64 {
        let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
        let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
        mask.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok()).unwrap_or(0)
    }
}

#[cfg(not(unix))]
const INTERRUPT: i32 = 2;

/// Signals are not handled on other systems; the default action ends the process.
#[cfg(not(unix))]
fn listen(_: impl FnOnce(&mut dyn Iterator<Item = i32>) + Send + 'static) -> std::io::Result<()> {
    Err(std::io::ErrorKind::Unsupported.into())
}

#[cfg(not(unix))]
fn terminate_by(signal: i32) -> ! {
    std::process::exit(128 + signal)
}
