//! The whole drawing of a graph: its nodes as boxes, and the boxes of its groups around them.

use vaultdex_query::graph::GraphView;

use super::layers::{layers, rows};
use super::{Frame, Point, Size, apart, around, force};

/// Room inside a group's box, on every side.
const PADDING: f64 = 18.0;

/// Room for a group's name above its members.
const TITLE: f64 = 26.0;

/// Room between columns, where edges run and have their labels.
const ACROSS: f64 = 190.0;

/// Room between boxes of a column.
const DOWN: f64 = 22.0;

/// A group with more members has them in several columns.
const LONGEST_COLUMN: usize = 10;

/// How many times the room that the boxes take a drawing is large.
const AIRINESS: f64 = 5.0;

/// The same for more than [`CROWD`] nodes: what belongs together shows by the room around it.
const AIRINESS_OF_CROWDS: f64 = 14.0;

/// So many nodes are no longer read one by one.
const CROWD: usize = 500;

/// A drawing. Its upper left corner is 0, 0.
pub struct Arranged {
    /// The box of each node, by its position.
    pub nodes: Vec<Frame>,
    /// The box of each group, by its position.
    pub groups: Vec<Frame>,
    /// How large it is.
    pub size: Size,
    /// Whether edges run from left to right, between boxes that stand in columns.
    pub is_layered: bool,
}

/// Boxes of a group's own members as wide as the widest of them, so that they stand like the rows of a table.
pub fn as_rows(view: &GraphView, mut sizes: Vec<Size>) -> Vec<Size> {
    let mut widest = vec![0.0_f64; view.groups.len()];
    for (node, size) in view.nodes.iter().zip(&sizes) {
        node.group.into_iter().for_each(|group| widest[group] = widest[group].max(size.width));
    }
    for (node, size) in view.nodes.iter().zip(&mut sizes) {
        size.width = size.width.max(node.group.map_or(0.0, |group| widest[group]));
    }
    sizes
}

/// Finds a place for every node, given how much room each takes: in columns within groups where the view tells what
/// flows where, else by forces.
pub fn arrange(view: &GraphView, sizes: &[Size], gap: f64) -> Arranged {
    arranged(view, sizes, gap, view.view != "links")
}

/// The same by forces, whatever the view is.
pub fn arrange_by_forces(view: &GraphView, sizes: &[Size], gap: f64) -> Arranged {
    arranged(view, sizes, gap, false)
}

fn arranged(view: &GraphView, sizes: &[Size], gap: f64, is_layered: bool) -> Arranged {
    let empty = vec![Frame::default(); view.groups.len()];
    let mut arranged = match is_layered {
        true => {
            let mut arranged = Arranged { nodes: boxes(sizes), groups: empty, size: Size::default(), is_layered };
            whole(view, &mut arranged);
            arranged
        }
        false => Arranged { nodes: spread(view, sizes, gap), groups: empty, size: Size::default(), is_layered },
    };
    let outline = around(arranged.nodes.iter().chain(&arranged.groups));
    for frame in arranged.nodes.iter_mut().chain(&mut arranged.groups) {
        let Point { x, y } = frame.middle;
        frame.middle = Point { x: x - outline.left(), y: y - outline.top() };
    }
    Arranged { size: outline.size, ..arranged }
}

fn boxes(sizes: &[Size]) -> Vec<Frame> {
    sizes.iter().map(|size| Frame { middle: Point::default(), size: *size }).collect()
}

/// By forces, then apart. What has no edge stands in rows below.
fn spread(view: &GraphView, sizes: &[Size], gap: f64) -> Vec<Frame> {
    let mut place = vec![None; sizes.len()];
    let edges = view.edges.iter().filter(|edge| edge.source != edge.target);
    let edges: Vec<(usize, usize)> = edges.map(|edge| (edge.source, edge.target)).collect();
    edges.iter().for_each(|(source, target)| (place[*source], place[*target]) = (Some(0), Some(0)));
    let (connected, alone): (Vec<usize>, Vec<usize>) = (0..sizes.len()).partition(|node| place[*node].is_some());
    connected.iter().enumerate().for_each(|(number, node)| place[*node] = Some(number));
    let number = |node: usize| place[node].expect("it has an edge");
    let edges: Vec<(usize, usize)> = edges.iter().map(|(from, to)| (number(*from), number(*to))).collect();
    let connected_sizes: Vec<Size> = connected.iter().map(|node| sizes[*node]).collect();

    let mut frames = boxes(sizes);
    let cloud = cloud(&connected_sizes, &edges, gap);
    connected.iter().zip(&cloud).for_each(|(node, frame)| frames[*node] = *frame);
    let outline = around(&cloud);
    let below = Point { x: outline.left(), y: outline.bottom() + 4.0 * gap };
    rows(&mut frames, &alone, below, outline.size.width, gap);
    frames
}

