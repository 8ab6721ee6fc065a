//! Systems and flows in Mermaid flowcharts (docs/spec/integrations.md#code-blocks). A node with outgoing edges only is
//! a source, one with incoming edges only a target.

use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Range;

use super::builder::RecordBuilder;
use super::context::NoteContext;
use super::value;
use crate::document::text::Text;
use crate::model::{Flow, Role};

/// Adds the two systems that the first diagram of the note joins: a flowchart of two nodes, or a sequence of messages
/// between two participants. Returns whether there is one.
pub(crate) fn add_sides(context: &NoteContext, builder: &mut RecordBuilder) -> bool {
    for (node, block) in context.outline.codes.iter().filter(|(_, block)| block.language == "mermaid") {
        let text = &context.text[block.span.range()];
        let start = block.span.start as usize;
        let Some((from, to)) = sequence_ends(text).or_else(|| flowchart_ends(text)) else { continue };
        let place = context.place_of_node(*node);
        for (role, range) in [(Role::Source, from), (Role::Target, to)] {
            let range = start + range.start..start + range.end;
            let text = Text { raw: Cow::Borrowed(&context.text[range.clone()]), span: context.lines.span(range) };
            builder.add_inferred(role, value::extract_system(&text, place.clone()));
        }
        return true;
    }
    false
}

/// Returns the byte ranges of the names of the two nodes that the only edge of a flowchart joins.
fn flowchart_ends(text: &str) -> Option<(Range<usize>, Range<usize>)> {
    let mut chart = Chart::default();
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        chart.parse_line(line, at);
        at += line.len();
    }
    let ([_, _], [(from, to, _)]) = (chart.nodes.as_slice(), chart.edges.as_slice()) else { return None };
    let label = |node: usize| chart.nodes[node].label.map(|(start, end)| start..end);
    Some((label(*from)?, label(*to)?))
}

/// Returns the byte ranges of the names of the two participants of a sequence diagram, the sender of the first message
/// first. `None` if there are more or fewer.
fn sequence_ends(text: &str) -> Option<(Range<usize>, Range<usize>)> {
    let mut is_sequence = false;
    let mut first: Option<(usize, usize)> = None;
    let range_of = |part: &str| {
        let start = part.as_ptr() as usize - text.as_ptr() as usize;
        start..start + part.len()
    };
    let mut known: Vec<(&str, Range<usize>)> = Vec::new();
    for line in text.lines().map(str::trim) {
        if line == "sequenceDiagram" {
            is_sequence = true;
        } else if let Some(rest) = line.strip_prefix("participant ").or_else(|| line.strip_prefix("actor ")) {
            let (id, label) = rest.split_once(" as ").map_or((rest, rest), |(id, label)| (id, label));
            participant(&mut known, id.trim(), range_of(label.trim()));
        } else if let Some((ends, _)) = line.split_once(':').filter(|_| is_sequence) {
            let Some(at) = ends.find("->") else { continue };
            let (from, to) = (ends[..at].trim_end_matches('-').trim(), ends[at + 2..].trim_start_matches('>').trim());
            let to = to.trim_start_matches(['+', '-', ')', 'x']).trim();
            if from.is_empty() || to.is_empty() {
                continue;
            }
            let from = participant(&mut known, from, range_of(from));
            let to = participant(&mut known, to, range_of(to));
            first = first.or(Some((from, to)).filter(|(from, to)| from != to));
        }
    }
    let (from, to) = first.filter(|_| known.len() == 2)?;
    Some((known[from].1.clone(), known[to].1.clone()))
}

/// Returns the index of a participant, and adds it if it is not known. More than a few are not needed.
fn participant<'t>(known: &mut Vec<(&'t str, Range<usize>)>, id: &'t str, label: Range<usize>) -> usize {
    let found = known.iter().take(3).position(|(other, _)| *other == id);
    found.unwrap_or_else(|| {
        known.push((id, label));
        known.len() - 1
    })
}

/// A node of a flowchart with its label and the number of its edges.
#[derive(Default)]
struct Node {
    /// The byte range of the label, or of the ID of a node without one.
    label: Option<(usize, usize)>,
    has_label: bool,
    n_incoming: usize,
    n_outgoing: usize,
}

