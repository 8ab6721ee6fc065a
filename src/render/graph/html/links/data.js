"use strict";
// What can be chosen, and the colors of the dots.

const WORDS = {
  node: "node",
  item: "link",
  search: "Search names, paths, #tags",
  picture: "Picture. Enter chooses the note with the most links; arrow keys lead from a chosen note to its neighbors, and move the picture while none is chosen.",
  legend: "Colors",
  empty: ["There is nothing to draw.", "No file of the vault belongs to this graph. `vaultdex graph --help` lists what chooses a part of the vault."],
};

const KINDS = { note: "#5b8fc9", canvas: "#8a6fd1", attachment: "#8c8c8c", unresolved: "#b9a58a", tag: "#5fa37a" };
const WITHOUT_CLASS = "#8c8c8c";
const usedKinds = Object.keys(KINDS).filter((kind) => nodes.some((node) => node.kind === kind));
nodes.forEach((node) => node.classes.unshift(usedKinds.indexOf(node.kind)));
const colorings = [{ name: "kind", classes: usedKinds.map((kind) => [kind, KINDS[kind]]) }, ...graph.colorings];
const currentColoring = () => [state.color, graph.coloring, "kind"].map((name) => colorings.find((it) => it.name === name)).find(Boolean);
// The class of a node in a coloring: its name and color.
const classIn = (coloring, node) => coloring.classes[node.classes[colorings.indexOf(coloring)] ?? -1];
const classNamed = (name) => {
  const coloring = colorings.find((it) => it.name === name);
  return (node) => (coloring && classIn(coloring, node)?.[0]) ?? undefined;
};
const communityOf = classNamed("community");

const byDegree = [...nodes].sort((one, other) => other.edges.length - one.edges.length || one.at - other.at);
const endsOf = (edge) => [nodes[edge.s], nodes[edge.t]];
const otherEnd = (edge, node) => nodes[edge.s === node.at ? edge.t : edge.s];
// A target that does not exist is a ring.
const isHollow = (node) => node.kind === "unresolved";
const RING_WIDTH = 1.5;
const nameOf = (node) => shownName(node.label);
const wayOf = (edge) => endsOf(edge).map(nameOf).join(" → ");

const nodeThings = nodes.map((node) => ({ type: "node", node }));
nodeThings.forEach((thing) => registerAs(thing.node.path ?? thing.node.label, thing));
const edgeThings = edges.map((edge) => ({ type: "edge", edge }));
edgeThings.forEach((thing) => registerAs(wayOf(thing.edge), thing));
const thingOfNode = (node) => nodeThings[node.at];
const thingOfEdge = (edge) => edgeThings[edge.at];

// A choice with everything that is linked to it, by position.
const nearOf = (thing) => {
  if (thing.type === "edge") return { nodes: new Set([thing.edge.s, thing.edge.t]), edges: new Set([thing.edge.at]) };
  return {
    nodes: new Set([thing.node.at, ...thing.node.edges.map((edge) => otherEnd(edge, thing.node).at)]),
    edges: new Set(thing.node.edges.map((edge) => edge.at)),
  };
};
