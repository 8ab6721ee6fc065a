//! What can be asked of `graph` and cannot be drawn: a format that does not fit the file, an option that does not fit the
//! view or the format, a graph that does not fit the format.

use std::path::PathBuf;

/// Why a graph is not drawn. All of these are mistakes in the arguments.
#[derive(Debug, thiserror::Error)]
pub enum GraphError {
    /// An option does not apply to the view of a graph.
    #[error("{option} has no meaning in the view `{view}`")]
    NotInView {
        /// The option.
        option: &'static str,
        /// The view.
        view: &'static str,
    },
    /// The view of impact was asked for without what stops.
    #[error("the view `impact` needs what stops; add `--around SYSTEM`")]
    NothingStops,
    /// No output format has this name.
    #[error("there is no format `{name}`; the formats are {}", known.join(", "))]
    UnknownFormat {
        /// The name.
        name: String,
        /// The names of all formats.
        known: Vec<&'static str>,
    },
    /// The ending of an output file belongs to another format than the one that was named.
    #[error("`{}` has the ending of {other}, not of {named}; omit --format or rename the file", path.display())]
    EndingOfOtherFormat {
        /// The file.
        path: PathBuf,
        /// The format that was named.
        named: &'static str,
        /// The format that the ending belongs to.
        other: &'static str,
    },
    /// The ending of an output file belongs to a kind of file that vaultdex does not write.
    #[error("no format of graphs is {}; write {advice}", ending.to_uppercase())]
    NotWritable {
        /// The ending of the file, in lower case.
        ending: String,
        /// What to write instead, and how to convert it.
        advice: String,
    },
    /// `--edges bundled` was combined with a format for programs.
    #[error("{format} has an edge for each integration; --edges bundled is for pictures: {pictures}", pictures = .pictures.join(", "))]
    NotBundled {
        /// The format that was asked for.
        format: &'static str,
        /// The formats that can be bundled.
        pictures: Vec<&'static str>,
    },
    /// `--split` was combined with a format that has no limits.
    #[error("--split works with {supported} only; {format} has no limits")]
    SplitNotSupported {
        /// The format that was asked for.
        format: &'static str,
        /// The format that can be split.
        supported: &'static str,
    },
    /// `--open` was combined with a format that browsers do not show as a page.
    #[error("--open shows html, not {format}; write {format} with -o FILE")]
    OpenNotSupported {
        /// The format that was asked for.
        format: &'static str,
    },
    /// The graph is too large for its format. The message says how large it is and how to narrow it.
    #[error("{0}")]
    TooLarge(String),
    /// The center of a local graph is not among its nodes.
    #[error("`{name}` is not in this graph; check {options}")]
    NotInGraph {
        /// The note or system.
        name: String,
        /// The options that may have removed it.
        options: &'static str,
    },
}