fn cloud(sizes: &[Size], edges: &[(usize, usize)], gap: f64) -> Vec<Frame> {
    let points = force(sizes.len(), edges);
    let room: f64 = sizes.iter().map(|size| (size.width + gap) * (size.height + gap)).sum();
    let mut frames: Vec<Frame> = points.iter().map(|middle| Frame { middle: *middle, size: Size::default() }).collect();
    let now = around(&frames).size;
    let airiness = if sizes.len() > CROWD { AIRINESS_OF_CROWDS } else { AIRINESS };
    // As much room as the boxes need, and wider than high, as boxes with text are.
    let wide = (room * airiness * 1.5).sqrt() / now.width.max(1.0);
    let high = (room * airiness / 1.5).sqrt() / now.height.max(1.0);
    for frame in &mut frames {
        frame.middle = Point { x: frame.middle.x * wide, y: frame.middle.y * high };
    }
    let points: Vec<Point> = frames.iter().map(|frame| frame.middle).collect();
    apart(&points, sizes, gap)
}

/// What stands on its own at some level: a node, or a group with all that is in it.
#[derive(Clone, Copy)]
enum Member {
    Node(usize),
    Group(usize),
}

fn members(view: &GraphView, group: Option<usize>) -> Vec<Member> {
    let nodes = (0..view.nodes.len()).filter(|node| view.nodes[*node].group == group).map(Member::Node);
    let groups = (0..view.groups.len()).filter(|inner| view.groups[*inner].parent == group).map(Member::Group);
    groups.chain(nodes).collect()
}

/// The outermost groups in columns by what flows between them.
fn whole(view: &GraphView, arranged: &mut Arranged) {
    let members = members(view, None);
    let mut home = vec![0; view.nodes.len()];
    let mut sizes = Vec::new();
    for (number, member) in members.iter().enumerate() {
        sizes.push(match member {
            Member::Node(node) => arranged.nodes[*node].size,
            Member::Group(group) => inside(view, *group, arranged),
        });
        for node in nodes_of(view, *member) {
            home[node] = number;
        }
    }
    let edges: Vec<(usize, usize)> = view.edges.iter().map(|edge| (home[edge.source], home[edge.target])).collect();
    let frames = layers(&sizes, &edges, ACROSS, DOWN);
    for (member, frame) in members.iter().zip(frames) {
        shift(view, *member, frame.middle, arranged);
    }
}

/// All nodes of a member, at any depth.
fn nodes_of(view: &GraphView, member: Member) -> Vec<usize> {
    match member {
        Member::Node(node) => vec![node],
        Member::Group(group) => {
            members(view, Some(group)).into_iter().flat_map(|member| nodes_of(view, member)).collect()
        }
    }
}

/// Places what is in a group around 0, 0, and its box around that. How large the box is.
fn inside(view: &GraphView, group: usize, arranged: &mut Arranged) -> Size {
    let members = members(view, Some(group));
    let mut sizes = Vec::new();
    for member in &members {
        sizes.push(match member {
            Member::Node(node) => arranged.nodes[*node].size,
            Member::Group(inner) => inside(view, *inner, arranged),
        });
    }
    let frames = match inner_edges(view, &members) {
        edges if edges.is_empty() => in_columns(&sizes),
        edges => layers(&sizes, &edges, ACROSS, DOWN),
    };
    let outline = around(&frames);
    for (member, frame) in members.iter().zip(&frames) {
        let Point { x, y } = frame.middle;
        shift(view, *member, Point { x: x - outline.middle.x, y: y - outline.middle.y + TITLE / 2.0 }, arranged);
    }
    // A name needs its room too.
    let name = view.groups[group].name.chars().count().min(60) as f64 * 8.0;
    let size = Size {
        width: outline.size.width.max(name) + 2.0 * PADDING,
        height: outline.size.height + 2.0 * PADDING + TITLE,
    };
    arranged.groups[group] = Frame { middle: Point::default(), size };
    size
}

