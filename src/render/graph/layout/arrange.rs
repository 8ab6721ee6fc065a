//! Layout of a whole graph: its nodes as boxes, and its groups as boxes around their members.

use vaultdex_query::graph::GraphView;

use super::cloud::layout_by_forces;
use super::geometry::{Frame, Point, Size, bounding_box};
use super::layers::layers;

/// The padding of a group's box, on every side.
const PADDING: f64 = 18.0;

/// The height of a group's name above its members.
const TITLE_HEIGHT: f64 = 26.0;

/// The gap between columns, where edges and their labels are.
const COLUMN_GAP: f64 = 190.0;

/// The gap between the boxes of a column.
const ROW_GAP: f64 = 22.0;

/// The number of members above which a group without inner edges has several columns.
const MAX_COLUMN_LENGTH: usize = 10;

/// A layout. Its upper left corner is at the origin.
pub struct Arranged {
    /// The box of each node, by its position.
    pub nodes: Vec<Frame>,
    /// The box of each group, by its position.
    pub groups: Vec<Frame>,
    /// The size of the drawing.
    pub size: Size,
    /// Whether boxes are in columns, with edges from left to right.
    pub is_layered: bool,
}

/// Makes the direct members of each group as wide as the widest of them, so that they align like the rows of a table.
pub fn align_widths(view: &GraphView, mut sizes: Vec<Size>) -> Vec<Size> {
    let mut widest = vec![0.0_f64; view.groups.len()];
    for (node, size) in view.nodes.iter().zip(&sizes) {
        node.group.into_iter().for_each(|group| widest[group] = widest[group].max(size.width));
    }
    for (node, size) in view.nodes.iter().zip(&mut sizes) {
        size.width = size.width.max(node.group.map_or(0.0, |group| widest[group]));
    }
    sizes
}

/// Lays out boxes of the given sizes: in columns within groups if the view has a direction of flow, otherwise by
/// forces.
pub fn arrange(view: &GraphView, sizes: &[Size], gap: f64) -> Arranged {
    arranged(view, sizes, gap, view.view != "links")
}

/// Lays out boxes by forces, whatever the view is.
pub fn arrange_by_forces(view: &GraphView, sizes: &[Size], gap: f64) -> Arranged {
    arranged(view, sizes, gap, false)
}

fn arranged(view: &GraphView, sizes: &[Size], gap: f64, is_layered: bool) -> Arranged {
    let empty = vec![Frame::default(); view.groups.len()];
    let mut arranged = match is_layered {
        true => {
            let mut arranged = Arranged { nodes: boxes(sizes), groups: empty, size: Size::default(), is_layered };
            layout_in_columns(view, &mut arranged);
            arranged
        }
        false => {
            Arranged { nodes: layout_by_forces(view, sizes, gap), groups: empty, size: Size::default(), is_layered }
        }
    };
    let outline = bounding_box(arranged.nodes.iter().chain(&arranged.groups));
    for frame in arranged.nodes.iter_mut().chain(&mut arranged.groups) {
        let Point { x, y } = frame.center;
        frame.center = Point { x: x - outline.left(), y: y - outline.top() };
    }
    Arranged { size: outline.size, ..arranged }
}

fn boxes(sizes: &[Size]) -> Vec<Frame> {
    sizes.iter().map(|size| Frame { center: Point::default(), size: *size }).collect()
}

/// A direct member of a group: a node, or a subgroup with all its members.
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

/// Lays out the outermost members in columns.
fn layout_in_columns(view: &GraphView, arranged: &mut Arranged) {
    let members = members(view, None);
    let mut home = vec![0; view.nodes.len()];
    let mut sizes = Vec::new();
    for (number, member) in members.iter().enumerate() {
        sizes.push(match member {
            Member::Node(node) => arranged.nodes[*node].size,
            Member::Group(group) => layout_group(view, *group, arranged),
        });
        for node in nodes_of(view, *member) {
            home[node] = number;
        }
    }
    let edges: Vec<(usize, usize)> = view.edges.iter().map(|edge| (home[edge.source], home[edge.target])).collect();
    let frames = layers(&sizes, &edges, COLUMN_GAP, ROW_GAP);
    for (member, frame) in members.iter().zip(frames) {
        shift(view, *member, frame.center, arranged);
    }
}

/// Returns all nodes of a member, at any depth.
fn nodes_of(view: &GraphView, member: Member) -> Vec<usize> {
    match member {
        Member::Node(node) => vec![node],
        Member::Group(group) => {
            members(view, Some(group)).into_iter().flat_map(|member| nodes_of(view, member)).collect()
        }
    }
}

/// Lays out the members of a group around the origin. Returns the size of the group's box.
fn layout_group(view: &GraphView, group: usize, arranged: &mut Arranged) -> Size {
    let members = members(view, Some(group));
    let mut sizes = Vec::new();
    for member in &members {
        sizes.push(match member {
            Member::Node(node) => arranged.nodes[*node].size,
            Member::Group(inner) => layout_group(view, *inner, arranged),
        });
    }
    let frames = match inner_edges(view, &members) {
        edges if edges.is_empty() => in_columns(&sizes),
        edges => layers(&sizes, &edges, COLUMN_GAP, ROW_GAP),
    };
    let outline = bounding_box(&frames);
    for (member, frame) in members.iter().zip(&frames) {
        let Point { x, y } = frame.center;
        shift(view, *member, Point { x: x - outline.center.x, y: y - outline.center.y + TITLE_HEIGHT / 2.0 }, arranged);
    }
    // The box is at least as wide as its name.
    let name_width = view.groups[group].name.chars().count().min(60) as f64 * 8.0;
    let size = Size {
        width: outline.size.width.max(name_width) + 2.0 * PADDING,
        height: outline.size.height + 2.0 * PADDING + TITLE_HEIGHT,
    };
    arranged.groups[group] = Frame { center: Point::default(), size };
    size
}

/// Returns the edges between different members of a group, by the indices of the members.
fn inner_edges(view: &GraphView, members: &[Member]) -> Vec<(usize, usize)> {
    let mut home = vec![None; view.nodes.len()];
    for (number, member) in members.iter().enumerate() {
        nodes_of(view, *member).into_iter().for_each(|node| home[node] = Some(number));
    }
    let edges = view.edges.iter().filter_map(|edge| Some((home[edge.source]?, home[edge.target]?)));
    edges.filter(|(source, target)| source != target).collect()
}

/// Stacks boxes in as many columns as [`MAX_COLUMN_LENGTH`] requires.
fn in_columns(sizes: &[Size]) -> Vec<Frame> {
    let columns = sizes.len().div_ceil(MAX_COLUMN_LENGTH).max(1);
    let length = sizes.len().div_ceil(columns);
    let mut frames = Vec::new();
    let mut left = 0.0;
    for column in sizes.chunks(length.max(1)) {
        let width = column.iter().map(|size| size.width).fold(0.0, f64::max);
        let mut top = 0.0;
        for size in column {
            frames.push(Frame { center: Point { x: left + width / 2.0, y: top + size.height / 2.0 }, size: *size });
            top += size.height + ROW_GAP / 2.0;
        }
        left += width + ROW_GAP;
    }
    frames
}

/// Moves a member, with everything in it, by an offset.
fn shift(view: &GraphView, member: Member, by: Point, arranged: &mut Arranged) {
    let moved = |frame: &mut Frame| {
        frame.center = Point { x: frame.center.x + by.x, y: frame.center.y + by.y };
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
    fn groups_enclose_exactly_their_members() {
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
