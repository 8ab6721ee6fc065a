//! The prefilter: rejects most notes of a vault before their outline is parsed. It never rejects a note that the
//! classifier would accept.

use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, AhoCorasickKind, Anchored, Input, StartKind};
use memchr::memmem::Finder;
use vaultdex_notes::{BlockKind, Note, VaultPath};

use crate::document::title;
use crate::integrations::classify::hints::{has_arrow, has_tag, in_folder};
use crate::normalize::has_system_prefix;
use crate::vocabulary::prefilter;
use crate::vocabulary::registers::is_register_header;
use crate::vocabulary::synonyms::Synonyms;

static HEADING_PARTS: LazyLock<AhoCorasick> = LazyLock::new(|| {
    let mut builder = AhoCorasick::builder();
    let builder = builder.ascii_case_insensitive(true).kind(Some(AhoCorasickKind::NoncontiguousNFA));
    builder.build(prefilter::HEADING_PARTS).expect("few enough words")
});

static SIDE_KEYS: LazyLock<AhoCorasick> = LazyLock::new(|| beginnings(prefilter::SIDE_KEYS));
static SIDE_COLUMNS: LazyLock<AhoCorasick> = LazyLock::new(|| beginnings(prefilter::SIDE_COLUMNS));

/// Returns a search for words at the beginning of a text, in any letter case.
fn beginnings(words: &[&str]) -> AhoCorasick {
    let mut builder = AhoCorasick::builder();
    let builder = builder.ascii_case_insensitive(true).start_kind(StartKind::Anchored);
    // Only a few bytes are looked at, and this kind is the fastest to build.
    builder.kind(Some(AhoCorasickKind::NoncontiguousNFA)).build(words).expect("few enough words")
}

/// Whether a note may record something.
pub(crate) fn may_record(text: &str, note: &Note, path: &VaultPath, synonyms: &Synonyms) -> bool {
    synonyms.has_language()
        || note.headings.iter().any(|heading| HEADING_PARTS.is_match(&*synonyms.heading(&heading.text)))
        || in_folder(path, prefilter::FOLDERS)
        || has_system_prefix(path.stem())
        || has_arrow(path.stem())
        || path.stem().contains("_to_")
        || title::partner(path.stem()).is_some()
        || note.properties.iter().any(|property| is_known_property(&property.name, synonyms))
        || has_tag(note)
        || has_id_key(text, synonyms)
        || has_side_key(text)
        || has_register(text, note, synonyms)
}

/// Whether a key or column of a side begins a line, an item or a cell.
fn has_side_key(text: &str) -> bool {
    let bytes = text.as_bytes();
    let after_marks = |at: usize| at + bytes[at..].iter().take_while(|byte| b" *_`-+\t".contains(byte)).count();
    let begins = |at: usize, keys: &AhoCorasick| {
        let input = Input::new(text).range(at..).anchored(Anchored::Yes);
        bytes.get(at).is_some_and(u8::is_ascii_alphabetic) && keys.find(input).is_some()
    };
    let starts = memchr::memchr3_iter(b'\n', b'|', b'>', bytes).map(|at| at + 1);
    std::iter::once(0).chain(starts).any(|start| {
        let mut at = after_marks(start);
        // `1. Source`, `(2) Source`, `3.1. Source`
        let n_ordinal = bytes[at..].iter().take(12).take_while(|byte| b"0123456789.()".contains(byte)).count();
        if n_ordinal > 0 {
            at = after_marks(at + n_ordinal);
        }
        let is_cell = start > 0 && bytes[start - 1] == b'|';
        begins(at, &SIDE_KEYS) || is_cell && begins(at, &SIDE_COLUMNS)
    })
}

/// Whether a property is one of integration or system notes, apart from spaces, punctuation and letter case.
fn is_known_property(written: &str, synonyms: &Synonyms) -> bool {
    if !synonyms.is_empty() {
        return prefilter::PROPERTIES.contains(&synonyms.property_name(written).as_str());
    }
    let letters = || written.bytes().filter(u8::is_ascii_alphanumeric).map(|byte| byte.to_ascii_lowercase());
    prefilter::PROPERTIES.iter().any(|name| letters().eq(name.bytes().filter(|byte| *byte != b' ')))
}

/// Whether the text contains the key for an ID, which alone may make a note a record.
fn has_id_key(text: &str, synonyms: &Synonyms) -> bool {
    static KEYS: LazyLock<[Finder<'static>; 3]> =
        LazyLock::new(|| prefilter::ID_KEYS.map(|key| Finder::new(key).into_owned()));
    // Of a synonym, the first word is enough.
    let contains = |synonym: &str| text.to_lowercase().contains(synonym.split(' ').next().unwrap_or(synonym));
    KEYS.iter().any(|key| key.find(text.as_bytes()).is_some()) || synonyms.for_meaning("integration id").any(contains)
}

/// Whether a table may be a register by its header.
fn has_register(text: &str, note: &Note, synonyms: &Synonyms) -> bool {
    note.blocks.iter().filter(|block| block.kind == BlockKind::Table).any(|block| {
        let header = text[block.span.range()].lines().next().unwrap_or_default();
        let n_pipes = memchr::memchr_iter(b'|', header.as_bytes()).take(4).count();
        n_pipes >= 3 && is_register_header(&header.split('|').map(|cell| synonyms.name(cell)).collect::<Vec<_>>(), true)
    })
}

/// Whether a note has mapping tables, which records may embed.
pub(crate) fn has_mapping(text: &str, note: &Note, synonyms: &Synonyms) -> bool {
    note.blocks.iter().filter(|block| block.kind == BlockKind::Table).any(|block| {
        let header = text[block.span.range()].lines().next().unwrap_or_default();
        let header = match synonyms.is_empty() {
            true => header.to_ascii_lowercase(),
            false => header.split('|').map(|cell| synonyms.name(cell)).collect::<Vec<_>>().join("|"),
        };
        header.contains("source") && (header.contains("target") || header.contains("destination"))
    })
}
