//! Reads files on several threads, each file within a budget of processor time and memory. A file that exceeds it is
//! given up, so that no note can keep the others from being read.

use std::collections::VecDeque;
use std::sync::mpsc::{self, SyncSender};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use vaultdex_notes::VaultPath;

use super::read_note::LoadOutcome;
use crate::error::{Error, Result};
use crate::index::{InFlight, Record};
use crate::system::{ThreadUsage, resident_memory};
use crate::vault::Stamp;

/// How often the files that are being read are checked against the budget.
const CHECK_INTERVAL: Duration = Duration::from_millis(100);
/// How many files may wait to be written to the index. Each holds the text and all facts of a note.
const MAX_WAITING: usize = 32;

/// A file to read.
#[derive(Debug)]
pub struct Job {
    /// Its path.
    pub path: VaultPath,
    /// Its stamp.
    pub stamp: Stamp,
    /// What the index knows about it.
    pub known: Option<Record>,
}

/// What reading one file may take. Anything that a real note takes is far below it.
#[derive(Debug, Clone, Copy)]
pub struct Budget {
    /// Processor time, regardless of size.
    pub time: Duration,
    /// Further processor time per MiB.
    pub time_per_mib: Duration,
    /// By how many bytes the memory of the process may grow while the file is read.
    pub memory: u64,
}

impl Default for Budget {
    fn default() -> Budget {
        Budget { time: Duration::from_secs(20), time_per_mib: Duration::from_secs(10), memory: 2 << 30 }
    }
}

impl Budget {
    fn time_for(&self, stamp: &Stamp) -> Duration {
        self.time + self.time_per_mib.saturating_mul((stamp.size >> 20).min(16) as u32)
    }
}

/// What became of a file.
pub enum ReadOutcome {
    /// It was read, or could not be.
    Loaded(LoadOutcome),
    /// It exceeded the budget.
    GivenUp(Excess),
}

/// What a file took more of than its budget allows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Excess {
    /// Processor time.
    Time,
    /// Memory. It is that of the process, so another file that was being read may be to blame.
    Memory,
}

impl Excess {
    /// Says so.
    pub fn reason(self) -> &'static str {
        match self {
            Excess::Time => "reading it takes too long",
            Excess::Memory => "reading it takes too much memory",
        }
    }
}

/// Loads a file.
pub type Load = dyn Fn(&Job) -> LoadOutcome + Send + Sync;

/// Reads files on `workers` threads and passes each with its outcome to `finish`, on this thread and in no particular
/// order. Records in `in_flight` which files are being read.
///
/// # Errors
///
/// Fails if `finish` does. No further files are read then.
pub fn read_files(
    jobs: Vec<Job>,
    load: Arc<Load>,
    (workers, budget): (usize, Budget),
    in_flight: &InFlight,
    mut finish: impl FnMut(&Job, ReadOutcome) -> Result<()>,
) -> Result<()> {
    let (sender, receiver) = mpsc::sync_channel(MAX_WAITING);
    let queue = Arc::new(Mutex::new(VecDeque::from(jobs)));
    let start = |number: usize| -> Result<(Worker, JoinHandle<()>)> {
        let worker = Worker { number, current: Arc::default() };
        let (queue, load, sender, in_flight) =
            (Arc::clone(&queue), Arc::clone(&load), sender.clone(), in_flight.clone());
        let of_thread = worker.clone();
        let thread = thread::Builder::new().spawn(move || of_thread.run(&queue, &load, &sender, &in_flight));
        Ok((worker, thread.map_err(|_| Error::Internal { what: "a thread for reading could not be started" })?))
    };
    let mut receive_all = || {
        let mut n_left = lock(&queue).len();
        let mut pool = (0..workers.clamp(1, n_left.max(1))).map(start).collect::<Result<Vec<_>>>()?;
        let mut memory = MemoryWatch { base: resident_memory() };
        let mut last_check = Instant::now();
        while n_left > 0 {
            match receiver.recv_timeout(CHECK_INTERVAL) {
                Ok((job, outcome)) => {
                    finish(&job, ReadOutcome::Loaded(outcome))?;
                    n_left -= 1;
                }
                Err(_) if pool.iter().all(|(_, thread)| thread.is_finished()) => {
                    // The last one may have sent its file and ended in between.
                    let Ok((job, outcome)) = receiver.try_recv() else {
                        return Err(Error::Internal { what: "the threads that read notes have stopped" });
                    };
                    finish(&job, ReadOutcome::Loaded(outcome))?;
                    n_left -= 1;
                }
                Err(_) => {}
            }
            if last_check.elapsed() < CHECK_INTERVAL {
                continue;
            }
            // Time in which the process was stopped or the machine slept does not count.
            let elapsed = last_check.elapsed().min(2 * CHECK_INTERVAL);
            last_check = Instant::now();
            let is_too_large = memory.is_exceeded(budget.memory);
            let slowest = pool.iter().map(|(worker, _)| worker.add_time(elapsed)).max().unwrap_or_default();
            for place in &mut pool {
                let Some((job, excess)) = place.0.give_up(&budget, is_too_large.then_some(slowest)) else { continue };
                finish(&job, ReadOutcome::GivenUp(excess))?;
                n_left -= 1;
                *place = start(place.0.number)?;
            }
        }
        Ok(())
    };
    let outcome = receive_all();
    // After an error, no thread may begin to read another file.
    lock(&queue).clear();
    outcome
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A thread that reads files.
#[derive(Clone)]
struct Worker {
    number: usize,
    /// The file that it is reading. Whoever takes it away decides what becomes of the file.
    current: Arc<Mutex<Option<Current>>>,
}

/// A file that is being read.
struct Current {
    job: Arc<Job>,
    thread: ThreadUsage,
    /// The processor time of the thread when it began.
    started: Option<Duration>,
    /// The processor time that the file has taken, or the time that has passed where that is not known.
    used: Duration,
}

type Queue = Mutex<VecDeque<Job>>;

impl Worker {
    fn run(&self, queue: &Queue, load: &Arc<Load>, sender: &SyncSender<(Arc<Job>, LoadOutcome)>, in_flight: &InFlight) {
        let thread = ThreadUsage::of_this_thread();
        loop {
            let next = lock(queue).pop_front();
            let Some(job) = next.map(Arc::new) else { return };
            in_flight.mark(&job.path, self.number);
            let started = ThreadUsage::own_processor_time();
            *self.current() = Some(Current { job: Arc::clone(&job), thread, started, used: Duration::ZERO });
            let outcome = load(&job);
            // Nothing is there if the file was given up, or nothing is received if reading was.
            if self.current().take().is_none() || sender.send((job, outcome)).is_err() {
                return;
            }
        }
    }

    fn current(&self) -> MutexGuard<'_, Option<Current>> {
        lock(&self.current)
    }

    /// Updates and returns the time that the current file has taken. `elapsed` is the time since the last check.
    fn add_time(&self, elapsed: Duration) -> Duration {
        let mut current = self.current();
        let Some(current) = &mut *current else { return Duration::ZERO };
        current.used = match (current.started, current.thread.processor_time()) {
            (Some(started), Some(now)) => now.saturating_sub(started),
            _ => current.used + elapsed,
        };
        current.used
    }

    /// Takes the current file away if it has exceeded the budget. If the process uses too much memory, the file that has
    /// taken the most time is to blame.
    fn give_up(&self, budget: &Budget, blamed: Option<Duration>) -> Option<(Arc<Job>, Excess)> {
        let mut current = self.current();
        let (used, limit) = current.as_ref().map(|it| (it.used, budget.time_for(&it.job.stamp)))?;
        let excess = match blamed {
            Some(slowest) if used > Duration::ZERO && used == slowest => Excess::Memory,
            _ if used > limit => Excess::Time,
            _ => return None,
        };
        current.take().map(|current| (current.job, excess))
    }
}

