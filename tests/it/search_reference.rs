//! The index finds exactly the notes that a scan of all notes finds: with random vaults, random queries of the whole
//! grammar, and an index of one segment, of several, with deletions, and with an in-memory overlay.

use std::collections::BTreeSet;
use std::fs;

use vaultdex::session::{Order, RefreshPolicy, SearchRequest, SearchResults, Session};
use vaultdex::vault;
use vaultdex::vault::Excluded;
use vaultdex_notes::{FileKind, Note, VaultPath, parse};
use vaultdex_query::catalog::{Catalog, File};
use vaultdex_query::links::lookup::lookup;
use vaultdex_query::search;
use vaultdex_query::search::{
    CompiledQuery, DateRange, Expr, Fact, Kind, Options, RecordFact, SearchDocument, VaultFacts,
};
use vaultdex_records::{Extraction, Synonyms, extract};

use crate::random_query::{Query, query};
use crate::random_vault::{Files, change, files, one_in};
use crate::support::{Random, Silent, Vault};

const VAULTS: u64 = 140;
/// The number of queries for each of the three states of a vault.
const QUERIES: u64 = 50;
const SEED: u64 = 2025;

#[test]
fn index_finds_what_a_full_scan_finds() {
    let number = |name: &str, usual| std::env::var(name).ok().and_then(|it| it.parse().ok()).unwrap_or(usual);
    let (seed, n_vaults) = (number("PROPTEST_RNG_SEED", SEED), number("PROPTEST_CASES", VAULTS));
    let mut tally = Tally::default();
    for nth in 0..n_vaults {
        let mut random = Random(seed.wrapping_add(nth << 20));
        let mut vault = Tested::new(files(&mut random), one_in(&mut random, 3));
        for step in 0..3 {
            if step > 0 {
                let mut files = vault.files.clone();
                change(&mut random, &mut files);
                vault.become_these(files);
            }
            // A watcher that holds the lock and does not answer, so that changes go to an in-memory overlay.
            let _lock = (step == 2 && nth % 3 == 0).then(|| vault.held());
            tally.compare(&vault, &mut random, nth);
        }
    }
    println!("{tally:?}");
    let Tally { queries, with_hits, of_several, .. } = tally;
    assert!(queries >= 50 * 3 * n_vaults, "every query was asked");
    assert!(with_hits * 3 > queries && of_several * 5 > queries, "the queries find something: {tally:?}");
}

/// Statistics of the comparison.
#[derive(Debug, Default, Clone, Copy)]
struct Tally {
    queries: u64,
    /// Queries that found some but not all files.
    with_hits: u64,
    /// Queries that found more than one note.
    of_several: u64,
    hits: u64,
    refused: u64,
}

impl Tally {
    fn compare(&mut self, vault: &Tested, random: &mut Random, nth: u64) {
        let session = vault.open();
        let reference = Reference::new(vault);
        for _ in 0..QUERIES {
            let query = query(random, &vault.files);
            let asked = Asked::any(random);
            self.queries += 1;
            match difference(&session, &reference, &query.text(), asked) {
                Ok(Some(found)) => {
                    self.with_hits += u64::from(found > 0 && found < reference.files.len());
                    self.of_several += u64::from(found > 1);
                    self.hits += found as u64;
                }
                Ok(None) => self.refused += 1,
                Err(difference) => {
                    drop(session);
                    panic!("vault {nth}, in this state: {difference}\n{}", smallest(vault, query, asked));
                }
            }
        }
    }
}

/// The options of a query.
#[derive(Debug, Clone, Copy)]
struct Asked {
    options: Options,
    order: Order,
    reverse: bool,
}

impl Asked {
    fn any(random: &mut Random) -> Asked {
        let options = Options { ignore_diacritics: one_in(random, 5), match_case: one_in(random, 6) };
        let orders = [Order::Name, Order::Modified, Order::Created];
        let order = if one_in(random, 4) { orders[random.below(3) as usize] } else { Order::Relevance };
        Asked { options, order, reverse: one_in(random, 8) }
    }
}

