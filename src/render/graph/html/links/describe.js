"use strict";
// What is said of notes and links: beside the picture, in tables and in the search.

const nodeButton = (node, details) => {
  const button = makeButton(nameOf(node), () => choose(thingOfNode(node), { zoom: true }), "thing");
  if (details) button.append(make("small", details));
  return button;
};
const timesOf = (edge) => (edge.count > 1 ? `${grouped(edge.count)} times` : "");

const describe = (thing) => {
  if (thing.type === "edge") {
    return { title: wayOf(thing.edge), kind: ["link", timesOf(thing.edge)], parts: [section("Between", listOf(endsOf(thing.edge).map((node) => nodeButton(node))))], tags: [] };
  }
  const { node } = thing;
  const neighbors = make("div");
  neighbors.id = "neighbors";
  const list = (heading, found) => {
    if (found.length) neighbors.append(section(`${heading} (${grouped(found.length)})`, listOf(found.map((edge) => nodeButton(otherEnd(edge, node), timesOf(edge))))));
  };
  list("Links to", node.edges.filter((edge) => edge.s === node.at));
  list("Linked from", node.edges.filter((edge) => edge.s !== node.at));
  const community = communityOf(node);
  const facts = factList([["Community", community !== node.label && community]]);
  return { title: nameOf(node), kind: [node.kind], parts: [facts, neighbors], path: node.path, tags: node.tags };
};

const TABLES = [
  {
    caption: "Nodes",
    rows: () => nodes.filter((node) => shown.nodes[node.at]),
    thing: thingOfNode,
    columns: [
      ["Name", nameOf],
      ["Kind", (node) => node.kind],
      ["Links to it", (node) => node.edges.filter((edge) => edge.t === node.at).length],
      ["Links from it", (node) => node.edges.filter((edge) => edge.s === node.at).length],
      ["Community", communityOf],
      ["Tags", (node) => node.tags.map((tag) => `#${tag}`).join(" ")],
      ["Note", (node) => node.path],
    ],
  },
  {
    caption: "Links",
    rows: () => edges.filter((edge) => shown.edges[edge.at]),
    thing: thingOfEdge,
    columns: [
      ["Name", wayOf],
      ["From", (edge) => nodes[edge.s].path ?? nodes[edge.s].label],
      ["To", (edge) => nodes[edge.t].path ?? nodes[edge.t].label],
      ["Times", (edge) => edge.count],
    ],
  },
];

const searchEntries = nodes.map((node) => ({
  label: nameOf(node), what: node.path ?? node.kind, key: [node.path, ...node.tags.map((tag) => `#${tag}`)],
  weight: node.edges.length, act: () => choose(thingOfNode(node), { zoom: true }),
}));
