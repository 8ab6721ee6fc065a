//! The system's watcher at the end of a wire: what it hears is sent down a channel and nothing else is done on its thread.

use std::mem;
use std::ops::{Deref, DerefMut};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::{self, Receiver, Sender};
use std::time::Instant;

use notify::{Config, Event, EventHandler, EventKindMask, RecommendedWatcher, Watcher};

/// How many events may wait for us. The kernel's own queue holds 16,384; behind that we forget and scan, as it does.
const WAITING: usize = 20_000;

/// What comes down the wire.
#[derive(Debug)]
pub(super) enum Message {
    /// Something happened, or went wrong.
    Event(notify::Result<Event>),
    /// So many events were waiting that some were dropped.
    Lost,
    /// A watcher is no more: the present one, or one that was replaced.
    Died,
    /// Somebody pulled the bell.
    Wake,
}

/// Ends a wait from another thread, as a signal or a closing door does.
#[derive(Debug, Clone)]
pub struct Bell(Sender<Message>);

impl Bell {
    /// Ends the present or the next wait, with `woken` set.
    pub fn pull(&self) {
        // Nobody waits any more: nobody to wake.
        let _ = self.0.send(Message::Wake);
    }
}

/// The channel from watchers to the one who waits.
pub(super) struct Wire {
    sender: Sender<Message>,
    receiver: Receiver<Message>,
    waiting: Arc<AtomicUsize>,
}

impl Wire {
    pub fn new() -> Wire {
        let (sender, receiver) = mpsc::channel();
        Wire { sender, receiver, waiting: Arc::default() }
    }

    pub fn bell(&self) -> Bell {
        Bell(self.sender.clone())
    }

    /// The end of the wire at a watcher.
    pub fn ringer(&self, lives: Arc<AtomicBool>) -> Ringer {
        Ringer { sender: self.sender.clone(), waiting: self.waiting.clone(), lives, has_lost: false }
    }

    /// The next message; `None` where none comes until then.
    pub fn receive(&self, until: Option<Instant>) -> Option<Message> {
        // The sender in `self` keeps the channel open, so an error is a timeout.
        let message = match until {
            Some(until) => self.receiver.recv_timeout(until.saturating_duration_since(Instant::now())).ok()?,
            None => self.receiver.recv().ok()?,
        };
        if let Message::Event(_) = message {
            self.waiting.fetch_sub(1, Ordering::Relaxed);
        }
        Some(message)
    }
}

/// A watcher of the system's. It never tells of mere reading: our own would ring without end.
pub(super) struct Listener {
    watcher: Option<RecommendedWatcher>,
    lives: Arc<AtomicBool>,
}

impl Listener {
    /// Starts one that watches nothing yet.
    pub fn start(wire: &Wire) -> notify::Result<Listener> {
        let lives = Arc::new(AtomicBool::new(true));
        let config = Config::default().with_event_kinds(EventKindMask::CORE).with_follow_symlinks(false);
        Ok(Listener { watcher: Some(RecommendedWatcher::new(wire.ringer(lives.clone()), config)?), lives })
    }

    /// Whether its thread still runs.
    pub fn lives(&self) -> bool {
        self.lives.load(Ordering::Relaxed)
    }
}

impl Deref for Listener {
    type Target = RecommendedWatcher;

    fn deref(&self) -> &RecommendedWatcher {
        self.watcher.as_ref().expect("it is taken only when the listener is dropped")
    }
}

impl DerefMut for Listener {
    fn deref_mut(&mut self) -> &mut RecommendedWatcher {
        self.watcher.as_mut().expect("it is taken only when the listener is dropped")
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        // notify 9.0.0-rc.7's watcher on inotify panics when it is dropped after its thread has died.
        if !self.lives() {
            mem::forget(self.watcher.take());
        }
    }
}

/// Runs on the watcher's thread, which must never wait: while it does, the kernel's queue overflows.
pub(super) struct Ringer {
    sender: Sender<Message>,
    waiting: Arc<AtomicUsize>,
    lives: Arc<AtomicBool>,
    has_lost: bool,
}

impl Ringer {
    fn send(&self, message: Message) {
        // Nobody waits any more: nobody to tell.
        let _ = self.sender.send(message);
    }
}

impl EventHandler for Ringer {
    fn handle_event(&mut self, event: notify::Result<Event>) {
        if self.waiting.load(Ordering::Relaxed) < WAITING {
            self.has_lost = false;
            self.waiting.fetch_add(1, Ordering::Relaxed);
            self.send(Message::Event(event));
        } else if !self.has_lost {
            self.has_lost = true;
            self.send(Message::Lost);
        }
    }
}

impl Drop for Ringer {
    fn drop(&mut self) {
        self.lives.store(false, Ordering::Relaxed);
        self.send(Message::Died);
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use notify::EventKind;

    use super::*;

    #[test]
    fn what_is_too_much_is_dropped_and_said_once_and_in_its_place() {
        let wire = Wire::new();
        let mut ringer = wire.ringer(Arc::default());
        let mut ring = || ringer.handle_event(Ok(Event::new(EventKind::Any)));
        for _ in 0..WAITING + 10 {
            ring();
        }
        let next = || wire.receive(Some(Instant::now()));
        assert!(matches!(next(), Some(Message::Event(_))));
        ring();
        for _ in 1..WAITING {
            assert!(matches!(next(), Some(Message::Event(_))));
        }
        assert!(matches!(next(), Some(Message::Lost)));
        assert!(matches!(next(), Some(Message::Event(_))), "what came after there was room again");
        assert!(next().is_none());
    }

    #[test]
    fn a_watcher_that_is_dropped_says_farewell() {
        let wire = Wire::new();
        let listener = Listener::start(&wire).unwrap();
        assert!(listener.lives());
        drop(listener);
        let farewell = wire.receive(Some(Instant::now() + Duration::from_secs(10)));
        assert!(matches!(farewell, Some(Message::Died)), "{farewell:?}");
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn mere_reading_is_not_even_told() {
        let home = tempfile::tempdir().unwrap();
        let (old, new) = (home.path().join("old.md"), home.path().join("new.md"));
        std::fs::write(&old, "").unwrap();
        let wire = Wire::new();
        let mut listener = Listener::start(&wire).unwrap();
        listener.watch(home.path(), notify::RecursiveMode::NonRecursive).unwrap();
        std::fs::read(&old).unwrap();
        std::fs::read_dir(home.path()).unwrap().for_each(drop);
        std::fs::write(&new, "").unwrap();
        match wire.receive(Some(Instant::now() + Duration::from_secs(10))) {
            Some(Message::Event(Ok(event))) => assert_eq!(event.paths, [new]),
            other => panic!("{other:?}"),
        }
    }
}
