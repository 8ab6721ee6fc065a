//! What a command finds when it comes in: which vault, which index, how to talk to the user.

use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use etcetera::BaseStrategy;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use jiff::civil::Date;

use super::args::{Global, Hyperlink};
use crate::error::{Error, Result};
use crate::render::terminal::{Hyperlinks, Look, harmless};
use crate::session::{Notices, Place, Session, Want};
use crate::vault;
use crate::vault::{Settings, Vault};

/// A progress bar is for work that takes longer than this (spec/cli.md, terminal).
const BAR_AFTER: Duration = Duration::from_millis(500);

/// Global arguments, resolved.
pub struct Context {
    global: Global,
    started: Instant,
    bar: OnceLock<ProgressBar>,
    settings: OnceLock<Settings>,
}

impl Context {
    /// Takes the global arguments. Looks for no vault yet.
    pub fn new(global: Global) -> Context {
        Context { global, started: Instant::now(), bar: OnceLock::new(), settings: OnceLock::new() }
    }

    /// The vault and its index folder.
    pub fn place(&self) -> Result<Place> {
        let vault = Vault::open(&self.find_vault()?)?;
        let index = match &self.global.index_dir {
            Some(folder) => std::path::absolute(folder).map_err(|error| Error::read(folder, error))?,
            None => default_index(&vault)?,
        };
        Place::new(vault.root(), &index, self.settings().wording.clone())
    }

    /// The vault's index, as fresh as the arguments want it.
    pub fn session(&self) -> Result<Session> {
        let want = if self.global.no_refresh { Want::AsItIs } else { Want::Now };
        let session = Session::open(&self.place()?, want, self)?;
        self.finish_bar();
        if want == Want::AsItIs {
            let age = (crate::session::now() - session.freshness.as_of).max(0) / 1_000_000_000;
            self.say(&format!("answered from the index as it was {} ago", age_words(age)));
        }
        Ok(session)
    }

    /// How to dress text for stdout.
    pub fn look(&self, vault: &Vault) -> Look {
        let terminal = std::io::stdout().is_terminal();
        let root = || vault.root().to_string_lossy().into_owned();
        let wanted = match self.global.hyperlink {
            Hyperlink::Auto if !terminal || std::env::var_os("TERM").is_some_and(|term| term == "dumb") => {
                Hyperlink::Never
            }
            Hyperlink::Auto => Hyperlink::Obsidian,
            other => other,
        };
        let hyperlinks = match wanted {
            Hyperlink::Auto | Hyperlink::Never => Hyperlinks::Never,
            Hyperlink::Obsidian => Hyperlinks::Obsidian(vault.name()),
            Hyperlink::File => Hyperlinks::File(root()),
            Hyperlink::Vscode => Hyperlinks::VsCode(root()),
        };
        let width = terminal.then(|| terminal_size::terminal_size().map(|(width, _)| width.0 as usize)).flatten();
        Look { terminal, hyperlinks, width }
    }

    /// The day it is, here; `VAULTDEX_NOW` (RFC 3339) stands in for the clock, so that reports can be made again.
    pub fn today(&self) -> Result<Date> {
        let Some(now) = std::env::var_os("VAULTDEX_NOW") else { return Ok(jiff::Zoned::now().date()) };
        let now = now.to_string_lossy();
        let moment: std::result::Result<jiff::Timestamp, _> = now.parse();
        // The day is that of the offset which the variable names, not of the machine's zone.
        let date = moment.ok().and_then(|_| now.get(..10)?.parse().ok());
        date.ok_or_else(|| Error::Usage(format!("VAULTDEX_NOW is `{now}`; write it as 2026-06-15T09:00:00Z")))
    }

    /// Whether the user asked for more on stderr.
    pub fn is_verbose(&self) -> bool {
        self.global.verbose > 0
    }

    /// Whether the user asked for nothing on stderr but errors.
    pub fn is_quiet(&self) -> bool {
        self.global.quiet
    }

    /// A line for the user to read behind all else; empty where nothing is to be said.
    pub fn last(&self, message: &str) -> String {
        if self.global.quiet { String::new() } else { notice(message) + "\n" }
    }

    /// Takes the progress bar away.
    pub fn finish_bar(&self) {
        if let Some(bar) = self.bar.get() {
            bar.finish_and_clear();
        }
    }

