//! Comments cite the specification by page and heading; every citation must lead to a heading that exists.

use std::collections::{BTreeMap, BTreeSet};

use xtask::sources;

/// The anchor that a heading has: lower case, punctuation removed, blanks as hyphens.
fn anchor(heading: &str) -> String {
    let kept = heading.trim().chars().filter(|letter| letter.is_alphanumeric() || matches!(letter, ' ' | '-' | '_'));
    kept.collect::<String>().to_lowercase().replace(' ', "-")
}

/// The anchors of a page; of several equal headings only the first is counted.
fn anchors(page: &str) -> BTreeSet<String> {
    let text = sources::read(page);
    let mut in_fence = false;
    let mut found = BTreeSet::new();
    for line in text.lines() {
        if line.trim_start().starts_with("```") {
            in_fence = !in_fence;
        } else if !in_fence && line.starts_with('#') {
            found.insert(anchor(line.trim_start_matches('#')));
        }
    }
    found
}

fn pages() -> BTreeMap<String, BTreeSet<String>> {
    sources::files("docs/spec", "md").into_iter().map(|page| (page.clone(), anchors(&page))).collect()
}

#[test]
fn every_citation_leads_to_a_heading() {
    let pages = pages();
    let mut n_citations = 0;
    let folders = ["crates", "src", "tests", "benches", "xtask/src"];
    for file in folders.iter().flat_map(|folder| sources::files(folder, "rs")) {
        let text = sources::read(&file);
        for (nth, line) in text.lines().enumerate() {
            let place = format!("{file}:{}", nth + 1);
            for (at, _) in line.match_indices("spec/") {
                let begins = line[..at].ends_with("docs/");
                assert!(begins, "{place}: a citation has the form docs/spec/PAGE.md#anchor");
                let cited = &line[at - "docs/".len()..];
                let end = cited.find(|it: char| !(it.is_alphanumeric() || "/._-#".contains(it)));
                let cited = cited[..end.unwrap_or(cited.len())].trim_end_matches('.');
                let (page, heading) = cited.split_once('#').map_or((cited, None), |(page, at)| (page, Some(at)));
                let known = pages.get(page).unwrap_or_else(|| panic!("{place}: there is no page {page}"));
                assert!(heading.is_none_or(|it| known.contains(it)), "{place}: {cited} leads to no heading");
                n_citations += 1;
            }
        }
    }
    assert!(n_citations > 100, "only {n_citations} citations were found");
}

#[test]
fn links_between_the_pages_lead_to_headings() {
    let pages = pages();
    for (page, own) in &pages {
        let text = sources::read(page);
        for (at, _) in text.match_indices("](") {
            let target = text[at + 2..].split(')').next().unwrap_or_default();
            let (file, heading) = target.split_once('#').unwrap_or((target, ""));
            if file.contains("://") || !(file.is_empty() || file.ends_with(".md")) || file.contains('/') {
                continue;
            }
            let known = match file {
                "" => Some(own),
                file => pages.get(&format!("docs/spec/{file}")),
            };
            let Some(known) = known else { continue };
            assert!(heading.is_empty() || known.contains(heading), "{page}: {target} leads to no heading");
        }
    }
}

#[test]
fn headings_of_a_page_are_distinct() {
    for page in sources::files("docs/spec", "md") {
        let text = sources::read(&page);
        let mut seen = BTreeSet::new();
        let mut in_fence = false;
        for line in text.lines() {
            in_fence ^= line.trim_start().starts_with("```");
            if !in_fence && line.starts_with('#') {
                assert!(seen.insert(anchor(line.trim_start_matches('#'))), "{page}: two headings are called {line}");
            }
        }
    }
}
