//! The programs that read exports: found or installed once per run. npm packages are installed from the lock file in
//! this folder, Python packages into a virtual environment and Java packages by Maven, all below `target`; Debian packages
//! are installed as root.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::{Mutex, OnceLock, PoisonError, mpsc};
use std::time::Duration;

/// Returns the folder in which everything is kept between runs.
pub fn home() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join("consumers")
}

/// Returns this source folder.
pub fn sources() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/consumers")
}

/// Reports that a program is not available; with `VAULTDEX_CONSUMERS=required`, which `.ci/run` sets, that is a
/// failure.
pub fn skip(what: &str, why: &str) {
    assert!(std::env::var_os("VAULTDEX_CONSUMERS").is_none(), "{what} is required and can't be had: {why}");
    // Written to the terminal directly, because the output of passing tests is captured.
    let line = format!("SKIPPED: {what}: {why}\n");
    let _ = std::io::Write::write_all(&mut std::io::stderr(), line.as_bytes());
}

/// The longest time that a program may take; installing a browser takes minutes on a slow connection.
const LONGEST_RUN: Duration = Duration::from_secs(600);

/// Returns the output of a program, or its error message if it failed or took too long.
pub fn run(command: &mut Command) -> Result<String, String> {
    let message = |output: &Output| {
        let text = [output.stdout.as_slice(), &output.stderr].concat();
        let text = String::from_utf8_lossy(&text).into_owned();
        let tail = text.char_indices().rev().nth(4000).map_or(0, |(at, _)| at);
        text[tail..].to_owned()
    };
    let child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn();
    let child = child.map_err(|error| format!("{command:?}: {error}"))?;
    let (sender, receiver) = mpsc::channel();
    std::thread::spawn(move || sender.send(child.wait_with_output()));
    match receiver.recv_timeout(LONGEST_RUN) {
        Ok(Ok(output)) if output.status.success() => Ok(String::from_utf8_lossy(&output.stdout).into_owned()),
        Ok(Ok(output)) => Err(format!("{command:?} failed: {}", message(&output))),
        Ok(Err(error)) => Err(format!("{command:?}: {error}")),
        Err(_) => Err(format!("{command:?} did not end within {} s", LONGEST_RUN.as_secs())),
    }
}

type Tool = OnceLock<Result<PathBuf, String>>;

/// Returns a program of a Debian package.
fn debian(package: &str, program: &str) -> Result<PathBuf, String> {
    let find = || run(Command::new("sh").arg("-c").arg(format!("command -v {program}"))).ok();
    if find().is_none() {
        let is_root = run(Command::new("id").arg("-u")).is_ok_and(|id| id.trim() == "0");
        if !is_root {
            return Err(format!("`{program}` is not installed; install Debian's package `{package}`"));
        }
        // One installation at a time within this process; waits for those of other processes.
        static INSTALLING: Mutex<()> = Mutex::new(());
        let _one = INSTALLING.lock().unwrap_or_else(PoisonError::into_inner);
        let wait = "-o DPkg::Lock::Timeout=120";
        let install = format!("apt-get update -qq && apt-get install {wait} -y -qq --no-install-recommends {package}");
        run(Command::new("sh").arg("-c").arg(install).env("DEBIAN_FRONTEND", "noninteractive"))?;
    }
    find().map(|path| PathBuf::from(path.trim())).ok_or(format!("`{program}` is not there"))
}

/// Graphviz.
pub fn dot() -> Result<PathBuf, String> {
    static TOOL: Tool = OnceLock::new();
    TOOL.get_or_init(|| debian("graphviz", "dot")).clone()
}

/// A fuzzy finder.
#[cfg(unix)]
pub fn fzf() -> Result<PathBuf, String> {
    static TOOL: Tool = OnceLock::new();
    TOOL.get_or_init(|| debian("fzf", "fzf")).clone()
}

/// A terminal that can be typed into and read.
#[cfg(unix)]
pub fn tmux() -> Result<PathBuf, String> {
    static TOOL: Tool = OnceLock::new();
    TOOL.get_or_init(|| debian("tmux", "tmux")).clone()
}

/// A query language for JSON.
pub fn jq() -> Result<PathBuf, String> {
    static TOOL: Tool = OnceLock::new();
    TOOL.get_or_init(|| debian("jq", "jq")).clone()
}

