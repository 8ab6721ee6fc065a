//! Boxes in columns, so that edges run from left to right as far as they can: for graphs that tell what flows where.

use super::{Frame, Point, Size};

/// How often each column is put in order by its neighbours.
const SWEEPS: usize = 12;

/// Boxes with room between them: `across` between columns, `down` between the boxes of a column. What has no edge to
/// another box stands below, in rows.
pub fn layers(sizes: &[Size], edges: &[(usize, usize)], across: f64, down: f64) -> Vec<Frame> {
    let mut edges: Vec<(usize, usize)> = edges.iter().copied().filter(|(source, target)| source != target).collect();
    edges.sort_unstable();
    edges.dedup();
    let mut is_alone = vec![true; sizes.len()];
    for (source, target) in &edges {
        (is_alone[*source], is_alone[*target]) = (false, false);
    }
    let columns = columns(sizes.len(), &edges, &is_alone);
    let columns = in_order(columns, &edges, sizes.len());

    let mut frames: Vec<Frame> = sizes.iter().map(|size| Frame { middle: Point::default(), size: *size }).collect();
    let mut left = 0.0;
    let mut lowest: f64 = 0.0;
    for column in &columns {
        let width = column.iter().map(|at| sizes[*at].width).fold(0.0, f64::max);
        let height: f64 = column.iter().map(|at| sizes[*at].height + down).sum::<f64>() - down;
        let mut top = -height / 2.0;
        for at in column {
            frames[*at].middle = Point { x: left + width / 2.0, y: top + sizes[*at].height / 2.0 };
            top += sizes[*at].height + down;
        }
        lowest = lowest.max(height / 2.0);
        left += width + across;
    }
    let alone: Vec<usize> = (0..sizes.len()).filter(|at| is_alone[*at]).collect();
    let first = Point { x: 0.0, y: if columns.is_empty() { 0.0 } else { lowest + 3.0 * down } };
    rows(&mut frames, &alone, first, (left - across).max(0.0), down);
    frames
}

/// Boxes in rows of about the same width, below and behind a place; `wide` is how wide they may get at least.
pub fn rows(frames: &mut [Frame], members: &[usize], first: Point, wide: f64, gap: f64) {
    let area: f64 = members.iter().map(|at| (frames[*at].size.width + gap) * (frames[*at].size.height + gap)).sum();
    // A page is wider than high.
    let widest = wide.max((area * 1.6).sqrt());
    let (mut x, mut y, mut highest) = (first.x, first.y, 0.0);
    for at in members {
        let size = frames[*at].size;
        if x > first.x && x + size.width > first.x + widest {
            (x, y, highest) = (first.x, y + highest + gap, 0.0);
        }
        frames[*at].middle = Point { x: x + size.width / 2.0, y: y + size.height / 2.0 };
        x += size.width + gap;
        highest = f64::max(highest, size.height);
    }
}

/// Which boxes stand in which column: each one behind all that lead to it, circles opened where they are found.
fn columns(count: usize, edges: &[(usize, usize)], is_alone: &[bool]) -> Vec<Vec<usize>> {
    let (mut following, mut before) = (vec![Vec::new(); count], vec![0_usize; count]);
    for (source, target) in edges {
        following[*source].push(*target);
        before[*target] += 1;
    }
    // Kahn's order. Where only circles are left, the one that most surely is a source begins.
    let mut column = vec![0; count];
    let mut is_placed = is_alone.to_vec();
    let mut waiting = before.clone();
    for _ in 0..is_alone.iter().filter(|it| !**it).count() {
        let open = (0..count).filter(|at| !is_placed[*at]);
        let sureness = |at: &usize| (waiting[*at], before[*at] as i64 - following[*at].len() as i64, *at);
        let Some(next) = open.min_by_key(sureness) else { break };
        is_placed[next] = true;
        for target in &following[next] {
            waiting[*target] -= 1;
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

/// Each column ordered so that its boxes stand near the middle of those that they are connected with.
fn in_order(mut columns: Vec<Vec<usize>>, edges: &[(usize, usize)], count: usize) -> Vec<Vec<usize>> {
    let mut neighbours = vec![Vec::new(); count];
    for (source, target) in edges {
        neighbours[*source].push(*target);
        neighbours[*target].push(*source);
    }
    let mut height = vec![0.0; count];
    let place = |column: &[usize], height: &mut Vec<f64>| {
        for (number, at) in column.iter().enumerate() {
            height[*at] = number as f64 - column.len() as f64 / 2.0;
        }
    };
    columns.iter().for_each(|column| place(column, &mut height));
    for sweep in 0..SWEEPS {
        for number in 0..columns.len() {
            let number = if sweep % 2 == 0 { number } else { columns.len() - 1 - number };
            let mean = |at: usize| {
                let near = &neighbours[at];
                near.iter().map(|other| height[*other]).sum::<f64>() / near.len().max(1) as f64
            };
            let mut column: Vec<(f64, usize)> = columns[number].iter().map(|at| (mean(*at), *at)).collect();
            column.sort_by(|left, right| left.0.total_cmp(&right.0));
            columns[number] = column.into_iter().map(|(_, at)| at).collect();
            place(&columns[number], &mut height);
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
                let clear = (a.middle.x - b.middle.x).abs() >= 80.0 || (a.middle.y - b.middle.y).abs() >= 30.0;
                assert!(clear, "{a:?} {b:?}");
            }
        }
    }

    #[test]
    fn what_flows_flows_to_the_right() {
        check(4, &[(0, 1), (1, 2), (0, 2)], &[&[0], &[1], &[2]]);
        check(5, &[(3, 1), (1, 4)], &[&[3], &[1], &[4]]);
        check(3, &[(0, 1), (1, 0), (1, 2)], &[&[1], &[0, 2]]);
        check(3, &[], &[]);
        check(0, &[], &[]);
    }
}
