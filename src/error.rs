//! The application's errors: one variant for each thing that can go wrong, and four kinds that say where the cause lies.

mod graph;
mod kind;
mod list;
mod wording;

use std::io;
use std::path::PathBuf;

use vaultdex_query::links::lookup::LookupError;
use vaultdex_query::search::QueryError;

pub use self::graph::GraphError;
pub use self::kind::ErrorKind;
pub use self::list::ListError;
pub use self::wording::reason;
use self::wording::{between, in_option, instead, known_vaults, locked, quoted, suggestion};

/// A result whose error is shown to the user as it is.
pub type Result<T> = std::result::Result<T, Error>;

/// Appended to the message of every internal error.
pub const REPORT_REQUEST: &str = "please report this bug with the output of `vaultdex --version`";

/// Everything that ends a command. Messages are in lower case, without a full stop, and say what to do if that is known
/// (docs/spec/cli.md#messages).
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// No vault was named, and none was found.
    #[error(
        "no vault found: neither `{}` nor its parents contain an `.obsidian` folder; use --vault DIR, VAULTDEX_VAULT \
         or `vault = \"…\"` in the configuration file{}",
        start.display(),
        known_vaults(known)
    )]
    VaultNotFound {
        /// The directory where the search began.
        start: PathBuf,
        /// Names of the vaults in Obsidian's own list.
        known: Vec<String>,
    },
    /// The index directory is where the vault's files are visible.
    #[error(
        "the index directory `{}` is among the vault's files; use --index-dir to choose one outside the vault",
        index.display()
    )]
    IndexInsideVault {
        /// The index directory.
        index: PathBuf,
    },
    /// There is no index, and none may be built.
    #[error("there is no index of `{}` yet; run `vaultdex index` or omit --no-refresh", vault.display())]
    NoIndex {
        /// The vault.
        vault: PathBuf,
    },
    /// A NOTE argument does not stand for exactly one file.
    #[error("{}", reason.message(name))]
    UnclearNote {
        /// The argument.
        name: String,
        /// Whether there are too many matches or none.
        reason: LookupError,
    },
    /// No system has this name.
    #[error("no system called `{name}`{}", suggestion(near))]
    NoSuchSystem {
        /// The name.
        name: String,
        /// The most similar names.
        near: Vec<String>,
    },
    /// An option takes a date, and got something else.
    #[error(
        "`{text}` is not a date for {option}; write a day, month, quarter or year, such as 2025-03-04, 2025-03, 2025-Q1 \
         or 2025, or yesterday, 7d, `2 weeks ago`, `last month`"
    )]
    InvalidDate {
        /// The option.
        option: &'static str,
        /// What the user typed.
        text: String,
    },
    /// Nothing of some kind has this name.
    #[error("no {what} called `{name}`{}", suggestion(near))]
    NothingCalled {
        /// What it could have been.
        what: &'static str,
        /// The name.
        name: String,
        /// The most similar names.
        near: Vec<String>,
    },
    /// A note has no such heading or block.
    #[error("no {what} `{name}` in `{path}`{}", suggestion(near))]
    NoSuchSection {
        /// `heading` or `block`.
        what: &'static str,
        /// What the user typed.
        name: String,
        /// The note.
        path: String,
        /// The most similar headings.
        near: Vec<String>,
    },
    /// A file of the vault has no text.
    #[error("`{path}` has no text to read; only notes, canvases and bases do")]
    NoText {
        /// The file.
        path: String,
    },
    /// No integration joins these systems.
    #[error("no integration {}", between(from, to, *is_two_way))]
    NoSuchRoute {
        /// The system that the arrow comes from.
        from: String,
        /// The system that it leads to.
        to: String,
        /// Whether the arrow points both ways.
        is_two_way: bool,
    },
    /// Several integrations share an ID, a name or a route.
    #[error("`{name}` is the {identified_by} of several integrations; name one of them: {}", quoted(places))]
    AmbiguousIntegration {
        /// What the user typed.
        name: String,
        /// `ID`, `name` or `route`.
        identified_by: &'static str,
        /// The integrations, as `path:line`.
        places: Vec<String>,
    },
    /// The text to resolve is not a single link.
    #[error("`{text}` is not a single link; write it as `[[note#heading|text]]`, `[text](note.md)` or `note`")]
    NotALink {
        /// What the user typed.
        text: String,
    },
    /// The link to resolve has a URL scheme.
    #[error("`{link}` points outside the vault; only links between notes can be resolved")]
    ExternalLink {
        /// What the user typed.
        link: String,
    },
    /// A path leaves the vault.
    #[error("`{path}` is not a path within the vault; use the note's path relative to the root of the vault")]
    PathOutsideVault {
        /// What the user typed.
        path: String,
    },
    /// A query is not valid.
    #[error("invalid query{}\n{}", in_option(*option), error.render(query))]
    InvalidQuery {
        /// The query.
        query: String,
        /// The option that takes it, unless it is the argument of `search`.
        option: Option<&'static str>,
        /// What is wrong, and where.
        error: QueryError,
    },
    /// A query is valid, but too large to run.
    #[error("cannot run the query: {0}")]
    QueryTooLarge(QueryError),
    /// A query did not finish in time.
    #[error("the query `{query}`{} takes too long; narrow it", in_option(*option))]
    QueryTooSlow {
        /// The query.
        query: String,
        /// The option that takes it, unless it is the argument of `search`.
        option: Option<&'static str>,
    },
    /// The value of an option is not valid. Clap adds the option and the value.
    #[error("expected {expected}")]
    InvalidValue {
        /// What would be valid.
        expected: &'static str,
    },
    /// `VAULTDEX_NOW` is not valid.
    #[error("VAULTDEX_NOW is `{value}`; expected RFC 3339, such as 2026-06-15T09:00:00Z")]
    InvalidNow {
        /// The value.
        value: String,
    },
    /// What was asked of `graph` cannot be drawn.
    #[error(transparent)]
    Graph(#[from] GraphError),
    /// A list cannot be printed as asked.
    #[error(transparent)]
    List(#[from] ListError),
    /// An export would replace a file.
    #[error("`{}` already exists; add --force to replace it", path.display())]
    OutputExists {
        /// The file.
        path: PathBuf,
    },
    /// An export would write to a place that is not allowed.
    #[error("refusing to write `{}`: {reason}", path.display())]
    OutputRefused {
        /// The file or folder.
        path: PathBuf,
        /// Why, and what to do.
        reason: &'static str,
    },

    /// A file or folder could not be read.
    #[error("failed to read `{}`: {}", path.display(), reason(source))]
    Read {
        /// The file or folder.
        path: PathBuf,
        /// The error of the operating system.
        source: io::Error,
    },
    /// A file or folder could not be written, created, renamed or removed.
    #[error("failed to write `{}`: {}", path.display(), reason(source))]
    Write {
        /// The file or folder.
        path: PathBuf,
        /// The error of the operating system.
        source: io::Error,
    },
    /// Standard output could not be written.
    #[error("failed to write the output: {}", reason(source))]
    Output {
        /// The error of the operating system.
        source: io::Error,
    },
    /// The folder of the vault is missing or not usable.
    #[error("no vault at `{}`: {}", path.display(), why)]
    NoVault {
        /// The folder.
        path: PathBuf,
        /// Why, and what to do.
        why: String,
    },
    /// A folder could not be watched.
    #[error("failed to watch `{}`: {}", path.display(), why)]
    Watch {
        /// The folder.
        path: PathBuf,
        /// Why, and what to do.
        why: String,
    },
    /// The index could not be read or written.
    #[error("failed to {doing} the index at `{}`: {}", path.display(), why)]
    Index {
        /// The verb: open, read, write, …
        doing: &'static str,
        /// The index directory.
        path: PathBuf,
        /// Why, and what to do.
        why: String,
    },
    /// The index is not as it was written. A refresh rebuilds it.
    #[error("the index at `{}` is damaged: {why}; run `vaultdex index` to rebuild it", path.display())]
    IndexDamaged {
        /// The folder of the generation.
        path: PathBuf,
        /// What is wrong.
        why: String,
    },
    /// `index purge` with an option of `index`.
    #[error("`index purge` takes neither --rebuild nor --json")]
    PurgeWithOptions,
    /// The index belongs to another vault.
    #[error(
        "the index at `{}` belongs to the vault `{owner}`, not to `{}`; choose another folder with --index-dir, or \
         replace the index with `vaultdex index --rebuild`",
        index.display(),
        vault.display()
    )]
    IndexOfOtherVault {
        /// The index directory.
        index: PathBuf,
        /// The folder of the vault that the index belongs to.
        owner: String,
        /// The folder of the vault that was asked about.
        vault: PathBuf,
    },
    /// Another process holds the lock of the index.
    #[error("{}", locked(holder.as_ref()))]
    IndexLocked {
        /// The ID of that process and the command that it runs, if they are known.
        holder: Option<(u32, String)>,
    },
    /// The index did not catch up with the vault in time.
    #[error(
        "the index has not caught up with the vault: the process that holds it does not answer, or the index cannot be \
         written"
    )]
    IndexBehind,
    /// The index directory disappeared while it was in use.
    #[error("the index directory was removed while the watcher was running; start `vaultdex watch` again")]
    IndexRemoved,
    /// A file left the index between two steps of a command.
    #[error("`{path}` is no longer in the index; run the command again")]
    NoLongerIndexed {
        /// The file, relative to the vault.
        path: String,
    },
    /// Signals such as SIGTERM could not be handled.
    #[error("failed to handle signals: {}", reason(source))]
    Signals {
        /// The error of the operating system.
        source: io::Error,
    },
    /// The home directory is not known.
    #[error("cannot determine the home directory{}", instead(*option))]
    NoHomeDirectory {
        /// An option that makes it unnecessary.
        option: Option<&'static str>,
    },

    /// There is no terminal to search on while a query is typed.
    #[error("live search needs a terminal as standard input and output; leave out -i to print the results")]
    NoTerminal,
    /// No editor is known.
    #[error("neither VISUAL nor EDITOR names a program; set one of them, or open `{}` yourself", path.display())]
    NoEditor {
        /// The file to edit.
        path: PathBuf,
    },
    /// A program of the system failed or could not be started.
    #[error("`{command}` failed: {why}")]
    Program {
        /// The command line.
        command: String,
        /// The first line of its own message.
        why: String,
    },
    /// Obsidian could not be started.
    #[error("failed to start Obsidian: {}; open {address} yourself", reason(source))]
    Obsidian {
        /// The URI of the note.
        address: String,
        /// The error of the operating system.
        source: io::Error,
    },
    /// The example vault is to be unpacked into a folder that has files.
    #[error("`{}` is not empty; name a new folder", path.display())]
    TourFolder {
        /// The folder.
        path: PathBuf,
    },
    /// The example vault is to be unpacked into another vault.
    #[error("`{}` is in the vault `{}`; name a folder outside", path.display(), vault.display())]
    TourInVault {
        /// The folder.
        path: PathBuf,
        /// The vault.
        vault: PathBuf,
    },
    /// A page was written, but no browser could be started.
    #[error("failed to open `{}` in a browser: {why}; open it yourself, or set BROWSER to a program", path.display())]
    Browser {
        /// The file with the page.
        path: PathBuf,
        /// The reason.
        why: String,
    },

    /// A bug.
    #[error("internal error: {what}; {REPORT_REQUEST}")]
    Internal {
        /// What failed.
        what: &'static str,
    },
}

