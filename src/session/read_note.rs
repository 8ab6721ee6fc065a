//! From a file on disk to a document of the index: read, parse, extract.

use vaultdex_notes::{FileKind, Note, Problem, Span, VaultPath, parse};
use vaultdex_query::search::Body;
use vaultdex_records::{Extraction, Words};

use crate::index::{Document, Record};
use crate::vault;
use crate::vault::{ReadError, Stamp, Text, Vault};

/// What became of a file that looked new or changed.
pub enum Loaded {
    /// It says something new.
    Changed(Box<Document>),
    /// Its bytes are those that the index has; only its stamp is another.
    Touched(Box<Document>),
    /// Nothing about it is new after all.
    Same,
    /// It is gone.
    Gone,
    /// It could not be read, and why. What the index had of it is kept; where it had nothing, the document names it.
    Unread(String, Option<Box<Document>>),
}

/// Reads a file that the index does not know, or knows with another stamp.
pub fn load(vault: &Vault, words: &Words, path: &VaultPath, stamp: Stamp, known: Option<&Record>) -> Loaded {
    let kind = FileKind::of(path);
    if !kind.is_read() {
        let record = Record { path: path.clone(), stamp, hash: 0, seen: i64::MAX, unread: None };
        let document = Box::new(Document {
            record,
            note: Note::default(),
            extraction: Extraction::default(),
            text: String::new(),
        });
        return Loaded::Changed(document);
    }
    let read = match vault::read(vault, path) {
        Ok(read) => read,
        Err(ReadError::Vanished) => return Loaded::Gone,
        Err(ReadError::Refused(why)) => {
            let record = Record { path: path.clone(), stamp, hash: 0, seen: 0, unread: Some(why.clone()) };
            let document = Box::new(Document {
                record,
                note: Note::default(),
                extraction: Extraction::default(),
                text: String::new(),
            });
            return Loaded::Unread(why, known.is_none().then_some(document));
        }
    };
    let same_bytes = known.is_some_and(|known| known.hash == read.hash && known.unread.is_none());
    // A stamp that was too young to be trusted is written down once more when it no longer is.
    let would_be_doubted_again = read.unsettled || read.stamp.is_racy(read.seen);
    if same_bytes && would_be_doubted_again && known.is_some_and(|known| known.stamp.same(&read.stamp)) {
        return Loaded::Same;
    }
    let document = Box::new(document(path, read, words));
    if same_bytes { Loaded::Touched(document) } else { Loaded::Changed(document) }
}

fn document(path: &VaultPath, read: Text, words: &Words) -> Document {
    let (note, extraction) = note(path, &read, words);
    let text = Body::new(path, &read.text, &note, false).text().to_owned();
    // A file that never held still is read again at the next look.
    let seen = if read.unsettled { 0 } else { read.seen };
    let record = Record { path: path.clone(), stamp: read.stamp, hash: read.hash, seen, unread: None };
    Document { record, note, extraction, text }
}

/// What a note's text says as Markdown, which is all that the matcher of searches asks of a note.
pub fn parsed(path: &VaultPath, read: &Text) -> Note {
    match FileKind::of(path) {
        FileKind::Canvas => parse::canvas(&read.text),
        _ => parse::note(&read.text),
    }
}

/// Everything that a note's text says, in the vault's own words.
pub fn note(path: &VaultPath, read: &Text, words: &Words) -> (Note, Extraction) {
    let mut note = parsed(path, read);
    if FileKind::of(path) == FileKind::Canvas {
        return (note, Extraction::default());
    }
    let extraction = vaultdex_records::extract(&read.text, &note, path, words);
    let mut problem = |message: String| note.problems.push(Problem { span: Span::default(), message });
    if read.invalid > 0 {
        problem(format!("{} bytes are not UTF-8 and were passed over; save the note as UTF-8", read.invalid));
    }
    if read.truncated {
        problem(format!("only the first {} MiB were read", vault::CAP >> 20));
    }
    (note, extraction)
}

/// Whether a stored record may stand for a file with this stamp without reading the file.
pub fn is_current(known: &Record, stamp: &Stamp) -> bool {
    known.stamp.same(stamp) && known.unread.is_none() && !stamp.is_racy(known.seen)
}
