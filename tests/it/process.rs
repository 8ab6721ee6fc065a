//! Starting programs such that neither the environment of the caller nor a program that hangs decides how a test ends.
//!
//! A test run may be started by a script in the background, by `nohup`, with another time zone or a configured user;
//! the programs under test get the same environment and signals everywhere. Every wait has a limit and names what it
//! waited for.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::sync::{Mutex, MutexGuard, Once, PoisonError, mpsc};
use std::time::Duration;
#[cfg(unix)]
use std::time::Instant;

/// The longest time that a command may take. On an idle machine, the slowest takes a few seconds.
const LONGEST_COMMAND: Duration = Duration::from_secs(180);

/// The longest time to wait for a line, a condition or the end of a program.
#[cfg(unix)]
pub const LONGEST_WAIT: Duration = Duration::from_secs(60);

/// The longest time that all tests of this binary may take, in minutes; longer runs set `VAULTDEX_TEST_MINUTES`.
const LONGEST_RUN: u64 = 25;

/// The output and the exit code of a command.
#[derive(Debug)]
pub struct Ran {
    pub stdout: String,
    pub stderr: String,
    pub code: i32,
}

/// Returns a command that does not depend on the caller's environment: its home and configuration are below `home`, and
/// no variable that vaultdex or its libraries read is set.
pub fn isolated(program: impl AsRef<OsStr>, home: &Path) -> Command {
    reset_ignored_signals();
    let mut command = Command::new(program);
    for (name, _) in std::env::vars_os() {
        if changes_behavior(&name.to_string_lossy()) {
            command.env_remove(name);
        }
    }
    command.env("HOME", home).stdin(Stdio::null());
    command
}

fn changes_behavior(name: &str) -> bool {
    const PREFIXES: [&str; 5] = ["VAULTDEX_", "XDG_", "CLICOLOR", "WATCHDOG_", "GIT_"];
    const NAMES: [&str; 9] =
        ["NO_COLOR", "FORCE_COLOR", "TERM", "COLUMNS", "LINES", "CI", "NOTIFY_SOCKET", "RUST_BACKTRACE", "RUST_LOG"];
    NAMES.contains(&name) || PREFIXES.iter().any(|prefix| name.starts_with(prefix))
}

/// Returns a command that runs another by way of a program such as `prlimit`, in the same folder and environment.
pub fn by_way_of(program: &str, args: &[&str], inner: &Command) -> Command {
    let mut command = Command::new(program);
    command.args(args).arg(inner.get_program()).args(inner.get_args()).stdin(Stdio::null());
    for (name, value) in inner.get_envs() {
        match value {
            Some(value) => command.env(name, value),
            None => command.env_remove(name),
        };
    }
    if let Some(folder) = inner.get_current_dir() {
        command.current_dir(folder);
    }
    command
}

/// Restores the default action of signals that this process was started to ignore, for the programs that it starts: a
/// program inherits what is ignored, but not what is handled.
fn reset_ignored_signals() {
    #[cfg(target_os = "linux")]
    {
        use signal_hook::consts::{SIGHUP, SIGINT, SIGQUIT, SIGTERM};
        static RESET: Once = Once::new();
        RESET.call_once(|| {
            let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
            let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
            let ignored = mask.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok()).unwrap_or(0);
            for signal in [SIGHUP, SIGINT, SIGQUIT, SIGTERM].into_iter().filter(|it| ignored >> (it - 1) & 1 == 1) {
                // The handler does nothing, so that this process ignores the signal as before.
                signal_hook::flag::register(signal, std::sync::Arc::default()).expect("a handler");
            }
        });
    }
}

/// Runs a command to its end.
#[track_caller]
pub fn ran(command: &mut Command) -> Ran {
    try_run(command).expect("the command starts")
}

/// Runs a command to its end. `None` if there is no such program.
#[track_caller]
pub fn try_run(command: &mut Command) -> Option<Ran> {
    let output = output(command)?;
    Some(Ran {
        stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
        stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
        code: output.status.code().unwrap_or(-1),
    })
}

/// Runs a command to its end and returns its output as bytes. `None` if there is no such program.
#[track_caller]
pub fn output(command: &mut Command) -> Option<Output> {
    let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().ok()?;
    Some(output_of(child, &format!("{command:?} ended")))
}

/// Waits until a child has ended and closed its output, and returns what it has written.
#[track_caller]
pub fn output_of(child: Child, what: &str) -> Output {
    let pid = child.id();
    let (sender, receiver) = mpsc::channel();
    std::thread::spawn(move || sender.send(child.wait_with_output()));
    let Ok(output) = receiver.recv_timeout(LONGEST_COMMAND) else {
        kill(pid);
        panic!("timed out waiting until {what}");
    };
    output.expect("its output")
}

#[cfg(unix)]
fn kill(pid: u32) {
    if let Some(pid) = i32::try_from(pid).ok().and_then(rustix::process::Pid::from_raw) {
        let _ = rustix::process::kill_process(pid, rustix::process::Signal::KILL);
    }
}

#[cfg(not(unix))]
fn kill(_pid: u32) {}

/// Waits until a child has ended.
#[track_caller]
#[cfg(unix)]
pub fn ended(child: &mut Child) -> std::process::ExitStatus {
    let mut status = None;
    let began = Instant::now();
    while status.is_none() {
        status = child.try_wait().expect("it can be asked");
        if began.elapsed() > LONGEST_WAIT {
            let _ = child.kill();
            panic!("timed out waiting until process {} ended", child.id());
        }
        std::thread::sleep(Duration::from_millis(1));
    }
    status.expect("it has ended")
}

/// Waits for a condition.
#[track_caller]
#[cfg(unix)]
pub fn wait_until(what: &str, mut holds: impl FnMut() -> bool) {
    let began = Instant::now();
    while !holds() {
        assert!(began.elapsed() < LONGEST_WAIT, "timed out waiting until {what}");
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// A test that runs, known by the name of its thread. While there are some, the time of the whole run is limited.
pub struct Running(u64);

/// The tests that run, by the order in which they began.
static RUNNING: Mutex<BTreeMap<u64, String>> = Mutex::new(BTreeMap::new());

fn running() -> MutexGuard<'static, BTreeMap<u64, String>> {
    RUNNING.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Running {
    pub fn begin() -> Running {
        static LIMIT: Once = Once::new();
        LIMIT.call_once(|| {
            let minutes = std::env::var("VAULTDEX_TEST_MINUTES").ok().and_then(|text| text.parse().ok());
            let minutes = minutes.unwrap_or(LONGEST_RUN);
            std::thread::spawn(move || {
                std::thread::sleep(Duration::from_secs(60 * minutes));
                let names: Vec<String> = running().values().cloned().collect();
                // `eprintln` would be captured.
                let line = format!("the tests took more than {minutes} minutes; running: {}\n", names.join(", "));
                let _ = std::io::Write::write_all(&mut std::io::stderr(), line.as_bytes());
                std::process::exit(101);
            });
        });
        let mut running = running();
        let id = running.last_key_value().map_or(0, |(id, _)| id + 1);
        running.insert(id, std::thread::current().name().unwrap_or("?").to_owned());
        Running(id)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        running().remove(&self.0);
    }
}
