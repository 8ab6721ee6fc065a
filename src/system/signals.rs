//! Being told to end: by Ctrl-C, by `kill`, by a terminal that closes, by the service manager. That is no crash, and what
//! would make it look like one is put right before the end.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::error::{Error, Result};

/// What is still to be done when this process is told to end; forgotten when it is dropped.
#[derive(Debug)]
#[must_use]
pub struct LastWords(u64);

/// What is to be done at the end of this process, by number, and whether anybody hears that it is told to end.
struct Ending {
    words: BTreeMap<u64, Box<dyn Fn() + Send>>,
    next: u64,
    is_heard: bool,
}

static ENDING: Mutex<Ending> = Mutex::new(Ending { words: BTreeMap::new(), next: 0, is_heard: false });

/// Has `words` said when this process is told to end, and only then. The process then ends as it would have without them,
/// unless it ends [in order](end_in_order).
pub fn before_the_end(words: impl Fn() + Send + 'static) -> LastWords {
    let mut ending = ending();
    let number = ending.next;
    ending.next += 1;
    ending.words.insert(number, Box::new(words));
    if !ending.is_heard {
        // Where signals can't be heard, an end that was asked for passes for a crash, and no more than that.
        ending.is_heard = hear(|signals| {
            if let Some(signal) = signals.next() {
                say_last_words();
                end_by(signal);
            }
        })
        .is_ok();
    }
    LastWords(number)
}

/// Calls `told` when this process is told to end, which then has so long to come to its end in order. A second time ends
/// it at once.
pub fn end_in_order(patience: Duration, told: impl FnOnce() + Send + 'static) -> Result<()> {
    let mut ending = ending();
    hear(move |signals| {
        if signals.next().is_none() {
            return;
        }
        told();
        std::thread::spawn(move || {
            std::thread::sleep(patience);
            leave();
        });
        signals.next();
        leave();
    })
    .map_err(|error| Error::read(Path::new("signals"), error))?;
    ending.is_heard = true;
    Ok(())
}

impl Drop for LastWords {
    fn drop(&mut self) {
        ending().words.remove(&self.0);
    }
}

fn ending() -> MutexGuard<'static, Ending> {
    ENDING.lock().unwrap_or_else(PoisonError::into_inner)
}

fn say_last_words() {
    ending().words.values().for_each(|words| words());
}

fn leave() -> ! {
    say_last_words();
    std::process::exit(0)
}

#[cfg(unix)]
use unix::{end_by, hear};

#[cfg(unix)]
mod unix {
    use std::{io, thread};

    use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
    use signal_hook::iterator::Signals;
    use signal_hook::low_level;

    /// Listens on a thread of its own. What whoever started us had us ignore (`nohup`, a job in the background of a
    /// script) stays ignored.
    pub fn hear(listen: impl FnOnce(&mut dyn Iterator<Item = i32>) + Send + 'static) -> io::Result<()> {
        let ignored = ignored();
        let signals = [SIGINT, SIGTERM, SIGHUP].into_iter().filter(|signal| ignored >> (signal - 1) & 1 == 0);
        let mut signals = Signals::new(signals)?;
        thread::spawn(move || listen(&mut signals.forever()));
        Ok(())
    }

    /// Ends this process as the signal would have, had nobody listened.
    pub fn end_by(signal: i32) -> ! {
        let _ = low_level::emulate_default_handler(signal);
        low_level::exit(128 + signal)
    }

    /// Which signals are ignored, a bit each, as far as the system tells.
    fn ignored() -> u64 {
        let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
        let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
        mask.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok()).unwrap_or(0)
    }
}

/// Elsewhere nobody listens yet, and the system ends the process.
#[cfg(not(unix))]
fn hear(_: impl FnOnce(&mut dyn Iterator<Item = i32>) + Send + 'static) -> std::io::Result<()> {
    Err(std::io::ErrorKind::Unsupported.into())
}

#[cfg(not(unix))]
fn end_by(signal: i32) -> ! {
    std::process::exit(128 + signal)
}
