//! Communities of a graph: groups of nodes with many edges among them and few to others. The method is that of Louvain
//! (Blondel, Guillaume, Lambiotte, Lefebvre 2008): nodes move to the neighboring community that raises the modularity
//! most, then each community becomes a node of a smaller graph, and so on. As in the method of Leiden (Traag, Waltman,
//! van Eck 2019), only nodes whose neighbors have moved are looked at again, and every community is connected.
//!
//! Depends on the graph alone: nodes are visited in their order, and the arithmetic is the same on every machine.

use std::cmp::Reverse;
use std::collections::VecDeque;

use super::view::GraphView;

/// The smallest gain for which a node moves, in units of an edge; below it are rounding errors.
const MIN_GAIN: f64 = 1e-9;

/// Nodes with many edges among them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Community {
    /// The node with the most edges, of several the first.
    pub center: usize,
    /// All of its nodes, in order.
    pub members: Vec<usize>,
}

/// Returns the communities of a view in the order of their first nodes, without nodes that have no edge to another one.
pub fn communities_of(view: &GraphView) -> Vec<Community> {
    let edges: Vec<(usize, usize)> = view.edges.iter().map(|edge| (edge.source, edge.target)).collect();
    let mut has_edges = vec![false; view.nodes.len()];
    for (source, target) in edges.iter().filter(|(source, target)| source != target) {
        (has_edges[*source], has_edges[*target]) = (true, true);
    }
    let mut members: Vec<Vec<usize>> = Vec::new();
    for (node, community) in communities(view.nodes.len(), &edges).into_iter().enumerate() {
        members.resize(members.len().max(community + 1), Vec::new());
        if has_edges[node] {
            members[community].push(node);
        }
    }
    let degree = |node: &usize| view.nodes[*node].in_degree + view.nodes[*node].out_degree;
    let community = |members: Vec<usize>| {
        let center = *members.iter().min_by_key(|node| Reverse(degree(node)))?;
        Some(Community { center, members })
    };
    members.into_iter().filter_map(community).collect()
}

/// Returns the community of each node. Communities are numbered from 0 in the order of their first nodes; a node
/// without edges is a community of its own. Edges have no direction here, and an edge from a node to itself has no
/// effect.
pub fn communities(nodes: usize, edges: &[(usize, usize)]) -> Vec<usize> {
    let mut community: Vec<usize> = (0..nodes).collect();
    for level in community_levels(nodes, edges) {
        for number in &mut community {
            *number = level[*number];
        }
    }
    community
}

/// Returns the hierarchy of communities, the smallest ones first. The first level has the community of each node, and
/// every further one the community of each community of the level before, until none can be united any more. Empty if
/// there is nothing to unite.
pub fn community_levels(nodes: usize, edges: &[(usize, usize)]) -> Vec<Vec<usize>> {
    let mut levels = Vec::new();
    let mut network = Network::new(nodes, edges);
    loop {
        let community = network.connected_parts(&network.moved());
        let count = community.iter().max().map_or(0, |last| last + 1);
        if count == community.len() {
            return levels;
        }
        network = network.united(&community, count);
        levels.push(community);
    }
}

/// An undirected graph with weights.
struct Network {
    /// For each node the position of its first neighbor in `neighbors`; at the end, the number of neighbors.
    offsets: Vec<usize>,
    /// The neighbors of all nodes, each with the weight of the edge.
    neighbors: Vec<(usize, f64)>,
    /// For each node the weight of all its edges, twice that of the edges within it included.
    strength: Vec<f64>,
    /// Twice the weight within each node.
    inner: Vec<f64>,
}

impl Network {
    fn new(nodes: usize, edges: &[(usize, usize)]) -> Network {
        let edges = edges.iter().filter(|(source, target)| source != target);
        let directed = edges.flat_map(|(source, target)| [(*source, *target, 1.0), (*target, *source, 1.0)]);
        Network::from_directed(vec![0.0; nodes], directed.collect())
    }

    /// Creates a graph from its edges in both directions, of which several may connect the same nodes.
    fn from_directed(inner: Vec<f64>, mut directed: Vec<(usize, usize, f64)>) -> Network {
        directed.sort_unstable_by_key(|(source, target, _)| (*source, *target));
        directed.dedup_by(|next, kept| {
            let is_same = (next.0, next.1) == (kept.0, kept.1);
            if is_same {
                kept.2 += next.2;
            }
            is_same
        });
        let mut offsets = vec![0; inner.len() + 1];
        let mut strength = inner.clone();
        for (source, _, weight) in &directed {
            offsets[source + 1] += 1;
            strength[*source] += weight;
        }
        for node in 0..inner.len() {
            offsets[node + 1] += offsets[node];
        }
        let neighbors = directed.into_iter().map(|(_, target, weight)| (target, weight)).collect();
        Network { offsets, neighbors, strength, inner }
    }

    fn neighbors(&self, node: usize) -> &[(usize, f64)] {
        &self.neighbors[self.offsets[node]..self.offsets[node + 1]]
    }

