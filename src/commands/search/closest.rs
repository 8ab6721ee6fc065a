//! The notes that fit a query best, below those that it finds (docs/spec/search.md#closest-notes).

use std::fmt::Write as _;
use std::io::IsTerminal;

use vaultdex_query::closest::{Analysis, Origin, Wanted};

use super::{Args, Sort, human_hit};
use crate::commands::context::Context;
use crate::error::Result;
use crate::render::terminal::{Styling, faint};
use crate::session::{ClosestNote, ClosestNotes, Notices, SearchRequest, SearchResults, Session};

/// Returns the notes that fit the query best, as many as hits are missing to the limit, if they are to be shown.
pub fn closest_notes(
    session: &Session,
    request: &SearchRequest,
    results: &SearchResults,
    args: &Args,
    context: &Context,
) -> Result<ClosestNotes> {
    let missing = request.limit.saturating_sub(results.hits.len());
    if missing == 0 || !is_shown(args, context, session) {
        return Ok(ClosestNotes::default());
    }
    let found = session.closest(&request.expr, request.options, &results.hits, missing)?;
    if found.out_of_time {
        context.warn("the search for closest notes takes too long and was stopped; some may be missing");
    }
    Ok(found)
}

/// Whether closest notes are shown: on a terminal and in JSON unless they are switched off, elsewhere if asked for.
fn is_shown(args: &Args, context: &Context, session: &Session) -> bool {
    let is_for_people = !args.format.is_for_programs() && !args.files_with_matches && !args.vimgrep;
    let by_default = args.format.is_json() || is_for_people && std::io::stdout().is_terminal();
    (args.closest || by_default) && is_wanted(args, context, Some(session))
}

/// Whether closest notes are not switched off. There are none in another order than relevance.
pub fn is_wanted(args: &Args, context: &Context, session: Option<&Session>) -> bool {
    let is_ranked = matches!(args.order(), Sort::Relevance) && !args.format.is_reversed();
    let setting = || session.and_then(|session| session.shows_closest).or(context.shows_closest()).unwrap_or(true);
    is_ranked && (args.closest || !args.no_closest && setting())
}

/// Returns the line above the closest notes.
pub fn heading(found: &ClosestNotes, n_hits: usize) -> String {
    let corrections: Vec<String> =
        found.analysis.wanted.iter().filter(|it| !it.spellings.is_empty()).map(correction).collect();
    let corrections = match corrections.is_empty() {
        true => String::new(),
        false => format!(" ({})", corrections.join(", ")),
    };
    let question = &found.question;
    match (n_hits, question.words.len()) {
        (1.., _) => format!("closest other notes{corrections}:"),
        _ if !question.negations.is_empty() => format!("no note matches; closest{corrections}:"),
        (0, 1) => format!("no note has this word; closest{corrections}:"),
        (0, _) => format!("no note has all of these words; closest{corrections}:"),
    }
}

/// Returns `shipemnt → shipment`.
fn correction(wanted: &Wanted) -> String {
    format!("{} → {}", wanted.word, wanted.spellings.join(" or "))
}

/// Returns the closest notes for people.
pub fn human(found: &ClosestNotes, n_hits: usize, context: usize, styling: &Styling) -> String {
    if found.notes.is_empty() {
        return String::new();
    }
    let mut text = if n_hits > 0 { "\n".to_owned() } else { String::new() };
    let _ = writeln!(text, "{}", faint(&styling.text(&heading(found, n_hits))));
    for note in &found.notes {
        text.push('\n');
        let heading = note.hit.headings.last().map(|heading| format!("› {}", styling.text(heading)));
        let after: Vec<String> = heading.into_iter().chain(share(note, found)).collect();
        let after = if after.is_empty() { String::new() } else { faint(&after.join("  ")) };
        text.push_str(&human_hit(&note.hit, &faint("≈ "), &after, context, styling));
    }
    text
}

/// Says how many of the words the note has, if it lacks some.
fn share(note: &ClosestNote, found: &ClosestNotes) -> Option<String> {
    let (has, all) = (note.words.len(), found.analysis.wanted.len());
    (has < all).then(|| format!("({has} of {all} words)"))
}

/// Explains in words how closest notes are found.
///
/// `is_of_vault` says whether the analysis knows the languages and words of the vault.
pub fn explain(analysis: &Analysis, is_of_vault: bool) -> String {
    let mut text = "\nIf fewer notes than the limit have all of that, the closest others follow:\n".to_owned();
    if !is_of_vault {
        text += "- the languages and words of the vault are not known here, as it has no index\n";
    }
    if !analysis.dropped.is_empty() {
        let _ = writeln!(text, "- left out, as they say nothing about a subject: {}", analysis.dropped.join(", "));
    }
    for wanted in &analysis.wanted {
        let _ = writeln!(text, "- {}", explain_word(wanted));
    }
    text + "A note scores for each word by its best form, and more for a rare one than for a common one. An occurrence in the title \
            counts three times, in a heading twice. A note with more of the words beats one that repeats some of them. The score of \
            its best section is added, which is higher the more of the words it has, and the nearer they are.\n"
}

fn explain_word(wanted: &Wanted) -> String {
    let words = [&wanted.word].into_iter().chain(&wanted.repetitions);
    let mut text = words.map(|word| format!("`{word}`")).collect::<Vec<_>>().join(" and ");
    let texts = |origin: Origin| {
        let mut texts: Vec<&str> =
            wanted.forms.iter().filter(|form| form.origin == origin).map(|form| form.text.as_str()).collect();
        texts.sort_unstable();
        texts.dedup();
        texts
    };
    let named: &[(Origin, &str)] = match wanted.spellings.is_empty() {
        true => &[
            (Origin::Same, "with the stem"),
            (Origin::Compound, "for less, in words with"),
            (Origin::Synonym, "for half, words of similar meaning:"),
        ],
        false => &[(Origin::Spelling, "with the stem")],
    };
    if !wanted.spellings.is_empty() {
        let _ = write!(text, ", which the vault does not have, is read as {}", wanted.spellings.join(" or "));
    }
    for (origin, name) in named {
        let texts = texts(*origin);
        if !texts.is_empty() {
            let _ = write!(text, "; {name} {}", texts.join(", "));
        }
    }
    text
}
