//! Names by which style sheets and scripts refer to nodes and integrations of a picture (docs/spec/graph.md#svg).

use std::collections::{HashMap, HashSet};

use vaultdex_query::graph::{GraphView, Node};

use super::xml::legal;

/// Returns a name for each node that no other node has: its label; if that is not enough, with its groups in front; if that
/// is not enough either, with its path, or a number behind it.
pub(super) fn of_nodes(view: &GraphView) -> Vec<String> {
    let with_groups = |node: &Node| {
        let groups = node.group.map(|group| view.group_names(group)).unwrap_or_default();
        groups.into_iter().chain([node.label.as_str()]).collect::<Vec<_>>().join(" › ")
    };
    let with_path = |node: &Node| {
        let path = node.path.as_deref().map(|path| format!(" ({path}:{})", node.line.unwrap_or(1)));
        with_groups(node) + &path.unwrap_or_default()
    };
    let spellings: [&dyn Fn(&Node) -> String; 2] = [&with_groups, &with_path];
    let mut names: Vec<String> = view.nodes.iter().map(|node| node.label.clone()).collect();
    for spell in spellings {
        let counts = counts(&names);
        let is_shared: Vec<bool> = names.iter().map(|name| counts[name.as_str()] > 1).collect();
        for ((name, node), _) in names.iter_mut().zip(&view.nodes).zip(is_shared).filter(|(_, shared)| *shared) {
            *name = spell(node);
        }
    }
    // Characters that XML does not have would be written as the same one.
    numbered(names.iter().map(|name| legal(name).into_owned()).collect(), str::to_owned)
}

/// Returns the names with a number behind each whose key an earlier one has.
pub(super) fn numbered(mut names: Vec<String>, key: impl Fn(&str) -> String) -> Vec<String> {
    let mut taken: HashSet<String> = names.iter().map(|name| key(name)).collect();
    let mut next: HashMap<String, usize> = HashMap::new();
    for name in &mut names {
        let number = next.entry(key(name)).or_insert(1);
        if *number == 1 {
            *number = 2;
            continue;
        }
        let numbered = (*number..).find(|number| taken.insert(key(&format!("{name} ({number})"))));
        *number = numbered.expect("numbers do not end") + 1;
        *name = format!("{name} ({})", *number - 1);
    }
    names
}

fn counts(names: &[String]) -> HashMap<String, usize> {
    let mut counts = HashMap::new();
    names.iter().for_each(|name| *counts.entry(name.clone()).or_default() += 1);
    counts
}

/// Returns the ID of an integration, or its name, as one word.
pub(super) fn id_of(short_name: &str) -> String {
    short_name.split_whitespace().collect::<Vec<_>>().join("_")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_names_are_equal() {
        let check = |names: &[&str], expected: &[&str]| {
            let names = || names.iter().map(|name| (*name).to_owned()).collect();
            assert_eq!(numbered(names(), str::to_lowercase), expected);
        };
        check(&["X", "Y"], &["X", "Y"]);
        check(&["X", "X", "X"], &["X", "X (2)", "X (3)"]);
        check(&["X", "x", "X"], &["X", "x (2)", "X (3)"]);
        check(&["X", "X", "X (2)"], &["X", "X (3)", "X (2)"]);
    }
}
