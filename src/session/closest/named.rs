//! The notes that a question names: systems by any of their names, and integrations by their ID however it is spelled.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use vaultdex_query::catalog::{Catalog, File};
use vaultdex_query::catalogue::integrations::{has_id, is_kind};
use vaultdex_query::closest::{Question, Terms, Wanted};
use vaultdex_query::links::lookup_keys::{self, keys_of_argument, keys_of_file};
use vaultdex_query::search::Kind;

use crate::error::Result;
use crate::index::{Boost, Entry, Hit, LookupKey, Part, Reason, worth_of_boosts};
use crate::session::Session;

/// The most words of a name.
const MAX_WORDS: usize = 5;

/// Words of a question that may be a name.
struct Name {
    /// The ways in which it may be written.
    spellings: Vec<String>,
    /// The lookup keys of these.
    keys: BTreeSet<String>,
    /// The positions of what is looked for that are part of it.
    wanted: Vec<usize>,
}

/// Returns what notes score because a question names them, or a system that they integrate or mention. Those with a link to a
/// system may record no integration: [`drop_links_of_others`] decides.
///
/// # Errors
///
/// Fails if the index cannot be read.
pub fn boosts(session: &Session, question: &Question, wanted: &[Wanted]) -> Result<Vec<Boost>> {
    let names = names(question, wanted);
    let keys: BTreeSet<&String> = names.iter().flat_map(|name| &name.keys).collect();
    let entries = with_records(session, session.reader.look_up(LookupKey::Name, keys)?);
    let files = session.read_files(&entries, &[Part::Names, Part::Records])?;
    let mut boosts = Vec::new();
    for (entry, file) in entries.into_iter().zip(files) {
        let title = file.note.title.clone().unwrap_or_else(|| file.path.stem().to_owned());
        let boost =
            |entry, name: &Name, reason| Boost { entry, name: title.clone(), words: name.wanted.clone(), reason };
        if is_kind(&file, Kind::Integration) {
            let catalog = Catalog::new(vec![file]);
            let has_it = |name: &&Name| name.spellings.iter().any(|spelling| has_id(&catalog, 0, spelling));
            boosts.extend(names.iter().filter(has_it).map(|name| boost(entry, name, Reason::Named)));
        } else if is_kind(&file, Kind::System) {
            let own = keys_of_file(&file.path, &file.note, None);
            for name in names.iter().filter(|name| !name.keys.is_disjoint(&own)) {
                boosts.push(boost(entry, name, Reason::Named));
                let key = lookup_keys::key_of_file(&file.path);
                let linking = with_records(session, session.reader.look_up(LookupKey::LinkTarget, [key])?);
                boosts.extend(linking.into_iter().map(|entry| boost(entry, name, Reason::Linking)));
                for other in own_names(&file).filter(|other| name.keys.is_disjoint(&keys_of_argument(other))) {
                    let mentioning = session.reader.mentioning(other)?;
                    boosts.extend(mentioning.into_iter().map(|entry| boost(entry, name, Reason::Mentioning)));
                }
            }
        }
    }
    Ok(boosts)
}

/// Takes back what hits score for a link to a system if they record no integration.
///
/// # Errors
///
/// Fails if the index cannot be read.
pub fn drop_links_of_others(session: &Session, boosts: &mut Vec<Boost>, hits: &mut [Hit], terms: &Terms) -> Result<()> {
    let is_linking = |boost: &Boost| boost.reason == Reason::Linking;
    let linking: HashSet<Entry> = boosts.iter().filter(|boost| is_linking(boost)).map(|boost| boost.entry).collect();
    let entries: Vec<Entry> = hits.iter().map(|hit| hit.entry).filter(|entry| linking.contains(entry)).collect();
    let files = session.read_files(&entries, &[Part::Records])?;
    let others = entries.into_iter().zip(files).filter(|(_, file)| !is_kind(file, Kind::Integration));
    let others: HashSet<Entry> = others.map(|(entry, _)| entry).collect();
    let mut of_others: HashMap<Entry, Vec<&Boost>> = HashMap::new();
    for boost in boosts.iter().filter(|boost| others.contains(&boost.entry)) {
        of_others.entry(boost.entry).or_default().push(boost);
    }
    for hit in hits {
        let Some(all) = of_others.get(&hit.entry) else { continue };
        let kept: Vec<&Boost> = all.iter().copied().filter(|boost| !is_linking(boost)).collect();
        hit.score -= worth_of_boosts(all, terms) - worth_of_boosts(&kept, terms);
    }
    boosts.retain(|boost| !is_linking(boost) || !others.contains(&boost.entry));
    Ok(())
}

