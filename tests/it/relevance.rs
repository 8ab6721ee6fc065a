//! Ranking: the wanted note comes first for its title, its aliases and the link texts of other notes, and the order of
//! docs/spec/search.md#ranking: names before headings and tags, those before text, and whole words before parts of
//! words.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use vaultdex::session::{Order, Part, RefreshPolicy, SearchRequest, Session};
use vaultdex_notes::FileKind;
use vaultdex_query::catalog::Catalog;
use vaultdex_query::search;

use crate::support::{Silent, Vault, fixture};

/// A vault with an index in a temporary folder.
struct Asked {
    session: Session,
    catalog: Catalog,
    _index: tempfile::TempDir,
}

impl Asked {
    fn new(vault: &Path) -> Asked {
        let index = tempfile::tempdir().expect("a temporary folder");
        let place = vaultdex::session::Location::new(
            vault,
            &index.path().join("index"),
            vaultdex_records::Terminology::default(),
        )
        .expect("a vault");
        let session = Session::open(&place, RefreshPolicy::Refresh, &Silent).expect("an index");
        let catalog = session.catalog(&[Part::Links, Part::Outline]).expect("facts");
        Asked { session, catalog, _index: index }
    }

    /// Returns the paths that a query finds, best first.
    fn found(&self, query: &str) -> Vec<String> {
        let expr = search::parse(query).unwrap_or_else(|error| panic!("{query}: {error}"));
        let asked = SearchRequest {
            expr,
            options: search::Options::default(),
            limit: 50,
            order: Order::Relevance,
            reverse: false,
            with_text: true,
        };
        let answer = self.session.search(&asked).expect("an answer");
        answer.hits.into_iter().map(|hit| hit.path.to_string()).collect()
    }

    /// Returns every name that `names` returns for a note, with the notes that have it.
    fn by_name(&self, names: impl Fn(&vaultdex_query::catalog::File) -> Vec<String>) -> BTreeMap<String, Vec<&str>> {
        let mut by_name: BTreeMap<String, Vec<&str>> = BTreeMap::new();
        for file in self.catalog.files.iter().filter(|file| file.kind() == FileKind::Note) {
            for name in names(file) {
                by_name.entry(query(&name)).or_default().push(file.path.as_str());
            }
        }
        by_name.remove("");
        by_name
    }

    /// Returns the share of names for which a note of that name is first. Prints the others.
    fn first(&self, what: &str, names: &BTreeMap<String, Vec<&str>>) -> f64 {
        let mut n_first = 0;
        for (name, paths) in names {
            let found = self.found(name);
            match found.first() {
                Some(first) if paths.contains(&first.as_str()) => n_first += 1,
                _ => println!("  {what} `{name}` is {paths:?}, finds {:?}", found.iter().take(3).collect::<Vec<_>>()),
            }
        }
        let share = f64::from(n_first) / names.len().max(1) as f64;
        println!("{what}: {n_first} of {} come first ({share:.3})", names.len());
        share
    }

    /// For links whose text is not the name of their target: returns their number, the mean reciprocal rank of the
    /// target among ten results, and the share of cases in which it is among the first five.
    fn links(&self) -> (usize, f64, f64) {
        let mut links = BTreeSet::new();
        for (link, destination) in (0..self.catalog.files.len()).flat_map(|file| self.catalog.links(file)) {
            let Some(file) = destination.map(|it| &self.catalog.files[it]) else { continue };
            let words = query(link.display());
            let names = [String::new(), query(file.path.stem()), query(&link.target)];
            if file.kind() == FileKind::Note && !names.contains(&words) {
                links.insert((words, file.path.to_string()));
            }
        }
        let (mut sum, mut n_near) = (0.0, 0);
        for (words, path) in &links {
            let rank = self.found(words).iter().take(10).position(|found| found == path);
            sum += rank.map_or(0.0, |rank| 1.0 / (rank as f64 + 1.0));
            match rank {
                Some(0..5) => n_near += 1,
                _ => println!("  `{words}` leads to {path}, which is found {rank:?}"),
            }
        }
        let n_links = links.len().max(1) as f64;
        let (mean, near) = (sum / n_links, f64::from(n_near) / n_links);
        println!("links: {} display texts, MRR@10 {mean:.3}, {near:.3} among the first five", links.len());
        (links.len(), mean, near)
    }
}

/// Returns the words of a name as they would be typed.
fn query(name: &str) -> String {
    let words = name.split(|letter: char| !letter.is_alphanumeric() && letter != '_');
    words.filter(|word| !word.is_empty() && *word != "OR").collect::<Vec<_>>().join(" ")
}

