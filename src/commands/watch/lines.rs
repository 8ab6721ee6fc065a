//! Output of `watch`, printed by threads of its own: if nobody reads it fast enough, lines are dropped, and the watcher
//! never waits.

use std::io::{self, Write};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{self, SyncSender};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use anstream::{AutoStream, ColorChoice};

use crate::commands::message;
use crate::commands::message::Severity;

/// How many lines are buffered.
const CAPACITY: usize = 10_000;
/// How long `finish` waits for the last lines.
const FINISH_TIMEOUT: Duration = Duration::from_millis(200);

/// Non-blocking standard output and standard error.
pub struct Lines {
    out: Stream,
    err: Stream,
}

struct Stream {
    sender: SyncSender<String>,
    printer: JoinHandle<()>,
    lost: AtomicU64,
}

impl Lines {
    /// Starts the two threads. `color` applies to standard error.
    pub fn start(color: ColorChoice) -> Lines {
        let err = AutoStream::new(io::stderr(), color);
        Lines { out: Stream::start(io::stdout()), err: Stream::start(err) }
    }

    /// Prints a line to standard output. If lines were dropped before, `describe_lost` reports their number first.
    pub fn out(&self, line: String, describe_lost: impl Fn(u64) -> String) {
        self.out.send(line, describe_lost);
    }

    /// Prints a line to standard error.
    pub fn err(&self, line: String) {
        self.err.send(line, |lost| message::with_prefix(Severity::Warning, &format!("{lost} messages were dropped")));
    }

    /// Waits briefly until the remaining lines are printed.
    pub fn finish(self) {
        let until = Instant::now() + FINISH_TIMEOUT;
        for stream in [self.out, self.err] {
            drop(stream.sender);
            while !stream.printer.is_finished() && Instant::now() < until {
                thread::sleep(Duration::from_millis(2));
            }
        }
    }
}

impl Stream {
    fn start(mut stream: impl Write + Send + 'static) -> Stream {
        let (sender, receiver) = mpsc::sync_channel::<String>(CAPACITY);
        let printer = thread::spawn(move || {
            for line in receiver {
                if writeln!(stream, "{line}").and_then(|()| stream.flush()).is_err() {
                    return;
                }
            }
        });
        Stream { sender, printer, lost: AtomicU64::new(0) }
    }

    fn send(&self, line: String, describe_lost: impl Fn(u64) -> String) {
        let lost = self.lost.swap(0, Ordering::Relaxed);
        let is_reported = lost == 0 || self.sender.try_send(describe_lost(lost)).is_ok();
        let is_sent = is_reported && self.sender.try_send(line).is_ok();
        let lost = if is_reported { 0 } else { lost } + u64::from(!is_sent);
        self.lost.fetch_add(lost, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use super::*;

    /// A reader that can be blocked.
    #[derive(Clone, Default)]
    struct Slow(Arc<Mutex<Vec<u8>>>);

    impl Write for Slow {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().extend(bytes);
            Ok(bytes.len())
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn lines_are_dropped_and_counted_while_nobody_reads() {
        let slow = Slow::default();
        let stream = Stream::start(slow.clone());
        let stopped = slow.0.lock().unwrap();
        let about = |lost| format!("lost {lost}");
        for line in 0..CAPACITY + 100 {
            stream.send(line.to_string(), about);
        }
        drop(stopped);
        let deadline = Instant::now() + Duration::from_secs(20);
        let has = |text: &str| String::from_utf8_lossy(&slow.0.lock().unwrap()).contains(text);
        while !has("9999\n") && Instant::now() < deadline {
            thread::sleep(Duration::from_millis(1));
        }
        stream.send("last".to_owned(), about);
        drop(stream.sender);
        stream.printer.join().unwrap();
        let read = String::from_utf8_lossy(&slow.0.lock().unwrap()).into_owned();
        let lines: Vec<&str> = read.lines().collect();
        assert_eq!(&lines[..2], ["0", "1"]);
        assert!(lines[lines.len() - 2].starts_with("lost "), "{:?}", &lines[lines.len() - 3..]);
        assert_eq!(lines.last(), Some(&"last"));
    }
}
