//! Layered layout: boxes in columns, edges from left to right, everything in its place. Edges go around boxes, labels have
//! room of their own, and groups hold together. Knows boxes, lines and groups, not what they stand for.
//!
//! The steps are those of Sugiyama, Tagawa and Toda (1981): [`orient`] decides which edges run against the direction,
//! [`ranks`] assigns columns, [`columns`] makes do with fewer where the drawing would be a strip, [`sift`] orders what is
//! in them so that few edges cross, [`ports`] distributes edges over the sides of boxes, [`heights`] places everything
//! vertically, and [`routes`] draws.

mod blocks;
mod columns;
mod components;
mod diagram;
mod heights;
mod lone;
mod orient;
mod ports;
mod ranks;
mod routes;
mod search;
mod sift;
mod simplex;

use blocks::Blocks;
pub use components::layered;

pub use diagram::{Card, Cluster, Diagram, Drawing, Fit, Line, Route};

/// How many times fewer steps a drawing takes that only shows whether its number of columns suits.
const TRIAL: usize = 12;

/// Lays out a diagram whose nodes are connected by edges or groups.
fn lay_out(diagram: &Diagram, steps: usize) -> Drawing {
    let stacked = lone::stack(diagram);
    let diagram = &stacked.diagram;
    let edges: Vec<(usize, usize)> = diagram.lines.iter().map(|line| (line.source, line.target)).collect();
    let one_way: Vec<bool> = diagram.lines.iter().map(|line| line.is_one_way).collect();
    let is_reversed = orient::reversed(diagram.nodes.len(), &edges, &one_way);
    let fixed: Option<Vec<usize>> = diagram.nodes.iter().map(|card| card.column).collect();
    let draw = |ranks: &[usize], steps: usize| draw(diagram, ranks, &one_way, fixed.is_none(), steps);
    if let Some(ranks) = &fixed {
        return stacked.unstack(draw(ranks, steps).0);
    }
    let widest = ranks::ranks(diagram, &is_reversed);
    let ranks = columns::suitable(diagram, &widest, |ranks| draw(ranks, steps / TRIAL));
    let mut drawn = draw(&ranks, steps);
    if ranks != widest && columns::is_doubtful(diagram, drawn.1) {
        let wide = draw(&widest, steps);
        if wide.1 < drawn.1 {
            drawn = wide;
        }
    }
    stacked.unstack(drawn.0)
}

