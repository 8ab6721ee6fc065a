"use strict";
// The graph as the page was given it, and what follows from it: who has which integration, and what each thing is called
// in an address.

const graph = JSON.parse(document.getElementById("data").textContent);
const SVG = "http://www.w3.org/2000/svg";
const byId = (id) => document.getElementById(id);

// Text is inserted as text, never as markup.
const make = (name, text, className) => {
  const created = document.createElement(name);
  if (text !== undefined) created.textContent = text;
  if (className) created.className = className;
  return created;
};
const makeButton = (text, act, className) => {
  const button = make("button", text, className);
  button.type = "button";
  button.addEventListener("click", act);
  return button;
};
const counted = (number, what) => `${number.toLocaleString("en")} ${what}${number === 1 ? "" : "s"}`;
const shownName = (text) => (text.trim() ? text : "(no name)");

const WORDS = {
  landscape: { node: "system", item: "integration", group: "Domain" },
  impact: { node: "system", item: "integration", group: "Hop" },
  lineage: { node: "field", item: "mapping", group: "System" },
}[graph.view];

const { nodes, edges } = graph;
nodes.forEach((node, at) => { Object.assign(node, { at, edges: [], group: node.group ?? [], tags: node.tags ?? [] }); });

// What a line stands for: integrations, or else one mapping.
const items = graph.integrations.map((integration, at) => ({ ...integration, at, edges: [], ends: [] }));
edges.forEach((edge, at) => {
  edge.at = at;
  nodes[edge.s].edges.push(edge);
  if (edge.t !== edge.s) nodes[edge.t].edges.push(edge);
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

// What can be chosen, by its name in an address. An integration with a node of its own is that node.
const chosenBy = new Map();
const register = (wanted, thing) => {
  let key = wanted;
  for (let number = 2; chosenBy.has(key); number += 1) key = `${wanted} (${number})`;
  chosenBy.set(key, thing);
  thing.key = key;
};
const registered = new Map();
// Thousands of rows may have the same name, so that their numbers are counted and not tried.
const registerAs = (wanted, thing) => {
  const number = (registered.get(wanted) ?? 0) + 1;
  registered.set(wanted, number);
  register(number === 1 ? wanted : `${wanted} (${number})`, thing);
};
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
