//! What every command needs: the vault, the index, today's date, messages to the user.

use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::{Duration, Instant};

use etcetera::BaseStrategy;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressState, ProgressStyle};
use jiff::civil::Date;
use vaultdex_records::Terminology;

use super::args::{GlobalArgs, Hyperlink, PathStyle};
use super::message::Severity;
use super::{message, text};
use crate::error::{Error, Result};
use crate::render::hyperlinks::{Hyperlinks, ObsidianVault};
use crate::render::paths::Paths;
use crate::render::terminal::Styling;
use crate::session::{Location, Notices, RefreshPolicy, Session};
use crate::vault;
use crate::vault::{KnownVault, Settings, Vault, WorkingDirectory};

/// Work that is done sooner has no progress bar (docs/spec/cli.md#terminal).
const PROGRESS_DELAY: Duration = Duration::from_millis(500);

/// Where the value of a setting comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Origin {
    /// An option of the command.
    Option,
    /// An environment variable.
    Environment,
    /// The working directory, which is in a vault.
    WorkingDirectory,
    /// The user's configuration file.
    UserFile,
    /// The configuration file of the vault.
    VaultFile,
    /// Nothing says otherwise.
    Default,
}

impl Origin {
    /// Returns the origin in words; `file` is the configuration file.
    pub fn in_words(self, file: Option<&str>) -> String {
        match self {
            Origin::Option => "option",
            Origin::Environment => "environment",
            Origin::WorkingDirectory => "working directory",
            Origin::UserFile | Origin::VaultFile => file.unwrap_or("file"),
            Origin::Default => "default",
        }
        .to_owned()
    }

    /// Returns the origin of a value that is given by an option or, without it, by a variable.
    fn of_argument(value: &Path, variable: &str) -> Origin {
        match std::env::var_os(variable).is_some_and(|of_variable| of_variable == value.as_os_str()) {
            true => Origin::Environment,
            false => Origin::Option,
        }
    }
}

/// The global arguments, with what follows from them.
pub struct Context {
    global: GlobalArgs,
    started: Instant,
    bar: OnceLock<ProgressBar>,
    settings: OnceLock<Settings>,
}

impl Context {
    /// Returns a context for these arguments. Does not access the file system yet.
    pub fn new(global: GlobalArgs) -> Context {
        Context { global, started: Instant::now(), bar: OnceLock::new(), settings: OnceLock::new() }
    }

    /// Returns a context for the same arguments that prints no messages.
    pub fn without_messages(&self) -> Context {
        Context::new(GlobalArgs { quiet: true, verbose: 0, ..self.global.clone() })
    }

    /// Returns a context for the index of a vault as it is, without messages. What is not named is that of this context.
    pub fn without_refresh(&self, vault: Option<PathBuf>, index_dir: Option<PathBuf>) -> Context {
        let global = self.without_messages().global;
        let (vault, index_dir) = (vault.or(global.vault), index_dir.or(global.index_dir));
        Context::new(GlobalArgs { vault, index_dir, no_refresh: true, ..global })
    }

    /// Returns the vault and its index directory. Problems in the user's configuration file are reported.
    pub fn location(&self) -> Result<Location> {
        self.warn_of_settings(self.open_location(Location::new))
    }

    /// Like [`Context::location`], but the index directory may hold the index of another vault.
    pub fn location_to_rebuild(&self) -> Result<Location> {
        self.warn_of_settings(self.open_location(Location::for_rebuild))
    }

    fn warn_of_settings<T>(&self, location: T) -> T {
        self.settings().problems.iter().for_each(|problem| self.warn(problem));
        location
    }

    /// Returns the vault and its index directory, if they can be used. Nothing is reported.
    pub fn location_if_any(&self) -> Option<Location> {
        self.open_location(Location::new).ok()
    }

