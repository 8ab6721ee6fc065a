//! Names by which style sheets and scripts refer to nodes and integrations of a picture (docs/spec/graph.md#svg).

use std::collections::HashMap;

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
    let spellings: [&dyn Fn(&Node) -> String; 3] = [&|node| node.label.clone(), &with_groups, &with_path];
    let mut names: Vec<String> = view.nodes.iter().map(|node| node.label.clone()).collect();
    for spell in spellings {
        let counts = counts(&names);
        let is_shared: Vec<bool> = names.iter().map(|name| counts[name.as_str()] > 1).collect();
        for ((name, node), _) in names.iter_mut().zip(&view.nodes).zip(is_shared).filter(|(_, shared)| *shared) {
            *name = spell(node);
        }
    }
    let mut seen: HashMap<String, usize> = HashMap::new();
    for name in &mut names {
        // Characters that XML does not have would be written as the same one.
        *name = legal(name).into_owned();
        let number = seen.entry(name.clone()).or_default();
        *number += 1;
        if *number > 1 {
            *name = format!("{name} ({number})");
        }
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