/// Extracts the systems and flows of all flowcharts of a note.
pub(crate) fn read_flowcharts(context: &NoteContext, builder: &mut RecordBuilder) {
    for (node, block) in context.outline.codes.iter().filter(|(_, block)| block.language == "mermaid") {
        let place = context.place_of_node(*node);
        let mut chart = Chart::default();
        let mut at = block.span.start as usize;
        for line in context.text[block.span.range()].split_inclusive('\n') {
            chart.parse_line(line, at);
            at += line.len();
        }
        let text = |node: &Node| {
            let (start, end) = node.label?;
            Some(Text { raw: Cow::Borrowed(&context.text[start..end]), span: context.lines.span(start..end) })
        };
        for node in &chart.nodes {
            let role = match (node.n_incoming, node.n_outgoing) {
                (0, 0) => continue,
                (0, _) => Role::Source,
                (_, 0) => Role::Target,
                _ => Role::Middleware,
            };
            if let Some(text) = text(node) {
                builder.add_system(role, value::extract_system(&text, place.clone()));
            }
        }
        for (from, to, at) in &chart.edges {
            let system = |idx: usize| text(&chart.nodes[idx]).map(|text| value::extract_system(&text, place.clone()));
            let flow = Flow {
                name: None,
                from: system(*from),
                to: system(*to),
                is_implied: false,
                details: Vec::new(),
                span: context.lines.span(*at..*at),
            };
            builder.record.flows.push(flow);
        }
    }
}

/// A flowchart.
#[derive(Default)]
struct Chart {
    nodes: Vec<Node>,
    by_id: HashMap<String, usize>,
    /// The nodes of each edge, and the offset of its line.
    edges: Vec<(usize, usize, usize)>,
    is_flowchart: bool,
}

impl Chart {
    /// Adds the edges of a line at an offset: `A[Core System] --> B[API Gateway] --> C`.
    fn parse_line(&mut self, line: &str, at: usize) {
        let trimmed = line.trim();
        if trimmed.starts_with("graph ") || trimmed.starts_with("flowchart ") {
            self.is_flowchart = true;
            return;
        }
        if !self.is_flowchart || trimmed.starts_with("%%") || trimmed.starts_with("subgraph") {
            return;
        }
        let mut rest = line.len() - line.trim_start().len();
        let mut previous: Option<usize> = None;
        while let Some((node, end)) = self.parse_node(line, rest, at) {
            if let Some(previous) = previous {
                self.nodes[previous].n_outgoing += 1;
                self.nodes[node].n_incoming += 1;
                self.edges.push((previous, node, at + line.len() - line.trim_start().len()));
            }
            let Some(next) = skip_link(line, end) else { return };
            (previous, rest) = (Some(node), next);
        }
    }

    /// Parses the node at an offset of a line, and returns its index and where it ends.
    fn parse_node(&mut self, line: &str, start: usize, at: usize) -> Option<(usize, usize)> {
        let is_id = |letter: char| letter.is_alphanumeric() || letter == '_';
        let id_end = start + line[start..].find(|letter| !is_id(letter)).unwrap_or(line.len() - start);
        if id_end == start {
            return None;
        }
        let idx = match self.by_id.get(&line[start..id_end]) {
            Some(idx) => *idx,
            None => {
                self.nodes.push(Node { label: Some((at + start, at + id_end)), ..Node::default() });
                self.by_id.insert(line[start..id_end].to_owned(), self.nodes.len() - 1);
                self.nodes.len() - 1
            }
        };
        let open = line[id_end..].chars().take_while(|letter| "[({>".contains(*letter)).count();
        let close = line[id_end + open..].find([']', ')', '}']).filter(|_| open > 0);
        let Some(close) = close.map(|close| id_end + open + close) else { return Some((idx, id_end)) };
        let label = line[id_end + open..close].trim_matches(['"', ' ', '/', '\\']);
        let label_start = id_end + open + line[id_end + open..close].find(label).unwrap_or(0);
        let node = &mut self.nodes[idx];
        if !node.has_label && !label.is_empty() {
            node.label = Some((at + label_start, at + label_start + label.len()));
            node.has_label = true;
        }
        let end = close + line[close..].find(|letter| !"])}".contains(letter)).unwrap_or(line.len() - close);
        Some((idx, end))
    }
}

/// Returns where the node after a link begins. The label of the link is skipped.
fn skip_link(line: &str, from: usize) -> Option<usize> {
    let rest = line[from..].trim_start();
    let start = line.len() - rest.len();
    let is_link = |letter: char| matches!(letter, '-' | '=' | '.' | '>' | '<');
    let length = rest.find(|letter| !is_link(letter)).unwrap_or(rest.len());
    if length < 2 {
        return None;
    }
    let mut at = start + length;
    if let Some(label) = line[at..].trim_start().strip_prefix('|') {
        let end = label.find('|')?;
        at = line.len() - label.len() + end + 1;
    } else if !rest[..length].contains('>') {
        // `A -- label --> B`
        if let Some(arrow) = line[at..].find("-->").or_else(|| line[at..].find("==>")) {
            at += arrow + 3;
        }
    }
    let n_spaces = line[at..].len() - line[at..].trim_start().len();
    Some(at + n_spaces)
}