/// Returns the words of a question that may be names, each name once.
fn names(question: &Question, wanted: &[Wanted]) -> Vec<Name> {
    let written = &question.written;
    let ranges = (0..written.len()).flat_map(|start| {
        let ends = start + 1..=written.len().min(start + MAX_WORDS);
        ends.map(move |end| &written[start..end])
    });
    let mut names: BTreeMap<Vec<String>, Name> = BTreeMap::new();
    for words in ranges {
        let tokens: Vec<&str> = words.iter().flat_map(|(_, tokens)| tokens).map(String::as_str).collect();
        let is_part = |wanted: &Wanted| {
            let mut own = [&wanted.word].into_iter().chain(&wanted.repetitions);
            own.any(|word| tokens.contains(&word.as_str()))
        };
        let of_name: Vec<usize> = (0..wanted.len()).filter(|position| is_part(&wanted[*position])).collect();
        // A stop word alone is no name here.
        if of_name.is_empty() {
            continue;
        }
        let written: Vec<&str> = words.iter().map(|(word, _)| word.as_str()).collect();
        let spellings = spellings(&written.join(" "), &tokens);
        let keys = spellings.iter().flat_map(|spelling| keys_of_argument(spelling)).collect();
        names.insert(spellings.clone(), Name { spellings, keys, wanted: of_name });
    }
    names.into_values().collect()
}

/// Returns the ways in which a name may be written: as it is, with hyphens between its words, and if the last is a number also
/// with another number of zeros: `INT-2024-003` for `INT 2024 3`.
fn spellings(written: &str, tokens: &[&str]) -> Vec<String> {
    let mut spellings = BTreeSet::from([written.to_owned()]);
    if let Some((last, first)) = tokens.split_last().filter(|(_, first)| !first.is_empty()) {
        spellings.insert(tokens.join("-"));
        if let Ok(number) = last.parse::<u32>() {
            let first = first.join("-");
            spellings.extend([1, 2, 3, 4].map(|digits| format!("{first}-{number:0digits$}")));
        }
    }
    spellings.into_iter().collect()
}

/// Returns the files that record anything.
fn with_records(session: &Session, mut entries: Vec<Entry>) -> Vec<Entry> {
    entries.retain(|entry| session.reader.has(*entry, Part::Records));
    entries
}

fn own_names(file: &File) -> impl Iterator<Item = &str> {
    let names: BTreeSet<&str> = file.note.title.iter().chain(&file.note.aliases).map(String::as_str).collect();
    names.into_iter().chain([file.path.stem()])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_may_have_hyphens_and_other_zeros() {
        let check = |written: &str, tokens: &[&str], expected: &[&str]| {
            assert_eq!(spellings(written, tokens), expected);
        };
        check("erp", &["erp"], &["erp"]);
        check("web shop", &["web", "shop"], &["web shop", "web-shop"]);
        check("sap s/4hana", &["sap", "s", "4hana"], &["sap s/4hana", "sap-s-4hana"]);
        check(
            "int 2024 3",
            &["int", "2024", "3"],
            &["int 2024 3", "int-2024-0003", "int-2024-003", "int-2024-03", "int-2024-3"],
        );
    }
}
