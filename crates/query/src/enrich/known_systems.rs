//! The systems that a vault knows (docs/spec/integrations.md#which-names-are-systems).

use std::cmp::Reverse;
use std::collections::HashMap;
use std::ops::Range;

use vaultdex_records::normalize::{system_key, system_name, word_key};
use vaultdex_records::{Extracted, Integration, Origin, Participation, Shape, State};

use crate::catalog::File;

/// The longest name that is looked for in a longer text, in words.
const MOST_WORDS: usize = 6;
/// How many words of a longer text are searched: those next to the arrow.
const MOST_SEARCHED: usize = 64;

/// The names of the systems that a vault knows, by their [key](system_key).
#[derive(Debug, Default)]
pub(super) struct KnownSystems {
    names: HashMap<String, KnownName>,
}

#[derive(Debug)]
struct KnownName {
    name: String,
    /// The number of the system, which all names of one note have in common.
    system: usize,
}

/// A known name in a longer text.
struct Found<'a> {
    words: Range<usize>,
    known: &'a KnownName,
}

impl KnownSystems {
    /// Collects the systems that have a note, and those that a structured place or a link names. A guess makes no name
    /// known, or it would confirm itself; neither does a file that is not in the catalogue, since no list of systems
    /// has what only such a file names.
    pub fn of(files: &[File]) -> KnownSystems {
        let mut known = KnownSystems::default();
        let catalogued = || {
            let files = files.iter().enumerate().filter(|(_, file)| file.is_catalogued());
            files.filter_map(|(position, file)| Some((position, file, file.extraction.records.as_deref()?)))
        };
        for (position, file, records) in catalogued().filter(|(_, _, records)| records.shape == Shape::System) {
            let stated = records.system.as_ref().and_then(|system| system.name.as_ref()).and_then(Extracted::text);
            stated.into_iter().for_each(|name| known.add(name, position));
            file.names().for_each(|name| known.add(&system_name(name), position));
        }
        for (_, _, records) in catalogued().filter(|(_, _, records)| !records.needs_known_system) {
            let systems = records.integrations.iter().flat_map(Integration::participations);
            for name in systems.filter(|it| is_certain(it)).filter_map(|it| it.name.text()) {
                known.add(name, files.len() + known.names.len());
            }
        }
        known
    }

    fn add(&mut self, name: &str, system: usize) {
        let key = system_key(name);
        if !key.is_empty() {
            self.names.entry(key).or_insert_with(|| KnownName { name: name.to_owned(), system });
        }
    }

    /// Returns the name of the system with this name.
    pub fn find(&self, name: &str) -> Option<&str> {
        self.names.get(&system_key(name)).map(|known| known.name.as_str())
    }

    /// Returns the name of the system in a longer text that is nearest to the arrow: the last one in the text of a
    /// source, the first one in any other text; of several that end or begin there the longest.
    pub fn find_in(&self, text: &str, is_at_end: bool) -> Option<&str> {
        let found = self.names_in(text, is_at_end).into_iter();
        let nearest = match is_at_end {
            true => found.max_by_key(|it| (it.words.end, it.words.len())),
            false => found.min_by_key(|it| (it.words.start, Reverse(it.words.len()))),
        };
        nearest.map(|it| it.known.name.as_str())
    }

    /// Returns the name of the only system in a longer text; `None` if it names several. A name within a longer one
    /// does not count.
    pub fn only_in(&self, text: &str, is_at_end: bool) -> Option<&str> {
        let found = self.names_in(text, is_at_end);
        let is_within = |it: &Found, other: &Found| {
            it.words.len() < other.words.len() && other.words.start <= it.words.start && it.words.end <= other.words.end
        };
        let mut whole = found.iter().filter(|it| !found.iter().any(|other| is_within(it, other)));
        let first = whole.next()?;
        whole.all(|it| it.known.system == first.known.system).then_some(first.known.name.as_str())
    }

    /// Returns the known names in a text, of which only the words next to the arrow are searched.
    fn names_in(&self, text: &str, is_at_end: bool) -> Vec<Found<'_>> {
        let key = word_key(text);
        let words: Vec<&str> = key.split(' ').collect();
        let words = match is_at_end {
            true => &words[words.len().saturating_sub(MOST_SEARCHED)..],
            false => &words[..words.len().min(MOST_SEARCHED)],
        };
        let ranges = (0..words.len()).flat_map(|start| {
            let longest = (start + MOST_WORDS).min(words.len());
            (start + 1..=longest).map(move |end| start..end)
        });
        let found = ranges.filter_map(|range| {
            let known = self.names.get(&words[range.clone()].join(" "))?;
            Some(Found { words: range, known })
        });
        found.collect()
    }
}

/// Whether a name is certainly that of a system.
fn is_certain(it: &Participation) -> bool {
    it.origin == Origin::Stated && it.name.state == State::Filled
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::test_records::{integration, system};

    fn known(files: &[File]) -> KnownSystems {
        KnownSystems::of(files)
    }

    #[test]
    fn guesses_and_files_outside_of_the_catalogue_make_no_name_known() {
        let excluded = File { excluded: true, ..integration("x.md", "X active one-way: S Attic, T Cellar") };
        let known = known(&[
            system("Systems/ERP.md", None),
            integration("a.md", "A active one-way: S Shop, T Ghost?"),
            excluded,
            File { excluded: true, ..system("Systems/Barn.md", None) },
        ]);
        let is_known = |name: &str| known.find(name).is_some();
        assert_eq!(["ERP", "erp (System)", "Shop"].map(is_known), [true; 3]);
        assert_eq!(["Ghost", "Attic", "Cellar", "Barn"].map(is_known), [false; 4]);
    }

    #[test]
    fn nearest_to_the_arrow_is_the_last_name_of_a_source_and_the_first_of_a_target() {
        let known = known(&[integration("a.md", "A active one-way: S SAP, S SAP ERP, S ERP, T Depot")]);
        let check = |text: &str, is_at_end: bool, expected: Option<&str>| {
            assert_eq!(known.find_in(text, is_at_end), expected, "{text}");
        };
        check("Depot Nightly Runbook", false, Some("Depot"));
        check("from Depot to the SAP ERP", true, Some("SAP ERP"));
        check("from Depot to the SAP ERP", false, Some("Depot"));
        check("sap erp and depot", false, Some("SAP ERP"));
        check("Depots", false, None);
        check("", true, None);
        let long = "word ".repeat(100);
        check(&format!("{long}Depot"), true, Some("Depot"));
        check(&format!("{long}Depot"), false, None);
    }

    #[test]
    fn only_system_of_a_text_is_one_with_several_names_or_none() {
        let mut ledger = system("Systems/Ledger.md", None);
        ledger.note.aliases = vec!["Books".to_owned()];
        let known = known(&[ledger, integration("a.md", "A active one-way: S SAP, S SAP ERP, T Depot")]);
        let check = |text: &str, expected: Option<&str>| assert_eq!(known.only_in(text, true), expected, "{text}");
        check("the SAP ERP which books", None);
        check("the SAP ERP which sends", Some("SAP ERP"));
        check("the books of the ledger", Some("Books"));
        check("Depot or maybe SAP, to decide", None);
        check("nothing", None);
    }
}
