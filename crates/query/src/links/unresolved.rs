//! Targets of links that lead to no file (docs/spec/obsidian.md#unresolved-links).

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use crate::catalog::Catalog;

/// A target of links that lead to no file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct UnresolvedTarget<'a> {
    /// The target as written, without subpath and `.md`.
    pub target: &'a str,
    /// The number of links to it.
    pub count: usize,
    /// The paths of the files that link to it, sorted.
    pub sources: Vec<&'a str>,
    /// The path and line of each link.
    #[serde(skip)]
    pub occurrences: Vec<(&'a str, u32)>,
}

/// Returns the targets of all links that lead to no file, those with the most links first, then by name.
pub fn unresolved(catalog: &Catalog) -> Vec<UnresolvedTarget<'_>> {
    let mut by_target: BTreeMap<&str, UnresolvedTarget> = BTreeMap::new();
    for (position, file) in catalog.files.iter().enumerate() {
        let path = file.path.as_str();
        for (link, _) in catalog.links(position).filter(|(_, destination)| destination.is_none()) {
            let target = unresolved_key(link.linkpath());
            let new = || UnresolvedTarget { target, count: 0, sources: Vec::new(), occurrences: Vec::new() };
            let entry = by_target.entry(target).or_insert_with(new);
            entry.count += 1;
            entry.occurrences.push((path, link.span.line));
            if entry.sources.last() != Some(&path) {
                entry.sources.push(path);
            }
        }
    }
    let mut targets: Vec<UnresolvedTarget> = by_target.into_values().collect();
    targets.sort_by(|left, right| right.count.cmp(&left.count).then(left.target.cmp(right.target)));
    targets
}

/// Returns the key under which Obsidian keeps an unresolved link: the linkpath without one trailing `.md` in any case,
/// otherwise as written. A linkpath that is nothing but `.md` keeps it.
pub fn unresolved_key(linkpath: &str) -> &str {
    let end = linkpath.len().saturating_sub(3);
    match linkpath.get(end..) {
        Some(extension) if end > 0 && extension.eq_ignore_ascii_case(".md") => &linkpath[..end],
        _ => linkpath,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::links::test_catalog::catalog;

    #[test]
    fn unresolved_links_are_counted_per_target_as_written() {
        let catalog = catalog(&[("a.md", &["Foo#x", "foo", "Foo.MD", "../Foo"]), ("b.md", &["Foo"])]);
        let found: Vec<_> = unresolved(&catalog).into_iter().map(|it| (it.target, it.count, it.sources)).collect();
        assert_eq!(found, [("Foo", 3, vec!["a.md", "b.md"]), ("../Foo", 1, vec!["a.md"]), ("foo", 1, vec!["a.md"])]);
    }

    #[test]
    fn unresolved_key_drops_one_extension() {
        let check = |linkpath: &str, key: &str| assert_eq!(unresolved_key(linkpath), key);
        check("Foo", "Foo");
        check("./x/Foo.MD", "./x/Foo");
        check("Foo.md.md", "Foo.md");
        check("Foo.mdx", "Foo.mdx");
        check(".md", ".md");
        check("笔记", "笔记");
        check("é", "é");
    }
}
