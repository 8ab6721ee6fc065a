//! Layered layout: boxes in columns, so that most edges run from left to right. For graphs with a direction of flow.

use super::geometry::{Frame, Point, Size};

/// The number of passes that order each column by the positions of adjacent boxes.
const SWEEPS: usize = 12;

/// Lays out boxes in columns, with `column_gap` between columns and `row_gap` between the boxes of a column. Boxes
/// without an edge to another box are placed below, in rows.
pub fn layers(sizes: &[Size], edges: &[(usize, usize)], column_gap: f64, row_gap: f64) -> Vec<Frame> {
    let mut edges: Vec<(usize, usize)> = edges.iter().copied().filter(|(source, target)| source != target).collect();
    edges.sort_unstable();
    edges.dedup();
    let mut is_alone = vec![true; sizes.len()];
    for (source, target) in &edges {
        (is_alone[*source], is_alone[*target]) = (false, false);
    }
    let columns = columns(sizes.len(), &edges, &is_alone);
    let columns = order_columns(columns, &edges, sizes.len());

    let mut frames: Vec<Frame> = sizes.iter().map(|size| Frame { center: Point::default(), size: *size }).collect();
    let mut left = 0.0;
    let mut lowest: f64 = 0.0;
    for column in &columns {
        let width = column.iter().map(|at| sizes[*at].width).fold(0.0, f64::max);
        let height: f64 = column.iter().map(|at| sizes[*at].height + row_gap).sum::<f64>() - row_gap;
        let mut top = -height / 2.0;
        for at in column {
            frames[*at].center = Point { x: left + width / 2.0, y: top + sizes[*at].height / 2.0 };
            top += sizes[*at].height + row_gap;
        }
        lowest = lowest.max(height / 2.0);
        left += width + column_gap;
    }
    let alone: Vec<usize> = (0..sizes.len()).filter(|at| is_alone[*at]).collect();
    let first = Point { x: 0.0, y: if columns.is_empty() { 0.0 } else { lowest + 3.0 * row_gap } };
    place_in_rows(&mut frames, &alone, first, (left - column_gap).max(0.0), row_gap);
    frames
}

/// Places boxes in rows of about the same width, with the upper left corner at `first`. Rows are at least `min_width`
/// wide before they are wrapped.
pub fn place_in_rows(frames: &mut [Frame], members: &[usize], first: Point, min_width: f64, gap: f64) {
    let area: f64 = members.iter().map(|at| (frames[*at].size.width + gap) * (frames[*at].size.height + gap)).sum();
    // The rows form a block that is wider than high.
    let max_width = min_width.max((area * 1.6).sqrt());
    let (mut x, mut y, mut highest) = (first.x, first.y, 0.0);
    for at in members {
        let size = frames[*at].size;
        if x > first.x && x + size.width > first.x + max_width {
            (x, y, highest) = (first.x, y + highest + gap, 0.0);
        }
        frames[*at].center = Point { x: x + size.width / 2.0, y: y + size.height / 2.0 };
        x += size.width + gap;
        highest = f64::max(highest, size.height);
    }
}

/// Assigns boxes to columns: each one to the right of its predecessors, except for edges that close a cycle.
fn columns(count: usize, edges: &[(usize, usize)], is_alone: &[bool]) -> Vec<Vec<usize>> {
    let (mut successors, mut in_degree) = (vec![Vec::new(); count], vec![0_usize; count]);
    for (source, target) in edges {
        successors[*source].push(*target);
        in_degree[*target] += 1;
    }
    // Kahn's algorithm. Where only cycles remain, the box with the largest surplus of outgoing edges is next.
    let mut column = vec![0; count];
    let mut is_placed = is_alone.to_vec();
    let mut unplaced_predecessors = in_degree.clone();
    for _ in 0..is_alone.iter().filter(|it| !**it).count() {
        let remaining = (0..count).filter(|at| !is_placed[*at]);
        let rank = |at: &usize| (unplaced_predecessors[*at], in_degree[*at] as i64 - successors[*at].len() as i64, *at);
        let Some(next) = remaining.min_by_key(rank) else { break };
        is_placed[next] = true;
        for target in &successors[next] {
            unplaced_predecessors[*target] -= 1;
            if !is_placed[*target] {
                column[*target] = column[*target].max(column[next] + 1);
            }
        }
    }
    let mut columns = vec![Vec::new(); column.iter().max().map_or(0, |last| last + 1)];
    for at in (0..count).filter(|at| !is_alone[*at]) {
        columns[column[at]].push(at);
    }
    columns.retain(|column| !column.is_empty());
    columns
}

/// Orders each column by the mean position of the boxes that are connected with a box (the barycenter heuristic).
fn order_columns(mut columns: Vec<Vec<usize>>, edges: &[(usize, usize)], count: usize) -> Vec<Vec<usize>> {
    let mut neighbors = vec![Vec::new(); count];
    for (source, target) in edges {
        neighbors[*source].push(*target);
        neighbors[*target].push(*source);
    }
    let mut height = vec![0.0; count];
    let assign_heights = |column: &[usize], height: &mut Vec<f64>| {
        for (number, at) in column.iter().enumerate() {
            height[*at] = number as f64 - column.len() as f64 / 2.0;
        }
    };
    columns.iter().for_each(|column| assign_heights(column, &mut height));
    for sweep in 0..SWEEPS {
        for number in 0..columns.len() {
            let number = if sweep % 2 == 0 { number } else { columns.len() - 1 - number };
            let mean = |at: usize| {
                let near = &neighbors[at];
                near.iter().map(|other| height[*other]).sum::<f64>() / near.len().max(1) as f64
            };
            let mut column: Vec<(f64, usize)> = columns[number].iter().map(|at| (mean(*at), *at)).collect();
            column.sort_by(|left, right| left.0.total_cmp(&right.0));
            columns[number] = column.into_iter().map(|(_, at)| at).collect();
            assign_heights(&columns[number], &mut height);
        }
    }
    columns
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(count: usize, edges: &[(usize, usize)], expected: &[&[usize]]) {
        let mut is_alone = vec![true; count];
        for (source, target) in edges {
            (is_alone[*source], is_alone[*target]) = (false, false);
        }
        assert_eq!(columns(count, edges, &is_alone), expected, "{edges:?}");
        let frames = layers(&vec![Size { width: 80.0, height: 30.0 }; count], edges, 60.0, 10.0);
        for (number, a) in frames.iter().enumerate() {
            for b in &frames[number + 1..] {
                let clear = (a.center.x - b.center.x).abs() >= 80.0 || (a.center.y - b.center.y).abs() >= 30.0;
                assert!(clear, "{a:?} {b:?}");
            }
        }
    }

    #[test]
    fn edges_run_from_left_to_right() {
        check(4, &[(0, 1), (1, 2), (0, 2)], &[&[0], &[1], &[2]]);
        check(5, &[(3, 1), (1, 4)], &[&[3], &[1], &[4]]);
        check(3, &[(0, 1), (1, 0), (1, 2)], &[&[1], &[0, 2]]);
        check(3, &[], &[]);
        check(0, &[], &[]);
    }
}
