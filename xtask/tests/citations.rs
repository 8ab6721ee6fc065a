//! Comments cite the specification by page and heading, and pages link to each other; each must lead to a heading that
//! exists.

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

/// The text of a page without its code, in which brackets are no links.
fn prose(page: &str) -> String {
    let text = sources::read(page);
    let mut in_fence = false;
    let mut prose = String::new();
    for line in text.lines() {
        let is_fence = line.trim_start().starts_with("```");
        in_fence ^= is_fence;
        if !in_fence && !is_fence {
            line.split('`').step_by(2).for_each(|part| prose.push_str(part));
            prose.push('\n');
        }
    }
    prose
}

#[test]
fn links_between_the_pages_lead_somewhere() {
    let folders = ["docs", "contrib", "benches"].iter().flat_map(|folder| sources::files(folder, "md"));
    let others = ["README.md", "CONTRIBUTING.md", "ARCHITECTURE.md", "CHANGELOG.md", "SECURITY.md"].map(str::to_owned);
    let mut n_links = 0;
    for page in folders.chain(others) {
        let folder = page.rsplit_once('/').map_or("", |(folder, _)| folder);
        let text = prose(&page);
        let links = text.split("](").skip(1).map(|rest| rest.split(')').next().unwrap_or_default());
        for link in links.filter(|link| !link.contains("://")) {
            let (file, heading) = link.split_once('#').unwrap_or((link, ""));
            let target = if file.is_empty() { page.clone() } else { format!("{folder}/{file}") };
            let target = target.trim_start_matches('/');
            assert!(sources::root().join(target).exists(), "{page}: {link} leads nowhere");
            assert!(heading.is_empty() || anchors(target).contains(heading), "{page}: {link} leads to no heading");
            n_links += 1;
        }
    }
    assert!(n_links > 200, "only {n_links} links were found");
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
