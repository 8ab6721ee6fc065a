//! The first build of the index, in a child process: its memory is released when it ends, and a note that crashes it
//! does not end the watcher.

use std::process::Stdio;
use std::thread;
use std::time::Duration;

use super::shutdown::ShutdownHandle;
use crate::commands::context::Context;
use crate::session::Location;
use crate::system;
use crate::system::ServiceNotifier;

/// How often the build is started. A note may crash it once in a batch and once on its own; then it is skipped.
const ATTEMPTS: usize = 3;

/// Builds the index if there is none. If this fails, the watcher builds it.
pub fn build(location: &Location, context: &Context, notifier: &ServiceNotifier, shutdown: &ShutdownHandle) {
    for _ in 0..ATTEMPTS {
        if location.folder.current().is_some() || shutdown.is_requested() {
            return;
        }
        let was_killed = build_once(location, context, notifier, shutdown);
        if was_killed != Some(true) {
            return;
        }
    }
}

/// Whether the process was killed by a signal; `None` if it could not be started.
fn build_once(
    location: &Location,
    context: &Context,
    notifier: &ServiceNotifier,
    shutdown: &ShutdownHandle,
) -> Option<bool> {
    let mut command = std::process::Command::new(std::env::current_exe().ok()?);
    command.arg("--vault").arg(location.vault.root()).arg("--index-dir").arg(location.folder.root());
    command.args(context.is_quiet().then_some("--quiet")).arg("index");
    command.stdin(Stdio::null()).stdout(Stdio::null());
    // The child inherits the priority of this thread.
    let mut child = system::at_low_priority(|| command.spawn()).ok()?;
    loop {
        match child.try_wait() {
            Ok(None) if shutdown.is_requested() => {
                let _ = child.kill();
                let _ = child.wait();
                location.discard_in_flight();
                return Some(false);
            }
            Ok(None) => thread::sleep(Duration::from_millis(10)),
            Ok(Some(status)) => return Some(status.code().is_none()),
            Err(_) => return Some(false),
        }
        notifier.keep_alive();
    }
}
