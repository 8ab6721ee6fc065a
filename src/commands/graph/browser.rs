//! Opens a file in the user's browser.

use std::ffi::OsStr;
use std::io;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::error::{Error, Result};

/// How long a program that opens files is observed. One that still runs then is the browser itself, or waits for it.
const OBSERVED: Duration = Duration::from_secs(1);

/// Opens a file in the browser and does not wait for it. On Unix, `$BROWSER` names the programs to try, separated by
/// colons, with `%s` for the file or the file at their end; otherwise, and elsewhere, the system decides.
///
/// # Errors
///
/// If no program could be started, or each of them failed at once.
pub fn open_in_browser(file: &Path) -> Result<()> {
    let failed = |why: String| Error::Browser { path: file.to_owned(), why };
    let chosen = if cfg!(unix) { std::env::var("BROWSER").unwrap_or_default() } else { String::new() };
    let mut why = None;
    for command in chosen.split(':').filter(|command| !command.trim().is_empty()) {
        match start(command, file) {
            Ok(()) => return Ok(()),
            Err(error) => why = why.or(Some(format!("`{}` of $BROWSER: {error}", command.trim()))),
        }
    }
    if let Some(why) = why {
        return Err(failed(why));
    }
    open::that_detached_with_timeout(file, OBSERVED).map_err(|error| failed(crate::error::reason(&error)))
}

/// Starts a program in a process group of its own, so that signals from the terminal do not reach it.
fn start(command: &str, file: &Path) -> std::result::Result<(), String> {
    let words = shlex::split(command).ok_or("a quote is not closed")?;
    let (program, args) = words.split_first().ok_or("it names no program")?;
    let mut command = Command::new(program);
    let is_named = args.iter().any(|arg| arg.contains("%s"));
    let path = file.to_str().filter(|_| is_named);
    command.args(args.iter().map(|arg| path.map_or(arg.clone(), |path| arg.replace("%s", path))));
    if path.is_none() {
        command.arg::<&OsStr>(file.as_ref());
    }
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(&mut command, 0);
    let reason = |error: io::Error| crate::error::reason(&error);
    let mut child = command.spawn().map_err(reason)?;
    let started = Instant::now();
    while started.elapsed() < OBSERVED {
        match child.try_wait().map_err(reason)? {
            Some(status) if status.success() => return Ok(()),
            Some(status) => return Err(status.to_string()),
            None => std::thread::sleep(Duration::from_millis(10)),
        }
    }
    Ok(())
}