/// The edges between members of one group, by the numbers of the members.
fn inner_edges(view: &GraphView, members: &[Member]) -> Vec<(usize, usize)> {
    let mut home = vec![None; view.nodes.len()];
    for (number, member) in members.iter().enumerate() {
        nodes_of(view, *member).into_iter().for_each(|node| home[node] = Some(number));
    }
    let edges = view.edges.iter().filter_map(|edge| Some((home[edge.source]?, home[edge.target]?)));
    edges.filter(|(source, target)| source != target).collect()
}

/// Below one another, in as many columns as keep them short.
fn in_columns(sizes: &[Size]) -> Vec<Frame> {
    let columns = sizes.len().div_ceil(LONGEST_COLUMN).max(1);
    let length = sizes.len().div_ceil(columns);
    let mut frames = Vec::new();
    let mut left = 0.0;
    for column in sizes.chunks(length.max(1)) {
        let width = column.iter().map(|size| size.width).fold(0.0, f64::max);
        let mut top = 0.0;
        for size in column {
            frames.push(Frame { middle: Point { x: left + width / 2.0, y: top + size.height / 2.0 }, size: *size });
            top += size.height + DOWN / 2.0;
        }
        left += width + DOWN;
    }
    frames
}

/// Moves a member from around 0, 0 to its place.
fn shift(view: &GraphView, member: Member, by: Point, arranged: &mut Arranged) {
    let moved = |frame: &mut Frame| {
        frame.middle = Point { x: frame.middle.x + by.x, y: frame.middle.y + by.y };
    };
    match member {
        Member::Node(node) => moved(&mut arranged.nodes[node]),
        Member::Group(group) => {
            moved(&mut arranged.groups[group]);
            for member in members(view, Some(group)) {
                shift(view, member, by, arranged);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use vaultdex_query::graph::{Edge, EdgeKind, Group, Node, NodeKind};

    use super::*;

    #[test]
    fn groups_enclose_their_members_and_nobody_else() {
        let groups = [("A", None), ("A1", Some(0)), ("A2", Some(0)), ("B", None)];
        let groups = groups.map(|(name, parent)| Group { name: name.to_owned(), parent }).to_vec();
        let node = |number: usize| {
            let group = [Some(1), Some(1), Some(2), Some(3), None][number % 5];
            Node { group, ..Node::new(NodeKind::Field, format!("{number:02}")) }
        };
        let edges = (0..20).map(|node| Edge::new(EdgeKind::Mapping, node, (node * 3 + 1) % 20)).collect();
        let view = GraphView::new("lineage", "V", true, (0..20).map(node).collect(), edges).with_groups(groups);
        let sizes = vec![Size { width: 90.0, height: 24.0 }; 20];
        let arranged = arrange(&view, &sizes, 10.0);
        let holds = |outer: &Frame, inner: &Frame| {
            outer.left() <= inner.left()
                && outer.right() >= inner.right()
                && outer.top() <= inner.top()
                && outer.bottom() >= inner.bottom()
        };
        let clear = |a: &Frame, b: &Frame| {
            a.right() <= b.left() || b.right() <= a.left() || a.bottom() <= b.top() || b.bottom() <= a.top()
        };
        for (position, node) in view.nodes.iter().enumerate() {
            let frame = &arranged.nodes[position];
            assert!(frame.left() >= -1e-6 && frame.top() >= -1e-6);
            for (group, outer) in arranged.groups.iter().enumerate() {
                let is_inside = node.group.is_some_and(|own| own == group || view.groups[own].parent == Some(group));
                assert_eq!(holds(outer, frame), is_inside, "{position} {group}");
                assert!(is_inside || clear(outer, frame), "{position} {group}");
            }
            assert!((position + 1..20).all(|other| clear(frame, &arranged.nodes[other])));
        }
        assert!(holds(&arranged.groups[0], &arranged.groups[1]) && clear(&arranged.groups[1], &arranged.groups[2]));
    }
}