fn title(file: &vaultdex_query::catalog::File) -> Vec<String> {
    vec![file.title().to_owned()]
}

fn aliases(file: &vaultdex_query::catalog::File) -> Vec<String> {
    file.note.aliases.clone()
}

#[test]
fn notes_of_a_vault_in_real_use_are_found_by_their_names() {
    let asked = Asked::new(&fixture("kepano").join("vault"));
    assert!(asked.first("title", &asked.by_name(title)) >= 0.98);
    assert!(asked.first("alias", &asked.by_name(aliases)) >= 0.98);
    let (n_links, mean, near) = asked.links();
    assert!(n_links < 5 || mean >= 0.6 && near >= 0.6);
}

#[test]
fn notes_of_the_tour_are_found_by_their_names() {
    let asked = Asked::new(&fixture("tour").join("vault"));
    assert!(asked.first("title", &asked.by_name(title)) >= 0.9);
    assert!(asked.first("alias", &asked.by_name(aliases)) >= 0.9);
    // The remaining link texts are unspecific, such as `the list` and `the feed`.
    let (n_links, mean, near) = asked.links();
    assert!(n_links > 10 && mean >= 0.6 && near >= 0.65);
}

#[test]
fn notes_of_northwind_are_found_by_their_names() {
    let asked = Asked::new(&fixture("northwind").join("vault"));
    assert!(asked.first("title", &asked.by_name(title)) >= 0.9);
    assert!(asked.first("alias", &asked.by_name(aliases)) >= 0.9);
    let (n_links, mean, near) = asked.links();
    assert!(n_links < 5 || mean >= 0.6 && near >= 0.6);
}

/// Checks the order of the files that a query finds.
#[track_caller]
fn check(files: &str, query: &str, expected: &[&str]) {
    let vault = Vault::new(files);
    assert_eq!(Asked::new(&vault.root()).found(query), expected, "{query}");
}

const CLASSES: &str = "\
//- z title.md
---
title: About settlement
---
some words here
//- y alias.md
---
aliases: [Settlement run]
---
some words here
//- x heading.md
some words
## On settlement
here
//- w tag.md
some words here #settlement
//- v text.md
settlement here and some words
//- u prefix.md
settlements here and some words
//- t piece.md
resettlement here and some words
";

#[test]
fn names_rank_before_headings_and_tags_before_text_before_parts_of_words() {
    let expected = ["y alias.md", "z title.md", "w tag.md", "x heading.md", "v text.md", "u prefix.md", "t piece.md"];
    check(CLASSES, "settlement", &expected);
    // Independent of how rare the word is and how often it occurs.
    let many: String = (0..30).map(|nth| format!("//- meeting {nth:02}.md\nnothing\n")).collect();
    let repeated = "//- a said.md\nmeeting meeting meeting meeting\n//- b said.md\nmeeting\n";
    let found = Asked::new(&Vault::new(&(many + repeated)).root()).found("meeting");
    assert_eq!(found.len(), 32);
    assert_eq!(found[30..], ["a said.md", "b said.md"], "{found:?}");
}

#[test]
fn exact_names_rank_first() {
    let files = "\
//- Orders to ERP and back.md
Orders to ERP, orders to ERP, orders to ERP
//- a/Orders to ERP.md
x
//- Orders.md
orders
//- Work orders.md
orders orders orders
//- Feed.md
---
aliases: [Order feed, v1.2 Feed]
---
x
//- Order feed of old.md
order feed
//- 東京都.md
x
//- 東京都と京都.md
東京都 東京都
//- Café.md
x
//- Cafe with cakes.md
cafe cafe
";
    let vault = Vault::new(files);
    let asked = Asked::new(&vault.root());
    let check = |query: &str, expected: &str| {
        assert_eq!(asked.found(query).first().map(String::as_str), Some(expected), "{query}");
    };
    check("orders to erp", "a/Orders to ERP.md");
    check("\"Orders to ERP\"", "a/Orders to ERP.md");
    check("orders", "Orders.md");
    check("order feed", "Feed.md");
    check("v1.2 feed -nothing", "Feed.md");
    check("東京都", "東京都.md");
    check("match-case:(Orders to ERP)", "a/Orders to ERP.md");
}

#[test]
fn ties_are_sorted_by_path() {
    let files = "//- b.md\nword\n//- a/z.md\nword\n//- a.md\nword\n//- B.md\nword\n";
    check(files, "word", &["B.md", "a.md", "a/z.md", "b.md"]);
    check(files, "-nothing", &["B.md", "a.md", "a/z.md", "b.md"]);
}