/// Runs both. Returns the number of notes, `None` if both reject the query, or a description of the difference.
fn difference(session: &Session, reference: &Reference, query: &str, asked: Asked) -> Result<Option<usize>, String> {
    let expr = search::parse(query).map_err(|error| format!("invalid query {query}: {error}"))?;
    let Some(expected) = reference.matching(&expr, asked.options) else {
        return if search_with(session, &expr, asked, 1).is_err() { Ok(None) } else { Err("not refused".into()) };
    };
    let ask = |limit| search_with(session, &expr, asked, limit);
    let paths = |answer: &SearchResults| answer.hits.iter().map(|hit| hit.path.to_string()).collect::<Vec<_>>();
    let all = ask(usize::MAX)?;
    let order = paths(&all);
    let found: BTreeSet<String> = order.iter().cloned().collect();
    let only = |one: &BTreeSet<String>, other: &BTreeSet<String>| one.difference(other).cloned().collect::<Vec<_>>();
    let check = |holds: bool, describe: &dyn Fn() -> String| if holds { Ok(()) } else { Err(describe()) };
    check(found == expected, &|| {
        format!("too many: {:?}, missing: {:?}", only(&found, &expected), only(&expected, &found))
    })?;
    check(order.len() == found.len(), &|| format!("a note twice: {order:?}"))?;
    check(all.total == found.len() && all.total_is_exact && !all.out_of_time, &|| format!("{} in all", all.total))?;
    if asked.order == Order::Relevance && !asked.reverse {
        let sorted = all
            .hits
            .windows(2)
            .all(|pair| pair[0].score > pair[1].score || pair[0].score == pair[1].score && pair[0].path < pair[1].path);
        check(sorted, &|| format!("not by score and path: {order:?}"))?;
    }
    // Each is a separate search, so only one of the two is run.
    if query.len().is_multiple_of(2) {
        let counted = ask(0)?;
        let right = counted.total == found.len() && counted.total_is_exact && counted.hits.is_empty();
        check(right, &|| format!("counted {}, there are {}", counted.total, found.len()))?;
        return Ok(Some(found.len()));
    }
    let few = ask(3)?;
    check(paths(&few) == order[..order.len().min(3)], &|| format!("first of {order:?}: {:?}", paths(&few)))?;
    let (total, exact) = (few.total, few.total_is_exact);
    check(total <= found.len() && total >= few.hits.len(), &|| format!("{total} of {}", found.len()))?;
    check(!exact || total == found.len(), &|| format!("exactly {total} of {}", found.len()))?;
    check(exact || few.hits.len() == 3, &|| "not exact though the limit was not reached".to_owned())?;
    Ok(Some(found.len()))
}

fn search_with(session: &Session, expr: &Expr, asked: Asked, limit: usize) -> Result<SearchResults, String> {
    let Asked { options, order, reverse } = asked;
    let asked = SearchRequest { expr: expr.clone(), options, limit, order, reverse, with_text: true };
    session.search(&asked).map_err(|error| format!("refused: {error}"))
}

/// A vault on disk with the files that were written to it.
struct Tested {
    vault: Vault,
    files: Files,
    excludes: bool,
}

impl Tested {
    fn new(files: Files, excludes: bool) -> Tested {
        let mut tested = Tested { vault: Vault::new(""), files: Files::new(), excludes };
        if excludes {
            tested.vault.write(".obsidian/app.json", "{\"userIgnoreFilters\": [\"Private/\", \"/api/\"]}");
        }
        tested.become_these(files);
        tested
    }

    fn become_these(&mut self, files: Files) {
        for path in self.files.keys().filter(|path| !files.contains_key(*path)) {
            self.vault.remove(path);
        }
        for (path, text) in files.iter().filter(|(path, text)| self.files.get(*path) != Some(text)) {
            let parts: Vec<&[u8]> = text.split('\u{e000}').map(str::as_bytes).collect();
            self.vault.write(path, parts.join(&b"\xff"[..]));
        }
        self.files = files;
    }

    fn open(&self) -> Session {
        Session::open(&self.vault.place(), RefreshPolicy::Refresh, &Silent).expect("an index")
    }

    /// Holds the lock of the index like a watcher that does not answer.
    fn held(&self) -> impl Drop + use<> {
        let folder = self.vault.place().folder;
        fs::remove_dir_all(folder.cookies()).expect("cookies");
        let lock = folder.try_lock("watch", "now").expect("the folder is ours").expect("nobody holds it");
        Held(Some(lock))
    }
}

/// A lock that is released on drop.
struct Held<T>(Option<T>);

impl<T> Drop for Held<T> {
    fn drop(&mut self) {
        self.0.take();
    }
}

/// The whole vault, read without the index.
struct Reference {
    files: Vec<(VaultPath, String, Note, Extraction)>,
    catalog: Catalog,
    excluded: Excluded,
}