    /// Returns the vault and its index directory, and the problems in the user's configuration file.
    pub fn location_and_problems(&self) -> Result<(Location, &[String])> {
        match self.open_location(Location::new) {
            Ok(location) => Ok((location, &self.settings().problems)),
            Err(_) => self.location().map(|location| (location, [].as_slice())),
        }
    }

    fn open_location(&self, open: fn(&Path, &Path, Terminology) -> Result<Location>) -> Result<Location> {
        let vault = Vault::open(&self.find_vault()?.0)?;
        let (index, _) = self.index_dir(&vault)?;
        open(vault.root(), &index, self.settings().terminology.clone())
    }

    /// Returns the index directory of a vault, and what names it (docs/spec/cli.md#index-directory).
    pub fn index_dir(&self, vault: &Vault) -> Result<(PathBuf, Origin)> {
        Ok(match &self.global.index_dir {
            Some(folder) => (
                std::path::absolute(folder).map_err(|error| Error::read(folder, error))?,
                Origin::of_argument(folder, "VAULTDEX_INDEX_DIR"),
            ),
            None => (default_index(vault)?, Origin::Default),
        })
    }

    /// Opens the index of the vault, refreshed first unless the arguments forbid it.
    pub fn session(&self) -> Result<Session> {
        let policy = if self.global.no_refresh { RefreshPolicy::NoRefresh } else { RefreshPolicy::Refresh };
        let session = Session::open(&self.location()?, policy, self)?;
        self.finish_bar();
        if policy == RefreshPolicy::NoRefresh {
            let age = (crate::session::now() - session.freshness.as_of).max(0) / 1_000_000_000;
            self.note(&format!("answered from the index as of {} ago", text::age(age)));
        }
        Ok(session)
    }

    /// Opens the index of the vault as it is; `None` if there is none that can be read.
    pub fn session_as_is(&self) -> Option<Session> {
        Session::open(&self.location().ok()?, RefreshPolicy::NoRefresh, self).ok()
    }

    /// How text for stdout is styled that has no hyperlinks.
    pub fn plain_styling(&self) -> Styling {
        let terminal = std::io::stdout().is_terminal();
        let width = terminal.then(|| terminal_size::terminal_size().map(|(width, _)| width.0 as usize)).flatten();
        Styling { terminal, ..Styling::of_terminal(width) }
    }

    /// How text for stdout is styled.
    pub fn styling(&self, vault: &Vault) -> Styling {
        let plain = self.plain_styling();
        let by_default = plain.terminal && std::env::var_os("TERM").is_none_or(|term| term != "dumb");
        let hyperlinks = match &self.global.hyperlink {
            Hyperlink::Auto if by_default => Hyperlinks::Obsidian(self.obsidian_vault(vault)),
            Hyperlink::Auto | Hyperlink::Never => Hyperlinks::Never,
            Hyperlink::Obsidian => Hyperlinks::Obsidian(self.obsidian_vault(vault)),
            Hyperlink::Template(template) => Hyperlinks::Template {
                template: template.clone(),
                root: vault.root().to_string_lossy().into_owned(),
                host: host_name(),
            },
        };
        Styling { hyperlinks, paths: self.paths(vault), ..plain }
    }

    /// Returns how paths are spelled for programs that open them.
    fn paths(&self, vault: &Vault) -> Paths {
        let root = vault.root();
        match (self.global.path_style, WorkingDirectory::current()) {
            (PathStyle::Vault, _) => Paths::in_vault(root),
            (PathStyle::Cwd, Some(here)) => Paths::seen_from(here.canonical(), root),
            (PathStyle::Absolute, Some(here)) => Paths::absolute(root, &here.shown_root(root)),
            (PathStyle::Cwd | PathStyle::Absolute, None) => Paths::absolute(root, root),
        }
    }