    /// Moves nodes between communities, each at first on its own, until no move raises the modularity. Returns the
    /// community of each node, by the number of one of its nodes.
    fn moved(&self) -> Vec<usize> {
        let count = self.strength.len();
        let whole: f64 = self.strength.iter().sum();
        let mut community: Vec<usize> = (0..count).collect();
        let mut total = self.strength.clone();
        let mut queue: VecDeque<usize> = (0..count).collect();
        let mut is_queued = vec![true; count];
        // The weight of the edges between the node and each community, and which communities those are.
        let mut shared = vec![0.0; count];
        let mut near: Vec<usize> = Vec::new();
        while let Some(node) = queue.pop_front() {
            is_queued[node] = false;
            let own = community[node];
            let strength = self.strength[node];
            for (neighbor, weight) in self.neighbors(node) {
                let there = community[*neighbor];
                if shared[there] == 0.0 {
                    near.push(there);
                }
                shared[there] += weight;
            }
            total[own] -= strength;
            let gain = |at: usize| shared[at] - strength * total[at] / whole;
            let (mut best, mut best_gain) = (own, gain(own));
            for there in &near {
                let gain = gain(*there);
                if gain > best_gain + MIN_GAIN {
                    (best, best_gain) = (*there, gain);
                }
            }
            total[best] += strength;
            near.drain(..).for_each(|there| shared[there] = 0.0);
            if best == own {
                continue;
            }
            community[node] = best;
            for (neighbor, _) in self.neighbors(node) {
                if community[*neighbor] != best && !std::mem::replace(&mut is_queued[*neighbor], true) {
                    queue.push_back(*neighbor);
                }
            }
        }
        community
    }

    /// Divides communities that are not connected. Returns the new community of each node, numbered in the order of
    /// their first nodes.
    fn connected_parts(&self, community: &[usize]) -> Vec<usize> {
        let mut part = vec![usize::MAX; community.len()];
        let mut count = 0;
        let mut reached = Vec::new();
        for first in 0..community.len() {
            if part[first] != usize::MAX {
                continue;
            }
            part[first] = count;
            reached.push(first);
            while let Some(node) = reached.pop() {
                for (neighbor, _) in self.neighbors(node) {
                    if part[*neighbor] == usize::MAX && community[*neighbor] == community[node] {
                        part[*neighbor] = count;
                        reached.push(*neighbor);
                    }
                }
            }
            count += 1;
        }
        part
    }

    /// Returns the graph whose nodes are the communities.
    fn united(&self, community: &[usize], count: usize) -> Network {
        let mut inner = vec![0.0; count];
        let mut directed = Vec::new();
        for (node, own) in community.iter().enumerate() {
            inner[*own] += self.inner[node];
            for (neighbor, weight) in self.neighbors(node) {
                match community[*neighbor] {
                    there if there == *own => inner[*own] += weight,
                    there => directed.push((*own, there, *weight)),
                }
            }
        }
        Network::from_directed(inner, directed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns the nodes of each community as letters, from edges as pairs of letters.
    fn described(nodes: usize, pairs: &str) -> String {
        let position = |letter: u8| usize::from(letter - b'a');
        let edges: Vec<(usize, usize)> =
            pairs.split_whitespace().map(|pair| (position(pair.as_bytes()[0]), position(pair.as_bytes()[1]))).collect();
        let community = communities(nodes, &edges);
        let count = community.iter().max().map_or(0, |last| last + 1);
        let members = |number: usize| -> String {
            (b'a'..).zip(&community).filter(|(_, own)| **own == number).map(|(letter, _)| char::from(letter)).collect()
        };
        (0..count).map(members).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn nodes_with_edges_among_them_are_a_community() {
        let check =
            |nodes: usize, pairs: &str, expected: &str| assert_eq!(described(nodes, pairs), expected, "{pairs}");
        check(0, "", "");
        check(3, "", "a b c");
        check(3, "aa ac ca", "ac b");
        // Two triangles with an edge between them; the direction of edges and their order make no difference.
        check(6, "ab bc ca cd de ef fd", "abc def");
        check(6, "fd cd ac ed fe bc ba", "abc def");
        // A node belongs to the community with which it shares more edges.
        check(7, "ab bc ca de ef fd ga gb gd", "abcg def");
        // A ring of four triangles.
        check(12, "ab bc ca de ef fd gh hi ig jk kl lj cd fg il ja", "abc def ghi jkl");
    }

    /// Returns a ring of `groups` groups of `size` nodes. In a group, each node has edges to the next six.
    fn ring(groups: usize, size: usize) -> Vec<(usize, usize)> {
        let inner = (0..groups * size).flat_map(|node| {
            let first = node / size * size;
            (1..7).map(move |step| (node, first + (node - first + step) % size))
        });
        inner.chain((0..groups).map(|group| (group * size, (group + 1) % groups * size))).collect()
    }

    #[test]
    fn groups_of_a_large_graph_are_found() {
        let community = communities(5000, &ring(20, 250));
        for group in community.chunks(250) {
            assert!(group.iter().all(|own| *own == group[0]));
        }
        assert_eq!(community.iter().max(), Some(&19));
    }

    #[test]
    fn levels_are_nested_and_every_community_is_connected() {
        // Each node has edges to some that are far away.
        let edges: Vec<(usize, usize)> =
            (1..2000).flat_map(|node| [(node, node / 2), (node, node * 7919 % 2000), (node, node - 1)]).collect();
        let levels = community_levels(2000, &edges);
        let mut count = 2000;
        for level in &levels {
            assert_eq!(level.len(), count);
            count = level.iter().max().unwrap() + 1;
            assert!(count < level.len());
        }
        let community = communities(2000, &edges);
        let inner: Vec<(usize, usize)> =
            edges.iter().copied().filter(|(source, target)| community[*source] == community[*target]).collect();
        let network = Network::new(2000, &inner);
        assert_eq!(network.connected_parts(&[0; 2000]), community);
    }
}