/// The converter of Gnumeric, a spreadsheet.
pub fn ssconvert() -> Result<PathBuf, String> {
    static TOOL: Tool = OnceLock::new();
    TOOL.get_or_init(|| debian("gnumeric", "ssconvert")).clone()
}

/// The linter of shell scripts.
pub fn shellcheck() -> Result<PathBuf, String> {
    static TOOL: Tool = OnceLock::new();
    TOOL.get_or_init(|| debian("shellcheck", "shellcheck")).clone()
}

/// A headless browser.
pub fn chromium() -> Result<PathBuf, String> {
    static TOOL: Tool = OnceLock::new();
    TOOL.get_or_init(|| debian("chromium", "chromium")).clone()
}

/// PlantUML, which brings a Java runtime.
pub fn plantuml() -> Result<PathBuf, String> {
    static TOOL: Tool = OnceLock::new();
    TOOL.get_or_init(|| debian("plantuml", "plantuml")).clone()
}

/// Returns the class path of `ReadWorkspaces` with Structurizr's parser.
pub fn structurizr() -> Result<String, String> {
    static TOOL: Tool = OnceLock::new();
    let libraries = |folder: &Path| format!("{0}:{0}/lib/*", folder.display());
    let install = || {
        let maven = debian("maven", "mvn")?;
        let folder = home().join("structurizr");
        fresh(&folder, &["pom.xml", "ReadWorkspaces.java"], || {
            let mut copy = Command::new(maven);
            copy.args(["-q", "-B", "dependency:copy-dependencies", "-DoutputDirectory=lib"]);
            run(copy.current_dir(&folder))?;
            let mut compile = Command::new("java");
            compile.args(["-cp", "lib/*", "org.eclipse.jdt.internal.compiler.batch.Main", "-17", "-proc:none"]);
            let jars = fs::read_dir(folder.join("lib")).map_err(|error| error.to_string())?.flatten();
            let jars: Vec<String> = jars.map(|jar| jar.path().display().to_string()).collect();
            run(compile.args(["-cp", &jars.join(":"), "ReadWorkspaces.java"]).current_dir(&folder)).map(|_| ())
        })?;
        Ok(folder)
    };
    TOOL.get_or_init(install).clone().map(|folder| libraries(&folder))
}

/// Returns the folder in which Node finds the packages of the lock file.
pub fn npm() -> Result<PathBuf, String> {
    static TOOL: Tool = OnceLock::new();
    let install = || {
        let folder = home().join("npm");
        fresh(&folder, &["package.json", "package-lock.json", ".npmrc"], || {
            let mut npm = Command::new("npm");
            run(npm.args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"]).current_dir(&folder)).map(|_| ())
        })?;
        Ok(folder)
    };
    TOOL.get_or_init(install).clone()
}

/// A Python interpreter with networkx and duckdb.
pub fn python() -> Result<PathBuf, String> {
    static TOOL: Tool = OnceLock::new();
    let install = || {
        let folder = home().join("python");
        fresh(&folder, &["requirements.txt"], || {
            run(Command::new("python3").args(["-m", "venv", "venv"]).current_dir(&folder))?;
            let mut pip = Command::new("venv/bin/pip");
            run(pip.args(["install", "-q", "-r", "requirements.txt"]).current_dir(&folder)).map(|_| ())
        })?;
        Ok(folder.join("venv/bin/python"))
    };
    TOOL.get_or_init(install).clone()
}

/// Runs an installation into a folder unless the same version is already there.
fn fresh(folder: &Path, lists: &[&str], install: impl FnOnce() -> Result<(), String>) -> Result<(), String> {
    let read = |folder: &Path| lists.iter().map(|list| fs::read(folder.join(list)).ok()).collect::<Vec<_>>();
    let done = folder.join("done");
    if done.exists() && read(folder) == read(&sources()) {
        return Ok(());
    }
    let io = |error: std::io::Error| format!("`{}`: {error}", folder.display());
    if folder.exists() {
        fs::remove_dir_all(folder).map_err(io)?;
    }
    fs::create_dir_all(folder).map_err(io)?;
    for list in lists {
        fs::copy(sources().join(list), folder.join(list)).map_err(io)?;
    }
    install()?;
    fs::write(done, "").map_err(io)
}
