"use strict";
// What belongs to a choice: of a box everything that its data comes from and goes to, of a line its ends.

const walk = (start, isForward, found) => {
  const waiting = [start];
  const seen = new Set(waiting);
  while (waiting.length) {
    const node = waiting.pop();
    found.nodes.add(node);
    for (const edge of node.edges) {
      const [from, to] = isForward ? [edge.s, edge.t] : [edge.t, edge.s];
      const next = from === node.at ? nodes[to] : edge.both ? nodes[from] : null;
      if (!next) continue;
      found.edges.add(edge);
      if (!seen.has(next)) { seen.add(next); waiting.push(next); }
    }
  }
};

const tracedFrom = (thing) => {
  const found = { nodes: new Set(), edges: new Set() };
  if (thing.type === "node") {
    walk(thing.node, true, found);
    walk(thing.node, false, found);
    return found;
  }
  for (const edge of thing.type === "edge" ? [thing.edge] : thing.item.edges) {
    found.edges.add(edge);
    found.nodes.add(nodes[edge.s]).add(nodes[edge.t]);
  }
  return found;
};
