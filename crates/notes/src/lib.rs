//! Parses notes of an [Obsidian](https://obsidian.md) vault and resolves their links as Obsidian does.
//!
//! # What it reads
//!
//! - Notes (`.md`): internal links and embeds, properties, title, aliases, tags, headings, tasks and other list items,
//!   block identifiers, footnotes, Dataview inline fields, root-level blocks, and the ranges that are not prose (code,
//!   math, HTML and comments).
//! - Canvases (`.canvas`): the links and tasks of text cards, and the file cards.
//!
//! The aim is to find exactly the links, tags and properties that Obsidian finds and to resolve each link to the same
//! file. This includes the details: links and tags in comments, wikilinks in tables, the order in which notes of the
//! same name are preferred, and YAML 1.2 properties. The rules and the known differences are documented in
//! `docs/spec/obsidian.md` of the repository, which the comments in the source cite.
//!
//! # How to use it
//!
//! There are two steps:
//!
//! 1. Parse every note with [`parse::note`] and every canvas with [`parse::canvas`]. A note is parsed by itself, so
//!    this can be done in parallel, and again for one note when it changes. The result is a [`Note`] of plain values.
//! 2. Build a [`resolve::Resolver`] from the sorted paths of all files of the vault, including attachments, and resolve
//!    links with it: one at a time, or all of them with [`resolve::LinkGraph`], which also returns backlinks. A link
//!    may name a heading, block or footnote of its destination; [`resolve::SubpathTargets`] finds it.
//!
//! ```
//! use vaultdex_notes::resolve::{Resolver, SubpathTarget, SubpathTargets};
//! use vaultdex_notes::{Note, VaultPath, parse};
//!
//! // The paths must be sorted.
//! let paths = ["Flows/Orders.md", "Plan.md"].map(VaultPath::new);
//! let texts = ["# Orders\n\n## Error handling\n\nRetry twice.\n", "See [[orders#Error handling]].\n"];
//!
//! let notes: Vec<Note> = texts.iter().map(|text| parse::note(text)).collect();
//! let resolver = Resolver::new(&paths);
//!
//! let link = &notes[1].links[0];
//! let destination = resolver.destination(link.linkpath(), &paths[1]).expect("a resolved link") as usize;
//! println!("{} leads to {}", link.display(), paths[destination]);
//! assert_eq!(paths[destination].as_str(), "Flows/Orders.md");
//!
//! let SubpathTarget::Found(heading) = SubpathTargets::new(&notes[destination]).find(link.subpath()) else {
//!     panic!("the heading exists");
//! };
//! println!("{} on line {}", &texts[destination][heading.range()], heading.line);
//! assert_eq!(&texts[destination][heading.range()], "## Error handling");
//! assert_eq!(heading.line, 3);
//! ```
//!
//! # Guarantees
//!
//! - Parsing is total. Any string is a note; what is malformed is listed in [`Note::problems`] and costs only itself.
//! - Parsing takes time linear in the length of the text, apart from sorting. Nesting is bounded, so hostile input
//!   exhausts neither the stack nor memory.
//! - A [`Span`] is a range of bytes in the text as passed in, including any byte order mark and `\r`. Its ends are on
//!   character boundaries. Lines and columns are counted from 1, and columns are counted in characters. Offsets are
//!   32-bit: a text must be smaller than 4 GiB.
//! - Results depend on the arguments alone. There is no global state, no clock and no I/O.
//!
//! # What it does not do
//!
//! It does not read or watch files, does not list a vault or apply Obsidian's settings, does not render Markdown, and
//! does not modify notes. Plugin syntax other than Dataview's inline fields is not interpreted. `.base` files are not
//! parsed.

pub mod model;
pub mod parse;
pub mod resolve;

pub use model::{
    Block, BlockId, BlockKind, Field, FileKind, Heading, LineIndex, Link, LinkExtras, LinkKind, ListItem, NonProse,
    NonProseKind, Note, Problem, ProblemKind, Property, Span, Tag, Value, VaultPath, json_string, text,
};