impl Reference {
    fn new(tested: &Tested) -> Reference {
        let vault = tested.vault.place().vault;
        let read = |path: &String| {
            let path = VaultPath::new(path.as_str());
            let text = match FileKind::from_path(&path).is_parsed() {
                true => vault::read_file(&vault, &path).expect("a note").text,
                false => String::new(),
            };
            let (note, extraction) = facts(&path, &text);
            (path, text, note, extraction)
        };
        let files: Vec<_> = tested.files.keys().map(read).collect();
        let file = |(path, _, note, _): &(VaultPath, String, Note, Extraction)| File::new(path.clone(), note.clone());
        let catalog = Catalog::new(files.iter().map(file).collect());
        let filters: &[&str] = if tested.excludes { &["Private/", "/api/"] } else { &[] };
        Reference { files, catalog, excluded: Excluded::new(filters.iter().copied()) }
    }

    /// Returns the paths of all matching files; `None` if the query names a note that does not exist.
    fn matching(&self, expr: &Expr, options: Options) -> Option<BTreeSet<String>> {
        for fact in expr.facts() {
            if let Fact::LinksTo(name) | Fact::LinkedFrom(name) = fact {
                lookup(&self.catalog, name).ok()?;
            }
        }
        let query = CompiledQuery::new(expr, options).expect("short words");
        let is_hit = |(path, text, note, _): &&(VaultPath, String, Note, Extraction)| {
            !self.excluded.hides(path) && search::is_match(&query, &SearchDocument { path, text, note, facts: self })
        };
        Some(self.files.iter().filter(is_hit).map(|(path, ..)| path.to_string()).collect())
    }

    fn has_link(&self, from: Option<usize>, to: Option<usize>) -> bool {
        let destinations = from.into_iter().flat_map(|from| self.catalog.links(from));
        to.is_some() && destinations.into_iter().any(|(_, destination)| destination == to)
    }
}

/// The facts of one file.
fn facts(path: &VaultPath, text: &str) -> (Note, Extraction) {
    match FileKind::from_path(path) {
        FileKind::Canvas => (parse::canvas(text), Extraction::default()),
        FileKind::Note => {
            let note = parse::note(text);
            let extraction = extract(text, &note, path, &Synonyms::default());
            (note, extraction)
        }
        _ => Default::default(),
    }
}

impl VaultFacts for Reference {
    fn links_to(&self, path: &VaultPath, name: &str) -> bool {
        self.has_link(self.catalog.position(path.as_str()), lookup(&self.catalog, name).ok())
    }
    fn linked_from(&self, path: &VaultPath, name: &str) -> bool {
        self.has_link(lookup(&self.catalog, name).ok(), self.catalog.position(path.as_str()))
    }
    fn kind(&self, _: &VaultPath, _: Kind) -> bool {
        false
    }
    fn system(&self, _: &VaultPath, _: &str) -> bool {
        false
    }
    fn id(&self, _: &VaultPath, _: &str) -> bool {
        false
    }
    fn record(&self, _: &VaultPath, _: &RecordFact) -> bool {
        false
    }

    fn changed(&self, path: &VaultPath, range: &DateRange) -> bool {
        let (.., extraction) = self.files.iter().find(|file| file.0 == *path).expect("a file of the vault");
        extraction.entries().iter().any(|entry| range.contains(entry.moment.date))
    }
}

/// Minimizes the vault and the query while they still differ with a fresh index; otherwise describes where to look.
fn smallest(vault: &Tested, mut query: Query, asked: Asked) -> String {
    let failure_of = |files: &Files, query: &Query| {
        let tested = Tested::new(files.clone(), vault.excludes);
        difference(&tested.open(), &Reference::new(&tested), &query.text(), asked).err()
    };
    let mut files = vault.files.clone();
    let Some(mut why) = failure_of(&files, &query) else {
        return format!("only after changes, not in a fresh index: {}\n{asked:?}", query.text());
    };
    while let Some((simpler, failure)) =
        query.simpler().into_iter().find_map(|it| Some((it.clone(), failure_of(&files, &it)?)))
    {
        (query, why) = (simpler, failure);
    }
    for path in vault.files.keys() {
        let mut fewer = files.clone();
        let text = fewer.remove(path).unwrap_or_default();
        if let Some(failure) = failure_of(&fewer, &query) {
            (files, why) = (fewer, failure);
            continue;
        }
        let mut lines: Vec<&str> = text.split_inclusive('\n').collect();
        for at in (0..lines.len()).rev() {
            let line = lines.remove(at);
            fewer.insert(path.clone(), lines.concat());
            match failure_of(&fewer, &query) {
                Some(failure) => (files, why) = (fewer.clone(), failure),
                None => lines.insert(at, line),
            }
        }
    }
    format!("smallest case: {}\n{asked:?}\n{why}\n{files:#?}", query.text())
}
