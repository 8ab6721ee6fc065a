"use strict";
// What follows from the graph: who has which integration, and what can be chosen.

const WORDS = {
  landscape: { node: "system", item: "integration", group: "Domain" },
  impact: { node: "system", item: "integration", group: "Hop" },
  lineage: { node: "field", item: "mapping", group: "System" },
}[graph.view];
WORDS.search = "Search systems, IDs, fields, people";
WORDS.picture = "Picture. Tab leads to its boxes; arrow keys lead from box to line, and move the picture while nothing in it has the focus.";
WORDS.legend = "Statuses";
WORDS.empty = {
  landscape: ["No integrations between systems were found.",
    "Notes with an ID and a source and a target, rows of registers and pages of systems fill this picture. `vaultdex integrations --unread` lists what looks like an integration and was not understood, with the reason."],
  impact: ["Nothing is hit.",
    "No live integration leads on from what stops. With `--all`, those that are planned or retired count too; with `--direction in`, the picture shows what it depends on itself."],
  lineage: ["No mapping of fields was found.",
    "Mapping tables fill this picture: tables with a column for the source field and one for the target field, in the note of an integration or embedded in it. `vaultdex lineage` explains single fields."],
}[graph.view];

// What a line stands for: integrations, or else one mapping.
const items = graph.integrations.map((integration, at) => ({ ...integration, at, edges: [], ends: [] }));
edges.forEach((edge) => {
  if (edge.records) {
    edge.items = edge.records.map((record) => items[record.at]);
  } else {
    const { path, line, status, label } = edge;
    const name = `${shownName(nodes[edge.s].label)} → ${shownName(nodes[edge.t].label)}`;
    const item = { at: items.length, name, rule: label, path, line, status, edges: [], ends: [], isMapping: true };
    items.push(item);
    edge.items = [item];
  }
  edge.items.forEach((item, number) => {
    if (item.edges.includes(edge)) return;
    item.edges.push(edge);
    const { from, to } = edge.records?.[number] ?? { from: "source", to: "target" };
    item.ends.push({ role: from, node: nodes[edge.s] }, { role: to, node: nodes[edge.t] });
  });
});
nodes.filter((node) => node.integration !== undefined).forEach((node) => {
  node.item = items[node.integration];
  node.item.node = node;
});

const TODAY = new Date().toLocaleDateString("sv");
// The last day of a month, a quarter or a year, because until then a review is in time.
const lastDay = (date) => {
  const [, year, quarter, month] = /^(\d{4})(?:-Q([1-4])|-(\d\d))?$/.exec(date) ?? [];
  if (!year) return date;
  const last = quarter ? 3 * quarter : Number(month ?? 12);
  return `${year}-${String(last).padStart(2, "0")}-31`;
};
const isOverdue = (item) => item.next_review !== undefined && lastDay(item.next_review) < TODAY;
const titleOf = (item) => (item.id && item.id !== item.name ? `${item.id} ${item.name}` : shownName(item.name));
const wayOf = (edge) => `${shownName(nodes[edge.s].name)} ${edge.both ? "↔" : "→"} ${shownName(nodes[edge.t].name)}`;
// The entity of a field, and whatever else tells things with the same name apart.
const contextOf = (node) => node.group.join(" › ");

// What a node sends and receives: each integration once for each node at its other end.
const flowsOf = (node) => {
  const found = { sent: new Map(), received: new Map() };
  node.edges.forEach((edge) => edge.items.forEach((item, number) => {
    const way = edge.records?.[number].way;
    const [isReverse, isBoth] = [way === "backward", way === "both"];
    const other = nodes[edge.s === node.at ? edge.t : edge.s];
    const key = `${item.at} ${other.at}`;
    if (isBoth || (edge.s === node.at) !== isReverse || edge.s === edge.t) found.sent.set(key, { item, other });
    if (isBoth || (edge.t === node.at) !== isReverse) found.received.set(key, { item, other });
  }));
  return { sent: [...found.sent.values()], received: [...found.received.values()] };
};
// How many integrations those are.
const countOf = (flows) => new Set(flows.map(({ item }) => item)).size;

// An integration with a node of its own is that node.
const itemThings = new Map();
const nodeThings = nodes.map((node) => ({ type: "node", node, item: node.item }));
nodeThings.forEach((thing) => { if (thing.item) itemThings.set(thing.item, thing); });
items.filter((item) => item.id).forEach((item) => {
  const thing = itemThings.get(item) ?? { type: "item", item };
  itemThings.set(item, thing);
  registerAs(item.id, thing);
});
nodeThings.filter((thing) => !thing.key).forEach((thing) => registerAs(thing.node.name, thing));
items.filter((item) => !itemThings.has(item)).forEach((item) => {
  const thing = { type: "item", item };
  itemThings.set(item, thing);
  registerAs(item.isMapping ? wayOf(item.edges[0]) : item.name, thing);
});
const thingOfNode = (node) => nodeThings[node.at];
const thingOfItem = (item) => itemThings.get(item);
const edgeThings = edges.map((edge) => {
  if (edge.items.length === 1) return thingOfItem(edge.items[0]);
  const thing = { type: "edge", edge };
  registerAs(wayOf(edge), thing);
  return thing;
});
const thingOfEdge = (edge) => edgeThings[edge.at];
