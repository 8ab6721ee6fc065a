//! Lines for whoever reads them, printed by threads of their own: a reader that is slow, or has stopped reading, costs
//! lines and never work.

use std::io::{self, Write};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{self, SyncSender};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

/// How many lines may wait for a reader.
const WAITING: usize = 10_000;
/// How long the last lines may take at the end.
const LAST: Duration = Duration::from_millis(200);

/// Standard output and standard error of a command that must not wait for either.
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
    /// Starts the two threads.
    pub fn start() -> Lines {
        Lines { out: Stream::start(io::stdout()), err: Stream::start(io::stderr()) }
    }

    /// A line for standard output. Where earlier ones were lost, `about_lost` says so first.
    pub fn out(&self, line: String, about_lost: impl Fn(u64) -> String) {
        self.out.send(line, about_lost);
    }

    /// A line for standard error.
    pub fn err(&self, line: String) {
        self.err.send(line, |lost| format!("vaultdex: {lost} lines were lost: nobody read them"));
    }

    /// The last lines are worth a moment, a reader that has stopped reading is not.
    pub fn finish(self) {
        let until = Instant::now() + LAST;
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
        let (sender, receiver) = mpsc::sync_channel::<String>(WAITING);
        let printer = thread::spawn(move || {
            for line in receiver {
                if writeln!(stream, "{line}").and_then(|()| stream.flush()).is_err() {
                    return;
                }
            }
        });
        Stream { sender, printer, lost: AtomicU64::new(0) }
    }

    fn send(&self, line: String, about_lost: impl Fn(u64) -> String) {
        let lost = self.lost.swap(0, Ordering::Relaxed);
        let told = lost == 0 || self.sender.try_send(about_lost(lost)).is_ok();
        let sent = told && self.sender.try_send(line).is_ok();
        let lost = if told { 0 } else { lost } + u64::from(!sent);
        self.lost.fetch_add(lost, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use super::*;

    /// A reader that begins to read when it is told to.
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
    fn a_reader_that_stops_costs_lines_and_hears_how_many() {
        let slow = Slow::default();
        let stream = Stream::start(slow.clone());
        let stopped = slow.0.lock().unwrap();
        let about = |lost| format!("lost {lost}");
        for line in 0..WAITING + 100 {
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