    /// Returns by what Obsidian finds a vault.
    pub fn obsidian_vault(&self, vault: &Vault) -> ObsidianVault {
        let is_root = |folder: &Path| std::fs::canonicalize(folder).is_ok_and(|folder| folder == vault.root());
        match self.known_vaults().into_iter().find(|known| is_root(&known.folder)) {
            Some(known) => ObsidianVault::Id(known.id),
            None => ObsidianVault::Folder(vault.root().to_string_lossy().into_owned()),
        }
    }

    /// Returns [`today`].
    pub fn today(&self) -> Result<Date> {
        today()
    }

    /// Whether the last line of an answer names further commands.
    pub fn shows_hints(&self) -> bool {
        !self.global.quiet && self.settings().hints.unwrap_or(true)
    }

    /// Whether a search ends with the notes that fit best if it finds few, by the user's settings.
    pub fn shows_closest(&self) -> Option<bool> {
        self.settings().closest
    }

    /// Whether `--verbose` was given.
    pub fn is_verbose(&self) -> bool {
        self.global.verbose > 0
    }

    /// Whether `--quiet` was given.
    pub fn is_quiet(&self) -> bool {
        self.global.quiet
    }

    /// When stdout and stderr are colored.
    pub fn color(&self) -> anstream::ColorChoice {
        self.global.color.into()
    }

    /// Returns a note to print after the output; `None` with `--quiet`.
    pub fn closing_note(&self, text: impl Into<String>) -> Option<String> {
        (!self.global.quiet).then(|| text.into())
    }

    /// Prints a message to stderr, above the progress bar if there is one.
    fn print_message(&self, severity: Severity, text: &str) {
        if self.global.quiet {
            return;
        }
        let print = || message::print(severity, text, self.color());
        match self.bar.get() {
            Some(bar) if !bar.is_finished() => bar.suspend(print),
            _ => print(),
        }
    }

    /// Does some work, and shows on a terminal what it is if it takes a while.
    pub fn while_working<T>(&self, what: &'static str, work: impl FnOnce() -> T) -> T {
        if self.global.quiet || !std::io::stderr().is_terminal() {
            return work();
        }
        thread::scope(|scope| {
            let (working, ended) = mpsc::channel::<()>();
            scope.spawn(move || {
                if ended.recv_timeout(PROGRESS_DELAY) != Err(RecvTimeoutError::Timeout) {
                    return;
                }
                let spinner = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr_with_hz(15));
                let style = ProgressStyle::with_template("{spinner} {msg}");
                let spinner = spinner.with_style(style.unwrap_or_else(|_| ProgressStyle::default_spinner()));
                spinner.set_message(what);
                while ended.recv_timeout(Duration::from_millis(100)) == Err(RecvTimeoutError::Timeout) {
                    spinner.tick();
                }
                spinner.finish_and_clear();
            });
            let result = work();
            // Ends the thread, as a panic does.
            drop(working);
            result
        })
    }

    /// Removes the progress bar.
    pub fn finish_bar(&self) {
        if let Some(bar) = self.bar.get() {
            bar.finish_and_clear();
        }
    }

    /// Returns the vault to use, and what names it (docs/spec/cli.md#choosing-the-vault).
    pub fn find_vault(&self) -> Result<(PathBuf, Origin)> {
        if let Some(named) = &self.global.vault {
            let folder = if named.is_dir() { named.clone() } else { self.vault_named(named) };
            return Ok((folder, Origin::of_argument(named, "VAULTDEX_VAULT")));
        }
        let here = std::env::current_dir().map_err(|error| Error::read(".", error))?;
        if let Some(vault) = Vault::find_upwards(&here) {
            return Ok((vault, Origin::WorkingDirectory));
        }
        if let Some(vault) = &self.settings().vault {
            return Ok((vault.clone(), Origin::UserFile));
        }
        let known = self.known_vaults().into_iter().map(|known| known.name).collect();
        Err(Error::VaultNotFound { start: here, known })
    }

    /// Returns the vaults in Obsidian's list, and warns if it cannot be read.
    fn known_vaults(&self) -> Vec<KnownVault> {
        let Ok(base) = etcetera::choose_base_strategy() else { return Vec::new() };
        let (known, problem) = vault::known_vaults(&base.config_dir().join("obsidian/obsidian.json"));
        problem.inspect(|problem| self.warn(problem));
        known
    }

    /// Returns the folder of the vault with this name in Obsidian's list, otherwise the name itself, which the error
    /// then shows.
    fn vault_named(&self, name: &Path) -> PathBuf {
        let known = self.known_vaults().into_iter().find(|known| Path::new(&known.name) == name);
        known.map_or_else(|| name.to_owned(), |known| known.folder)
    }

    /// Returns the settings in the user's configuration file. It is read once.
    pub fn settings(&self) -> &Settings {
        self.settings.get_or_init(|| user_file().map_or_else(Settings::default, |file| Settings::of_user(&file)))
    }
}