/// Draws a diagram from ranks, to which the search makes small changes if it may. Returns the number of crossings too.
fn draw(
    diagram: &Diagram,
    ranks: &[usize],
    one_way: &[bool],
    may_change_ranks: bool,
    steps: usize,
) -> (Drawing, usize) {
    let mut blocks = Blocks::new(diagram, ranks);
    let position = search::search(&mut blocks, one_way, may_change_ranks, steps);
    let spans = blocks.spans();
    let ports = ports::ports(diagram, &blocks, &position);
    let heights = heights::heights(diagram, &blocks, &position, &spans, &ports);
    (routes::draw(diagram, &blocks, &heights, &spans, &ports), blocks.crossings(&position))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::graph::layout::geometry::{Frame, Point, Size};
    use crate::render::graph::layout::random::Random;

    /// Returns a diagram of boxes without groups and labels.
    pub fn diagram(count: usize, edges: &[(usize, usize)]) -> Diagram {
        let size = Size { width: 100.0, height: 40.0 };
        let line =
            |&(source, target)| Line { source, target, is_one_way: true, label: None, longer_labels: Vec::new() };
        Diagram {
            nodes: vec![Card { size, fit: Fit::Free, group: None, column: None }; count],
            lines: edges.iter().map(line).collect(),
            groups: Vec::new(),
            gap: 20.0,
            has_tables: false,
        }
    }

    /// Returns a random diagram with labels, and with members of nested groups.
    pub fn random_diagram(seed: u64, count: usize, edges: usize, groups: usize) -> Diagram {
        let mut random = Random::new(seed);
        let mut diagram = diagram(count, &[]);
        let parents: Vec<Option<usize>> =
            (0..groups).map(|group| (group > 1 && random.below(3) == 0).then(|| random.below(group))).collect();
        diagram.groups = parents.iter().map(|parent| Cluster { parent: *parent, title_width: 90.0 }).collect();
        for card in &mut diagram.nodes {
            card.size.width = 60.0 + random.below(120) as f64;
            card.group = (groups > 0 && random.below(4) > 0).then(|| random.below(groups));
        }
        for _ in 0..edges {
            let (source, target) = (random.below(count), random.below(count));
            let width = 40.0 + random.below(100) as f64;
            let label = (random.below(5) > 0).then_some(Size { width, height: 13.0 });
            let longer_labels = vec![300.0, width + 30.0];
            diagram.lines.push(Line { source, target, is_one_way: random.below(4) > 0, label, longer_labels });
        }
        diagram
    }

    /// Returns points along a line, at most two pixels apart.
    fn points(route: &Route) -> Vec<Point> {
        let Some((start, curves)) = route.points.split_first() else { return Vec::new() };
        let mut from = *start;
        let mut points = vec![from];
        for curve in curves.chunks_exact(3) {
            let [b, c, d] = [curve[0], curve[1], curve[2]];
            let steps = ((d.x - from.x).abs() + (d.y - from.y).abs()).ceil().max(1.0);
            for step in 1..=steps as usize {
                let t = step as f64 / steps;
                let at = |a: f64, b: f64, c: f64, d: f64| {
                    let r = 1.0 - t;
                    r * r * r * a + 3.0 * r * r * t * b + 3.0 * r * t * t * c + t * t * t * d
                };
                points.push(Point { x: at(from.x, b.x, c.x, d.x), y: at(from.y, b.y, c.y, d.y) });
            }
            from = d;
        }
        points
    }

    fn is_apart(a: &Frame, b: &Frame) -> bool {
        a.right() <= b.left() || b.right() <= a.left() || a.bottom() <= b.top() || b.bottom() <= a.top()
    }

    fn holds(outer: &Frame, inner: &Frame) -> bool {
        outer.left() <= inner.left()
            && outer.right() >= inner.right()
            && outer.top() <= inner.top()
            && outer.bottom() >= inner.bottom()
    }

    fn is_in(frame: &Frame, point: &Point) -> bool {
        frame.left() < point.x && point.x < frame.right() && frame.top() < point.y && point.y < frame.bottom()
    }

    fn check_nothing_overlaps(diagram: &Diagram) {
        let drawing = layered(diagram);
        let Drawing { nodes, groups, routes, size } = &drawing;
        let whole = Frame { center: Point { x: size.width / 2.0, y: size.height / 2.0 }, size: *size };
        let lines: Vec<Vec<Point>> = routes.iter().map(points).collect();
        for (node, frame) in nodes.iter().enumerate() {
            assert!(holds(&whole, frame), "{node} {frame:?} {whole:?}");
            assert!(nodes[node + 1..].iter().all(|other| is_apart(frame, other)), "{node}");
            let around = diagram.around(diagram.nodes[node].group);
            for (group, outer) in groups.iter().enumerate() {
                let is_fine = if around.contains(&group) { holds(outer, frame) } else { is_apart(outer, frame) };
                assert!(is_fine, "{node} {group}: {frame:?} {outer:?}");
            }
            for (edge, line) in diagram.lines.iter().enumerate() {
                let is_end = line.source == node || line.target == node;
                assert!(is_end || !lines[edge].iter().any(|point| is_in(frame, point)), "{edge} goes through {node}");
            }
        }
        for (edge, route) in routes.iter().enumerate() {
            let line = &diagram.lines[edge];
            let Line { source, target, .. } = line;
            let widths: Vec<f64> = line.longer_labels.iter().copied().chain(line.label.map(|it| it.width)).collect();
            assert_eq!(route.label.is_some(), line.label.is_some(), "{edge}");
            assert!(route.label.iter().all(|frame| widths.contains(&frame.size.width)), "{edge}");
            let ends = [lines[edge][0], lines[edge][lines[edge].len() - 1]];
            let by = |frame: &Frame, by: f64| {
                let size = Size { width: frame.size.width + by, height: frame.size.height + by };
                Frame { size, ..*frame }
            };
            let meets = |frame: &Frame, point: &Point| is_in(&by(frame, 0.2), point) && !is_in(&by(frame, -0.2), point);
            assert!(meets(&nodes[*source], &ends[0]) && meets(&nodes[*target], &ends[1]), "{edge} {ends:?}");
            let Some(frame) = &route.label else { continue };
            assert!(nodes.iter().all(|node| is_apart(frame, node)), "the label of {edge} lies on a box");
            for (other, line) in lines.iter().enumerate().filter(|(other, _)| *other != edge) {
                assert!(!line.iter().any(|point| is_in(frame, point)), "{other} goes through the label of {edge}");
                assert!(
                    routes[other].label.iter().all(|other| is_apart(frame, other)),
                    "the labels of {edge}, {other}"
                );
            }
        }
        let again = layered(diagram);
        assert!(*nodes == again.nodes && *groups == again.groups && *routes == again.routes, "it is another drawing");
    }

    #[test]
    fn nothing_overlaps() {
        check_nothing_overlaps(&diagram(0, &[]));
        check_nothing_overlaps(&diagram(1, &[(0, 0)]));
        check_nothing_overlaps(&diagram(3, &[(0, 1), (1, 0), (0, 1)]));
        for seed in 0..12 {
            let count = 3 + seed as usize * 3;
            check_nothing_overlaps(&random_diagram(seed, count, count * 3 / 2, 0));
            check_nothing_overlaps(&random_diagram(seed, count, count, 2 + seed as usize / 2));
        }
        check_nothing_overlaps(&random_diagram(99, 20, 0, 5));
    }

    #[test]
    fn loops_stay_within_the_side_of_their_box() {
        let mut diagram = diagram(2, &[(0, 0); 9]);
        diagram.lines.iter_mut().for_each(|line| line.label = Some(Size { width: 60.0, height: 13.0 }));
        diagram.lines.push(Line { target: 1, ..diagram.lines[0].clone() });
        check_nothing_overlaps(&diagram);
    }

    #[test]
    fn boxes_of_a_table_are_close_together() {
        // The three lines to the table could be straight only with room between its rows.
        let mut diagram = diagram(6, &[(0, 3), (1, 5)]);
        diagram.groups = vec![Cluster { parent: None, title_width: 10.0 }; 3];
        let groups = [0, 1, 1, 2, 2, 2];
        diagram.nodes.iter_mut().zip(groups).for_each(|(card, group)| card.group = Some(group));
        diagram.nodes[4].size.height = 41.0;
        diagram.lines.push(Line { source: 2, target: 4, ..diagram.lines[0].clone() });
        diagram.has_tables = true;
        let mut rows = layered(&diagram).nodes[3..].to_vec();
        rows.sort_by(|a, b| a.top().total_cmp(&b.top()));
        for pair in rows.windows(2) {
            assert!(pair[1].top() - pair[0].bottom() <= diagram.gap + 1.0, "{rows:?}");
        }
    }

    #[test]
    fn few_edges_cross() {
        let crossings = |diagram: &Diagram| {
            let lines: Vec<Vec<Point>> = layered(diagram).routes.iter().map(points).collect();
            let side = |a: &Point, b: &Point, c: &Point| (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x);
            let cross = |a: &[Point], b: &[Point]| {
                side(&a[0], &a[1], &b[0]) * side(&a[0], &a[1], &b[1]) < 0.0
                    && side(&b[0], &b[1], &a[0]) * side(&b[0], &b[1], &a[1]) < 0.0
            };
            let pairs = (0..lines.len()).flat_map(|a| (a + 1..lines.len()).map(move |b| (a, b)));
            let of_pair = |(a, b): (usize, usize)| {
                lines[a].windows(2).map(|a| lines[b].windows(2).filter(|b| cross(a, b)).count()).sum::<usize>()
            };
            pairs.map(of_pair).sum::<usize>()
        };
        // Trees, ladders and other graphs that can be drawn without crossings.
        assert_eq!(crossings(&diagram(7, &[(0, 1), (0, 2), (1, 3), (1, 4), (2, 5), (2, 6)])), 0);
        let rungs = (0..8).map(|at| (at, at + 8));
        let ladder: Vec<(usize, usize)> = (0..7).flat_map(|at| [(at, at + 1), (at + 8, at + 9)]).chain(rungs).collect();
        assert_eq!(crossings(&diagram(16, &ladder)), 0);
        assert_eq!(crossings(&diagram(4, &[(0, 1), (1, 2), (2, 3), (0, 2), (0, 3), (1, 3)])), 0);
        // In two columns, each of three with each of three would have nine.
        let each: Vec<(usize, usize)> = (0..3).flat_map(|a| (3..6).map(move |b| (a, b))).collect();
        assert!(crossings(&diagram(6, &each)) < 9);
    }
}
