//! The operating system's file watcher, connected to a channel. Its thread does nothing but send events.

use std::mem;
use std::ops::{Deref, DerefMut};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::{self, Receiver, Sender};
use std::time::Instant;

use notify::{Config, Event, EventHandler, EventKindMask, RecommendedWatcher, Watcher};

/// How many events the channel holds at most. The kernel's own queue holds 16,384. Beyond that, further events are
/// dropped and the vault has to be scanned, as after an overflow of the kernel's queue.
const CAPACITY: usize = 20_000;

/// What the channel carries.
#[derive(Debug)]
pub(super) enum Message {
    /// An event, or an error of the system's watcher.
    Event(notify::Result<Event>),
    /// Events were dropped because the channel was full.
    Overflow,
    /// The thread of a system watcher ended: the current one, or one that has been replaced.
    Stopped,
    /// [`Waker::wake`] was called.
    Wake,
}

/// Ends [`Watcher::wait`](super::Watcher::wait) from another thread, for example from a signal handler.
#[derive(Debug, Clone)]
pub struct Waker(Sender<Message>);

impl Waker {
    /// Ends the current wait or, if there is none, the next one. It returns with `woken` set.
    pub fn wake(&self) {
        // If the receiver is gone, nobody waits.
        let _ = self.0.send(Message::Wake);
    }
}

/// The channel from the system watchers to the thread that waits.
pub(super) struct EventChannel {
    sender: Sender<Message>,
    receiver: Receiver<Message>,
    pending: Arc<AtomicUsize>,
}

impl EventChannel {
    pub fn new() -> EventChannel {
        let (sender, receiver) = mpsc::channel();
        EventChannel { sender, receiver, pending: Arc::default() }
    }

    pub fn waker(&self) -> Waker {
        Waker(self.sender.clone())
    }

    /// Returns the sending end for a system watcher. Clears `is_alive` when the watcher drops it.
    pub fn forwarder(&self, is_alive: Arc<AtomicBool>) -> Forwarder {
        Forwarder { sender: self.sender.clone(), pending: self.pending.clone(), is_alive, has_overflowed: false }
    }

    /// Returns the next message, or `None` if there is none before `deadline`.
    pub fn receive(&self, deadline: Option<Instant>) -> Option<Message> {
        // The sender in `self` keeps the channel open, so an error is a timeout.
        let message = match deadline {
            Some(deadline) => self.receiver.recv_timeout(deadline.saturating_duration_since(Instant::now())).ok()?,
            None => self.receiver.recv().ok()?,
        };
        if let Message::Event(_) = message {
            self.pending.fetch_sub(1, Ordering::Relaxed);
        }
        Some(message)
    }
}

/// A watcher of the operating system. Does not report read access: our own reads would cause events without end.
pub(super) struct SystemWatcher {
    watcher: Option<RecommendedWatcher>,
    is_alive: Arc<AtomicBool>,
}

impl SystemWatcher {
    /// Starts a watcher that watches nothing yet.
    pub fn start(channel: &EventChannel) -> notify::Result<SystemWatcher> {
        let is_alive = Arc::new(AtomicBool::new(true));
        let config = Config::default().with_event_kinds(EventKindMask::CORE).with_follow_symlinks(false);
        let watcher = RecommendedWatcher::new(channel.forwarder(is_alive.clone()), config)?;
        Ok(SystemWatcher { watcher: Some(watcher), is_alive })
    }

    /// Whether its thread still runs.
    pub fn is_alive(&self) -> bool {
        self.is_alive.load(Ordering::Relaxed)
    }
}

impl Deref for SystemWatcher {
    type Target = RecommendedWatcher;

    fn deref(&self) -> &RecommendedWatcher {
        self.watcher.as_ref().expect("taken only on drop")
    }
}

impl DerefMut for SystemWatcher {
    fn deref_mut(&mut self) -> &mut RecommendedWatcher {
        self.watcher.as_mut().expect("taken only on drop")
    }
}

impl Drop for SystemWatcher {
    fn drop(&mut self) {
        // The inotify watcher of notify 9.0.0-rc.7 panics if it is dropped after its thread has ended.
        if !self.is_alive() {
            mem::forget(self.watcher.take());
        }
    }
}

/// Runs on the thread of the system watcher, which must never block: meanwhile the kernel's queue would overflow.
pub(super) struct Forwarder {
    sender: Sender<Message>,
    pending: Arc<AtomicUsize>,
    is_alive: Arc<AtomicBool>,
    has_overflowed: bool,
}

impl Forwarder {
    fn send(&self, message: Message) {
        // If the receiver is gone, nobody waits.
        let _ = self.sender.send(message);
    }
}

impl EventHandler for Forwarder {
    fn handle_event(&mut self, event: notify::Result<Event>) {
        if self.pending.load(Ordering::Relaxed) < CAPACITY {
            self.has_overflowed = false;
            self.pending.fetch_add(1, Ordering::Relaxed);
            self.send(Message::Event(event));
        } else if !self.has_overflowed {
            self.has_overflowed = true;
            self.send(Message::Overflow);
        }
    }
}

impl Drop for Forwarder {
    fn drop(&mut self) {
        self.is_alive.store(false, Ordering::Relaxed);
        self.send(Message::Stopped);
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use notify::EventKind;

    use super::*;

    #[test]
    fn an_overflow_is_reported_once_and_in_order() {
        let channel = EventChannel::new();
        let mut forwarder = channel.forwarder(Arc::default());
        let mut forward = || forwarder.handle_event(Ok(Event::new(EventKind::Any)));
        for _ in 0..CAPACITY + 10 {
            forward();
        }
        let next = || channel.receive(Some(Instant::now()));
        assert!(matches!(next(), Some(Message::Event(_))));
        forward();
        for _ in 1..CAPACITY {
            assert!(matches!(next(), Some(Message::Event(_))));
        }
        assert!(matches!(next(), Some(Message::Overflow)));
        assert!(matches!(next(), Some(Message::Event(_))), "sent when there was room again");
        assert!(next().is_none());
    }

    #[test]
    fn a_dropped_watcher_reports_that_it_stopped() {
        let channel = EventChannel::new();
        let watcher = SystemWatcher::start(&channel).unwrap();
        assert!(watcher.is_alive());
        drop(watcher);
        let message = channel.receive(Some(Instant::now() + Duration::from_secs(10)));
        assert!(matches!(message, Some(Message::Stopped)), "{message:?}");
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn reading_causes_no_event() {
        let home = tempfile::tempdir().unwrap();
        let (old, new) = (home.path().join("old.md"), home.path().join("new.md"));
        std::fs::write(&old, "").unwrap();
        let channel = EventChannel::new();
        let mut watcher = SystemWatcher::start(&channel).unwrap();
        watcher.watch(home.path(), notify::RecursiveMode::NonRecursive).unwrap();
        std::fs::read(&old).unwrap();
        std::fs::read_dir(home.path()).unwrap().for_each(drop);
        std::fs::write(&new, "").unwrap();
        match channel.receive(Some(Instant::now() + Duration::from_secs(10))) {
            Some(Message::Event(Ok(event))) => assert_eq!(event.paths, [new]),
            other => panic!("{other:?}"),
        }
    }
}