/// Watches the memory of the process.
struct MemoryWatch {
    /// The memory in use before; `None` if it is not known.
    base: Option<u64>,
}

impl MemoryWatch {
    /// Whether the memory has grown by more than `limit` bytes. The next time, it has to grow by as much again, because
    /// the thread that was given up may keep the memory.
    fn is_exceeded(&mut self, limit: u64) -> bool {
        let now = resident_memory();
        let is_exceeded = self.base.zip(now).is_some_and(|(base, now)| now.saturating_sub(base) > limit);
        if is_exceeded {
            self.base = now;
        }
        is_exceeded
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn job(name: &str) -> Job {
        Job { path: VaultPath::new(name), stamp: Stamp::default(), known: None }
    }

    fn outcomes(names: &[&str], load: Arc<Load>, budget: Budget) -> Vec<(String, Option<&'static str>)> {
        let jobs = names.iter().map(|name| job(name)).collect();
        let mut outcomes = Vec::new();
        let finish = |job: &Job, outcome: ReadOutcome| {
            let why = match outcome {
                ReadOutcome::Loaded(_) => None,
                ReadOutcome::GivenUp(excess) => Some(excess.reason()),
            };
            outcomes.push((job.path.to_string(), why));
            Ok(())
        };
        read_files(jobs, load, (2, budget), &InFlight::default(), finish).unwrap();
        outcomes.sort();
        outcomes
    }

    #[test]
    fn a_file_that_takes_too_long_is_given_up_and_all_others_are_read() {
        let load = |job: &Job| {
            // Ends by itself so that the test process has no busy threads left.
            let start = Instant::now();
            while job.path.as_str().starts_with("slow") && start.elapsed() < Duration::from_secs(30) {
                std::hint::spin_loop();
            }
            LoadOutcome::Unchanged
        };
        let budget = Budget { time: Duration::from_millis(300), ..Budget::default() };
        let names = ["a.md", "slow 1.md", "b.md", "slow 2.md", "slow 3.md", "c.md", "d.md"];
        let expected =
            |name: &&str| (name.to_string(), name.starts_with("slow").then_some("reading it takes too long"));
        let mut expected: Vec<_> = names.iter().map(expected).collect();
        expected.sort();
        assert_eq!(outcomes(&names, Arc::new(load), budget), expected);
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_file_that_takes_too_much_memory_is_given_up() {
        let load = |job: &Job| {
            if job.path.as_str() == "large.md" {
                let start = Instant::now();
                let mut hoard: Vec<Vec<u8>> = Vec::new();
                while start.elapsed() < Duration::from_secs(2) {
                    if hoard.len() < 300 {
                        hoard.push(vec![1; 1 << 20]);
                    }
                    std::hint::black_box(&hoard);
                }
            }
            LoadOutcome::Unchanged
        };
        let budget = Budget { memory: 200 << 20, ..Budget::default() };
        let found = outcomes(&["a.md", "large.md", "b.md"], Arc::new(load), budget);
        let large = ("large.md".to_owned(), Some("reading it takes too much memory"));
        assert_eq!(found, [("a.md".to_owned(), None), ("b.md".to_owned(), None), large]);
    }

    #[test]
    fn a_failure_to_finish_ends_the_reading() {
        let jobs = (0..1_000).map(|number| job(&format!("{number}.md"))).collect();
        let fail = |_: &Job, _: ReadOutcome| Err(Error::IndexBehind);
        let load: Arc<Load> = Arc::new(|_: &Job| LoadOutcome::Unchanged);
        assert!(read_files(jobs, load, (2, Budget::default()), &InFlight::default(), fail).is_err());
    }
}
