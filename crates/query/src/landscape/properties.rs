//! What holds for the answers on any landscape.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use super::graph::{Landscape, Traversal};
use super::matrix::matrix;
use super::path::routes;
use super::walk::{Direction, Root, walk};
use crate::catalog::{Catalog, File};
use crate::catalogue::systems::Systems;
use crate::catalogue::test_records::integration;

const NAMES: [&str; 9] = ["Ash", "Birch", "Cedar", "Elm", "Fir", "Hazel", "Larch", "Maple", "Oak"];
const STATUSES: [&str; 6] = ["active", "planned", "retired", "paused", "degraded", "deprecated"];

/// An integration: sources, targets, middleware, parties, status, and whether it is two-way.
type Record = (Vec<usize>, Vec<usize>, Vec<usize>, Vec<usize>, usize, bool);

fn records() -> impl Strategy<Value = Vec<Record>> {
    let systems = |most: usize| prop::collection::vec(0..NAMES.len(), 0..=most);
    let record = (systems(2), systems(2), systems(1), systems(1), 0..STATUSES.len(), any::<bool>());
    prop::collection::vec(record, 0..14)
}

/// Returns the notes of records, with the direction of all data reversed on request.
fn catalog(records: &[Record], is_reversed: bool) -> Catalog {
    let files = records.iter().enumerate().map(|(nth, (sources, targets, middleware, parties, status, is_two_way))| {
        let (sources, targets) = if is_reversed { (targets, sources) } else { (sources, targets) };
        let named = |role: &str, systems: &[usize]| {
            systems.iter().map(|system| format!("{role} {}", NAMES[*system])).collect::<Vec<_>>()
        };
        let parts = [named("S", sources), named("T", targets), named("M", middleware), named("P", parties)].concat();
        let direction = if *is_two_way { "two-way" } else { "one-way" };
        integration(
            &format!("{nth:02}.md"),
            &format!("INT-{nth} {} {direction}: {}", STATUSES[*status], parts.join(", ")),
        )
    });
    Catalog::new(files.collect::<Vec<File>>())
}

/// Returns the names of the systems that a walk reaches, with their hops.
fn reached(
    landscape: &Landscape,
    system: usize,
    direction: Direction,
    traversal: Traversal,
    depth: Option<usize>,
) -> BTreeMap<String, usize> {
    let walked = walk(landscape, Root::System(system), direction, traversal, depth);
    walked.into_iter().map(|it| (landscape.systems.list[it.system].name.clone(), it.hop)).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn impact_reaches_what_a_path_leads_to(records in records(), is_all in any::<bool>()) {
        let catalog = catalog(&records, false);
        let systems = Systems::new(&catalog);
        let landscape = Landscape::new(&catalog, &systems);
        let traversal = if is_all { Traversal::All } else { Traversal::Live };
        for from in 0..systems.list.len() {
            if landscape.carried_by(from).next().is_some() {
                continue;
            }
            let hops = reached(&landscape, from, Direction::Downstream, traversal, None);
            for (to, system) in systems.list.iter().enumerate() {
                let found = routes(&landscape, from, to, traversal, 3);
                prop_assert_eq!(found.list.first().map(Vec::len), hops.get(&system.name).copied());
                prop_assert!(found.list.len() <= 3);
                for route in &found.list {
                    prop_assert!(route.iter().all(|edges| !edges.is_empty()));
                    prop_assert!(route.windows(2).all(|pair| pair[0][0].to == pair[1][0].from));
                }
            }
        }
    }

    #[test]
    fn upstream_is_downstream_of_the_reversed_graph(records in records()) {
        let (forward, backward) = (catalog(&records, false), catalog(&records, true));
        let (systems, reversed_systems) = (Systems::new(&forward), Systems::new(&backward));
        let landscape = Landscape::new(&forward, &systems);
        let reversed = Landscape::new(&backward, &reversed_systems);
        for (position, system) in systems.list.iter().enumerate() {
            let same = reversed_systems.find(&backward, &system.name).expect("the same systems");
            let up = reached(&landscape, position, Direction::Upstream, Traversal::Live, None);
            prop_assert_eq!(up, reached(&reversed, same, Direction::Downstream, Traversal::Live, None));
        }
    }

    #[test]
    fn deeper_walks_reach_more_and_every_edge_is_recorded(records in records()) {
        let catalog = catalog(&records, false);
        let systems = Systems::new(&catalog);
        let landscape = Landscape::new(&catalog, &systems);
        for system in 0..systems.list.len() {
            let all = reached(&landscape, system, Direction::Downstream, Traversal::Live, None);
            for depth in 1..5 {
                let some = reached(&landscape, system, Direction::Downstream, Traversal::Live, Some(depth));
                let expected = all.iter().filter(|(_, hop)| **hop <= depth).map(|(name, hop)| (name.clone(), *hop));
                prop_assert_eq!(some, expected.collect::<BTreeMap<_, _>>());
            }
            for it in walk(&landscape, Root::System(system), Direction::Downstream, Traversal::All, None) {
                prop_assert!(it.system != system && !it.edges.is_empty());
                for edge in it.edges {
                    let participants = &landscape.connections[edge.connection].participants;
                    prop_assert!(participants.contains(edge.from) && participants.contains(edge.to));
                    prop_assert!(landscape.edges_of(edge.connection).contains(&edge));
                }
            }
        }
    }

    #[test]
    fn cells_count_the_integrations_of_their_edges(records in records()) {
        let catalog = catalog(&records, false);
        let systems = Systems::new(&catalog);
        let landscape = Landscape::new(&catalog, &systems);
        let mut expected: BTreeMap<(String, String), BTreeSet<usize>> = BTreeMap::new();
        for (nth, (sources, targets, _, _, status, is_two_way)) in records.iter().enumerate() {
            for (from, to) in sources.iter().flat_map(|from| targets.iter().map(move |to| (*from, *to))) {
                if from != to && STATUSES[*status] != "retired" {
                    let name = |system: usize| NAMES[system].to_owned();
                    expected.entry((name(from), name(to))).or_default().insert(nth);
                    if *is_two_way {
                        expected.entry((name(to), name(from))).or_default().insert(nth);
                    }
                }
            }
        }
        let cells = matrix(&landscape).cells.into_iter().map(|cell| ((cell.from, cell.to), cell.count));
        let expected = expected.into_iter().map(|(ends, records)| (ends, records.len()));
        prop_assert_eq!(cells.collect::<BTreeMap<_, _>>(), expected.collect::<BTreeMap<_, _>>());
    }
}