    /// `--vault` or `VAULTDEX_VAULT`, the nearest folder upwards with an `.obsidian/`, the config file.
    fn find_vault(&self) -> Result<PathBuf> {
        if let Some(named) = &self.global.vault {
            return Ok(if named.is_dir() { named.clone() } else { vault_named(named) });
        }
        let here = std::env::current_dir().map_err(|error| Error::read(".", error))?;
        if let Some(vault) = Vault::find_upwards(&here) {
            return Ok(vault);
        }
        if let Some(vault) = &self.settings().vault {
            return Ok(vault.clone());
        }
        let known: Vec<String> = known_vaults().into_iter().map(|(name, _)| format!("`{name}`")).collect();
        let known = match known.is_empty() {
            true => String::new(),
            false => format!(" (Obsidian knows {})", known.join(", ")),
        };
        Err(Error::Usage(format!(
            "no vault here: `{}` and its parents have no `.obsidian` folder; name one with --vault DIR, VAULTDEX_VAULT, or `vault = \"…\"` in the config file{known}",
            here.display()
        )))
    }

    /// What the user's config file says; read once, and what is wrong with it said once.
    fn settings(&self) -> &Settings {
        self.settings.get_or_init(|| {
            let Ok(base) = etcetera::choose_base_strategy() else { return Settings::default() };
            let settings = Settings::of_user(&base.config_dir().join("vaultdex/config.toml"));
            settings.problems.iter().for_each(|problem| self.say(problem));
            settings
        })
    }
}

impl Notices for Context {
    fn say(&self, message: &str) {
        if self.global.quiet {
            return;
        }
        let line = notice(message);
        match self.bar.get() {
            Some(bar) if !bar.is_finished() => bar.suspend(|| print_notice(&line)),
            _ => print_notice(&line),
        }
    }

    fn progress(&self, done: u64, total: u64) {
        if self.global.quiet || self.started.elapsed() < BAR_AFTER || !std::io::stderr().is_terminal() {
            return;
        }
        let bar = self.bar.get_or_init(|| {
            let bar = ProgressBar::with_draw_target(Some(total), ProgressDrawTarget::stderr_with_hz(15));
            let style = ProgressStyle::with_template("indexing {bar:30} {human_pos}/{human_len} notes, {eta} to go");
            bar.with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
        });
        bar.set_position(done);
    }
}

fn notice(message: &str) -> String {
    format!("vaultdex: {}", harmless(message))
}

fn print_notice(line: &str) {
    // A closed stderr is no reason to stop.
    let _ = writeln!(std::io::stderr(), "{line}");
}

fn known_vaults() -> Vec<(String, PathBuf)> {
    let base = etcetera::choose_base_strategy().ok();
    base.map(|base| vault::known_vaults(&base.config_dir().join("obsidian/obsidian.json"))).unwrap_or_default()
}

/// The folder of the vault that Obsidian knows by a name; the name itself where it knows none, for the error to tell.
fn vault_named(name: &Path) -> PathBuf {
    let known = known_vaults().into_iter().find(|(known, _)| Path::new(known) == name);
    known.map_or_else(|| name.to_owned(), |(_, folder)| folder)
}

/// `$XDG_CACHE_HOME/vaultdex/<vault name>-<hash of its canonical path>`
fn default_index(vault: &Vault) -> Result<PathBuf> {
    let base = etcetera::choose_base_strategy().map_err(|error| {
        Error::Usage(format!("no cache folder for the index: {error}; name one with --index-dir DIR"))
    })?;
    let hash = blake3::hash(vault.root().as_os_str().as_encoded_bytes()).to_hex();
    Ok(base.cache_dir().join("vaultdex").join(format!("{}-{}", vault.name(), &hash[..12])))
}

/// So many seconds as a person says it.
pub fn age_words(seconds: i64) -> String {
    let (count, unit) = match seconds {
        ..60 => (seconds, "second"),
        60..3_600 => (seconds / 60, "minute"),
        3_600..86_400 => (seconds / 3_600, "hour"),
        _ => (seconds / 86_400, "day"),
    };
    format!("{count} {unit}{}", if count == 1 { "" } else { "s" })
}