impl Notices for Context {
    fn warn(&self, message: &str) {
        self.print_message(Severity::Warning, message);
    }

    fn note(&self, message: &str) {
        self.print_message(Severity::Note, message);
    }

    fn progress(&self, done: u64, total: u64) {
        if self.global.quiet || self.started.elapsed() < PROGRESS_DELAY || !std::io::stderr().is_terminal() {
            return;
        }
        let bar = self.bar.get_or_init(|| {
            let bar = ProgressBar::with_draw_target(Some(total), ProgressDrawTarget::stderr_with_hz(15));
            let style = ProgressStyle::with_template("indexing {bar:30} {human_pos}/{human_len} notes{left}");
            bar.with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()).with_key("left", write_time_left))
        });
        bar.set_position(done);
    }
}

/// Says how long the work will take. Once all notes are read, they are still written and merged.
fn write_time_left(state: &ProgressState, writer: &mut dyn std::fmt::Write) {
    let seconds = state.eta().as_secs();
    let _ = match state.len() == Some(state.pos()) {
        true => writer.write_str(", writing"),
        false if seconds == 0 => Ok(()),
        false => write!(writer, ", {} left", text::age(seconds.cast_signed())),
    };
}

/// Returns today's date in the local time zone, or the date in `VAULTDEX_NOW`, which makes reports reproducible.
pub fn today() -> Result<Date> {
    let Some(now) = std::env::var_os("VAULTDEX_NOW") else { return Ok(jiff::Zoned::now().date()) };
    let now = now.to_string_lossy();
    let moment: std::result::Result<jiff::Timestamp, _> = now.parse();
    // The date at the offset that the variable gives, whatever the local time zone is.
    let date = moment.ok().and_then(|_| now.get(..10)?.parse().ok());
    date.ok_or_else(|| Error::InvalidNow { value: now.into_owned() })
}

/// Returns the place of the user's configuration file, which need not exist; `None` if the home directory is not known.
pub fn user_file() -> Option<PathBuf> {
    Some(etcetera::choose_base_strategy().ok()?.config_dir().join("vaultdex/config.toml"))
}

/// Returns the name of this machine; empty if the system does not tell.
fn host_name() -> String {
    let name = std::fs::read_to_string("/proc/sys/kernel/hostname").ok().or_else(|| std::env::var("HOSTNAME").ok());
    name.map(|name| name.trim().to_owned()).unwrap_or_default()
}

/// Returns the index directory of a vault if none is named (docs/spec/cli.md#index-directory).
fn default_index(vault: &Vault) -> Result<PathBuf> {
    let base =
        etcetera::choose_base_strategy().map_err(|_| Error::NoHomeDirectory { option: Some("--index-dir DIR") })?;
    let hash = blake3::hash(vault.root().as_os_str().as_encoded_bytes()).to_hex();
    Ok(base.cache_dir().join("vaultdex").join(format!("{}-{}", vault.name(), &hash[..12])))
}
