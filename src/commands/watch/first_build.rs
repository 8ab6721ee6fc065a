//! The first build, in a process of its own: the memory that it needs goes with it, and should a note be the end of it,
//! that is not the end of the watcher.

use std::process::Stdio;
use std::thread;
use std::time::Duration;

use super::Rope;
use crate::commands::context::Context;
use crate::session::Place;
use crate::system;
use crate::system::Manager;

/// How often it is begun: a note may end it once, once more when it is read alone, and is then passed over.
const TRIES: usize = 3;

/// Builds the index where there is none. What does not come about here, the watcher does itself.
pub fn build(place: &Place, context: &Context, manager: &Manager, rope: &Rope) {
    for _ in 0..TRIES {
        if place.folder.current().is_some() || rope.is_pulled() {
            return;
        }
        let was_ended = build_once(place, context, manager, rope);
        if was_ended != Some(true) {
            return;
        }
    }
}

/// Whether something ended it before it could end by itself; `None` where it never began.
fn build_once(place: &Place, context: &Context, manager: &Manager, rope: &Rope) -> Option<bool> {
    let mut command = std::process::Command::new(std::env::current_exe().ok()?);
    command.arg("--vault").arg(place.vault.root()).arg("--index-dir").arg(place.folder.root());
    command.args(context.is_quiet().then_some("--quiet")).arg("index");
    command.stdin(Stdio::null()).stdout(Stdio::null());
    // Who is started inherits the priority of the thread that starts it.
    let mut child = system::at_low_priority(|| command.spawn()).ok()?;
    loop {
        match child.try_wait() {
            Ok(None) if rope.is_pulled() => {
                let _ = child.kill();
                let _ = child.wait();
                place.absolve();
                return Some(false);
            }
            Ok(None) => thread::sleep(Duration::from_millis(10)),
            Ok(Some(status)) => return Some(status.code().is_none()),
            Err(_) => return Some(false),
        }
        manager.alive();
    }
}
