//! Ends the watcher after a signal, whichever watcher is running at that time.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::vault::Waker;

/// A request to shut down, shared by all threads.
#[derive(Clone, Default)]
pub struct ShutdownHandle(Arc<Mutex<State>>);

#[derive(Default)]
struct State {
    is_requested: bool,
    /// Wakes the running watcher.
    waker: Option<Waker>,
}

impl ShutdownHandle {
    /// Sets the waker of the watcher that has just started. If shutdown was requested before, it is woken at once.
    pub fn attach(&self, waker: Waker) {
        let mut state = self.state();
        if state.is_requested {
            waker.wake();
        }
        state.waker = Some(waker);
    }

    /// Requests shutdown and wakes the watcher.
    pub fn request(&self) {
        let mut state = self.state();
        state.is_requested = true;
        if let Some(waker) = &state.waker {
            waker.wake();
        }
    }

    /// Whether shutdown was requested.
    pub fn is_requested(&self) -> bool {
        self.state().is_requested
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
