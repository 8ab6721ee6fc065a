//! A cheap look at a note: most notes of a vault are no integration notes, and cost no more than this.

use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, MatchKind};
use memchr::memmem::Finder;
use vaultdex_notes::{BlockKind, Note, VaultPath};

use crate::integrations::shapes::generic;
use crate::integrations::shapes::register::is_register_header;
use crate::vocabulary::synonyms::Words;

/// What headings of integration notes hold: without any of these, and without the signs below, no shape has points enough.
static HEADINGS: LazyLock<AhoCorasick> = LazyLock::new(|| {
    let words = [
        "integrat",
        "system connection",
        "data flow arch",
        "purpose and scope",
        "system init",
        "change log templ",
        "basic info",
        "system info",
        "connection det",
        "source system",
        "systems involved",
        "interface spec",
        "support model",
        "modification history",
        "blueprint",
        "->",
        "→",
        "⇒",
        "↔",
        "<=>",
    ];
    let mut builder = AhoCorasick::builder();
    builder.ascii_case_insensitive(true).match_kind(MatchKind::Standard).build(words).expect("the words are few")
});

/// Property names, as `property_name` gives them, that integration and system notes have.
const PROPERTIES: &[&str] = &[
    "type",
    "integration id",
    "source system",
    "target system",
    "integration pattern",
    "system id",
    "system type",
    "vaultdex shape",
];

/// Whether a note may be one of integrations or systems: if not, no shape fits it.
pub(crate) fn may_record(text: &str, note: &Note, path: &VaultPath, words: &Words) -> bool {
    note.headings.iter().any(|heading| HEADINGS.is_match(&*words.heading(&heading.text)))
        || in_folder(path, &["integrations", "integration", "systems"])
        || is_system_name(path.stem())
        || has_arrow(path.stem())
        || says_to(path.stem())
        || note.properties.iter().any(|property| is_known_property(&property.name, words))
        || has_tag(note)
        || has_key(text, words)
        || has_register(text, note, words)
}

/// Whether a property's name is one of them, blanks, marks and letter case apart.
fn is_known_property(written: &str, words: &Words) -> bool {
    if !words.is_empty() {
        return PROPERTIES.contains(&words.property_name(written).as_str());
    }
    let letters = || written.bytes().filter(u8::is_ascii_alphanumeric).map(|byte| byte.to_ascii_lowercase());
    PROPERTIES.iter().any(|name| letters().eq(name.bytes().filter(|byte| *byte != b' ')))
}

/// `Shop to SAP integration`
fn says_to(name: &str) -> bool {
    let is_meant = name.len().checked_sub("integration".len()).and_then(|at| name.get(at..));
    is_meant.is_some_and(|end| end.eq_ignore_ascii_case("integration"))
}

/// A key that alone may make a note a record.
fn has_key(text: &str, words: &Words) -> bool {
    static KEYS: LazyLock<[Finder<'static>; 3]> = LazyLock::new(|| {
        ["Integration ID", "Integration id", "integration id"].map(|key| Finder::new(key).into_owned())
    });
    // Of a vault's own name for it, its first word is enough to look closer.
    let is_there = |own: &str| text.to_lowercase().contains(own.split(' ').next().unwrap_or(own));
    KEYS.iter().any(|key| key.find(text.as_bytes()).is_some()) || words.for_meaning("integration id").any(is_there)
}

fn has_register(text: &str, note: &Note, words: &Words) -> bool {
    note.blocks.iter().filter(|block| block.kind == BlockKind::Table).any(|block| {
        let header = text[block.span.range()].lines().next().unwrap_or_default();
        let n_pipes = memchr::memchr_iter(b'|', header.as_bytes()).take(4).count();
        n_pipes >= 3 && is_register_header(&header.split('|').map(|cell| words.name(cell)).collect::<Vec<_>>(), true)
    })
}

/// Whether a note that is no integration's holds tables of mappings, which integrations may take in.
pub(crate) fn has_mapping(text: &str, note: &Note, words: &Words) -> bool {
    note.blocks.iter().filter(|block| block.kind == BlockKind::Table).any(|block| {
        let header = text[block.span.range()].lines().next().unwrap_or_default();
        let header = match words.is_empty() {
            true => header.to_ascii_lowercase(),
            false => header.split('|').map(|cell| words.name(cell)).collect::<Vec<_>>().join("|"),
        };
        header.contains("source") && (header.contains("target") || header.contains("destination"))
    })
}

/// Whether a folder of the path has one of some names, an ordinal before it apart: `20 Integrations`.
pub(crate) fn in_folder(path: &VaultPath, names: &[&str]) -> bool {
    path.folder().split('/').any(|folder| {
        let bare = folder.trim_start_matches(|letter: char| !letter.is_alphabetic());
        let bare = bare.trim_end_matches(|letter: char| !letter.is_alphabetic());
        names.iter().any(|name| bare.eq_ignore_ascii_case(name))
    })
}

/// `System - SAP`
pub(crate) fn is_system_name(stem: &str) -> bool {
    let Some((lead, rest)) = stem.split_at_checked(6) else { return false };
    let mark = rest.trim_start();
    let is_apart = rest.starts_with(char::is_whitespace);
    lead.eq_ignore_ascii_case("system") && is_apart && mark.starts_with(['-', '–', '—']) && mark.len() > 2
}

/// `#integration` and `#integration/…`
pub(crate) fn has_tag(note: &Note) -> bool {
    note.tags.iter().any(|tag| {
        let name = tag.name.trim_start_matches('#').split('/').next().unwrap_or_default();
        name.eq_ignore_ascii_case("integration") || name.eq_ignore_ascii_case("integrations")
    })
}

fn has_arrow(name: &str) -> bool {
    !name.is_ascii() && name.contains(['→', '⇒', '↔', '⇔', '⟶']) || name.contains("->") || name.contains("=>")
}

/// Whether file name or title names both sides, and the note speaks of an integration at all: a title such as
/// `Tokyo → Kyoto` has an arrow too.
pub(crate) fn title_names_both_sides(text: &str, path: &VaultPath, note: &Note) -> bool {
    static WORDS: LazyLock<AhoCorasick> = LazyLock::new(|| {
        let words = [
            "integrat",
            "interface",
            "api",
            "source system",
            "target system",
            "middleware",
            "payload",
            "webhook",
            "sync",
        ];
        let mut builder = AhoCorasick::builder();
        builder.ascii_case_insensitive(true).build(words).expect("the words are few")
    });
    let title = note.headings.first().filter(|heading| heading.level == 1).map(|heading| heading.text.as_str());
    let names_sides = [Some(path.stem()), title].into_iter().flatten().any(|name| generic::sides(name).is_some());
    names_sides && WORDS.is_match(text)
}
