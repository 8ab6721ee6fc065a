//! Turns a file on disk into a document of the index: reads, parses and extracts.

use vaultdex_notes::{FileKind, Note, Problem, ProblemKind, Span, VaultPath};
use vaultdex_query::search::NormalizedText;
use vaultdex_records::{Extraction, Synonyms};

use crate::index::{Document, Record};
use crate::vault;
use crate::vault::{FileText, ReadError, Stamp, Vault};

/// What reading a file that looked new or changed resulted in.
pub enum LoadOutcome {
    /// Its content is new.
    Changed(Box<Document>),
    /// Its content is the one in the index; only its stamp is different.
    StampChanged(Box<Document>),
    /// Nothing has to be written.
    Unchanged,
    /// It no longer exists.
    Deleted,
    /// It could not be read, with the reason. The document contains only its path and the reason, because what was
    /// known of it may no longer hold; there is none if the index has it already.
    Unreadable(String, Option<Box<Document>>),
}

/// Reads a file that the index does not know, or knows with another stamp.
pub fn load(vault: &Vault, synonyms: &Synonyms, path: &VaultPath, stamp: Stamp, known: Option<&Record>) -> LoadOutcome {
    if !FileKind::from_path(path).is_parsed() {
        let record = Record { path: path.clone(), stamp, hash: 0, seen: i64::MAX, unread: None, problems: Vec::new() };
        return LoadOutcome::Changed(Box::new(empty_document(record)));
    }
    let file = match vault::read_file(vault, path) {
        Ok(file) => file,
        Err(ReadError::Vanished) => return LoadOutcome::Deleted,
        Err(ReadError::Refused(why)) => return unreadable(path, stamp, known, why),
    };
    let has_same_content = known.is_some_and(|known| known.hash == file.hash && known.unread.is_none());
    // A stamp that was too recent to be trusted is written again once it can be trusted.
    let is_still_untrusted = file.unsettled || file.stamp.is_racy(file.seen);
    if has_same_content && is_still_untrusted && known.is_some_and(|known| known.stamp.same(&file.stamp)) {
        return LoadOutcome::Unchanged;
    }
    let document = Box::new(document(path, file, synonyms));
    match has_same_content {
        true => LoadOutcome::StampChanged(document),
        false => LoadOutcome::Changed(document),
    }
}

/// Returns the outcome for a file that cannot be read.
pub fn unreadable(path: &VaultPath, stamp: Stamp, known: Option<&Record>, why: String) -> LoadOutcome {
    let unread = Some(why.clone());
    let is_known = known.is_some_and(|known| known.unread == unread && known.stamp.same(&stamp));
    let record = Record { path: path.clone(), stamp, hash: 0, seen: 0, unread, problems: Vec::new() };
    LoadOutcome::Unreadable(why, (!is_known).then(|| Box::new(empty_document(record))))
}

fn empty_document(record: Record) -> Document {
    Document { record, note: Note::default(), extraction: Extraction::default(), text: String::new() }
}

fn document(path: &VaultPath, file: FileText, synonyms: &Synonyms) -> Document {
    let (note, extraction) = parse_and_extract(path, &file, synonyms);
    let text = NormalizedText::new(path, &file.text, &note, false).text().to_owned();
    // A file that kept changing is read again at the next refresh.
    let seen = if file.unsettled { 0 } else { file.seen };
    let problems = note.problems.iter().filter(|problem| problem.kind.loses_content()).cloned().collect();
    let record = Record { path: path.clone(), stamp: file.stamp, hash: file.hash, seen, unread: None, problems };
    Document { record, note, extraction, text }
}

/// Parses a note or canvas.
pub fn parse(path: &VaultPath, text: &str) -> Note {
    match FileKind::from_path(path) {
        FileKind::Canvas => vaultdex_notes::parse::canvas(text),
        _ => vaultdex_notes::parse::note(text),
    }
}

/// Parses a note or canvas and extracts its records.
fn parse_and_extract(path: &VaultPath, file: &FileText, synonyms: &Synonyms) -> (Note, Extraction) {
    let mut note = parse(path, &file.text);
    let extraction = match FileKind::from_path(path) {
        FileKind::Canvas => Extraction::default(),
        _ => vaultdex_records::extract(&file.text, &note, path, synonyms),
    };
    let mut problem = |kind, message| note.problems.push(Problem { span: Span::default(), kind, message });
    if file.invalid > 0 {
        let bytes = if file.invalid == 1 { "1 byte is".to_owned() } else { format!("{} bytes are", file.invalid) };
        problem(ProblemKind::Encoding, format!("{bytes} not valid UTF-8 and ignored; save the note as UTF-8"));
    }
    if file.truncated {
        problem(ProblemKind::Truncated, format!("only the first {} MiB were read", vault::MAX_READ_BYTES >> 20));
    }
    (note, extraction)
}