impl Error {
    /// Returns a failure to read `path`.
    pub fn read(path: impl Into<PathBuf>, source: io::Error) -> Error {
        Error::Read { path: path.into(), source }
    }

    /// Returns a failure to write `path`.
    pub fn write(path: impl Into<PathBuf>, source: io::Error) -> Error {
        Error::Write { path: path.into(), source }
    }

    /// Returns a NOTE argument `name` that does not stand for exactly one file.
    pub fn unclear_note(name: &str, reason: LookupError) -> Error {
        Error::UnclearNote { name: name.to_owned(), reason }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_say_what_to_do() {
        let check = |error: Error, expected: &str| assert_eq!(error.to_string(), expected);
        let near = vec!["ERP".to_owned(), "SAP ERP".to_owned()];
        check(
            Error::NoSuchSystem { name: "EPR".to_owned(), near },
            "no system called `EPR`; did you mean `ERP`, `SAP ERP`?",
        );
        check(Error::NoSuchSystem { name: "x".to_owned(), near: Vec::new() }, "no system called `x`");
        let places = vec!["A.md:7".to_owned(), "B.md:3".to_owned()];
        check(
            Error::AmbiguousIntegration { name: "IF-1".to_owned(), identified_by: "ID", places },
            "`IF-1` is the ID of several integrations; name one of them: `A.md:7`, `B.md:3`",
        );
        let (from, to) = ("A".to_owned(), "B".to_owned());
        check(Error::NoSuchRoute { from, to, is_two_way: false }, "no integration from `A` to `B`");
        check(
            Error::IndexLocked { holder: Some((7, "watch".to_owned())) },
            "the index is locked by process 7 (`vaultdex watch`); wait until it ends, or stop it with `kill 7`",
        );
        check(
            Error::Internal { what: "the watcher stopped" },
            "internal error: the watcher stopped; please report this bug with the output of `vaultdex --version`",
        );
    }

    #[test]
    fn a_query_is_printed_below_its_error() {
        let error = QueryError::new(0, "unclosed parenthesis");
        let error = Error::InvalidQuery { query: "(a".to_owned(), option: Some("--filter"), error };
        assert_eq!(error.to_string(), "invalid query in --filter\n(a\n^ unclosed parenthesis");
    }

    #[test]
    fn the_number_of_a_system_error_is_dropped() {
        let error = Error::read("a.md", io::Error::from_raw_os_error(2));
        assert_eq!(error.to_string(), "failed to read `a.md`: no such file or directory");
        assert_eq!(error.kind(), ErrorKind::Environment);
    }

    #[test]
    fn kinds_locate_the_cause() {
        assert_eq!(Error::OutputExists { path: "x".into() }.kind(), ErrorKind::Usage);
        let (command, why) = ("systemctl start".to_owned(), "no bus".to_owned());
        assert_eq!(Error::Program { command, why }.kind(), ErrorKind::ForeignProgram);
        assert_eq!(Error::Internal { what: "x" }.kind(), ErrorKind::Internal);
    }
}
