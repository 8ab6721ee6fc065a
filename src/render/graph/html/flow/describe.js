"use strict";
// What is said of integrations, lines and boxes: beside the picture, in the search and in tables.

const inWords = (key) => { const words = key.replaceAll("_", " "); return words[0].toUpperCase() + words.slice(1); };
const styleOf = new Map(graph.statuses.map((status) => [status.name, status]));

const badgeOf = (status) => {
  const made = make("span", undefined, "badge");
  if (styleOf.has(status)) made.append(swatch(styleOf.get(status)));
  made.append(status);
  return made;
};
const nodeButton = (node) => {
  const button = makeButton(shownName(node.label), () => choose(thingOfNode(node), { zoom: true }), "thing");
  if (node.kind === "field" && node.group.length) button.append(make("small", contextOf(node)));
  return button;
};
const itemButton = (item, details) => {
  const button = makeButton(item.isMapping ? shownName(item.rule ?? item.name) : titleOf(item), () => choose(thingOfItem(item), { zoom: true }), "thing");
  const text = [...(details ?? []), item.status, item.frequency, item.owner].filter(Boolean).join(" · ");
  if (text) button.append(make("small", text));
  return button;
};
const ROLES = [["source", "From"], ["middleware", "Through"], ["target", "To"], ["party", "With"]];
const sides = (item) => ROLES.map(([role, heading]) => {
  const found = [...new Set(item.ends.filter((end) => end.role === role).map((end) => end.node))];
  return [heading, found];
}).filter(([, found]) => found.length);

const dateOfReview = (item) => {
  if (!item.next_review) return null;
  const day = make("span", item.next_review);
  if (isOverdue(item)) day.append(" ", make("strong", "overdue", "overdue"));
  return day;
};
// Values with their names, as of a flow or a failure mode: the first ones are its title.
const valueCards = (all, titleKeys) => listOf(all.map((values) => {
  const card = make("div", undefined, "values");
  const isTitle = ([key]) => titleKeys.includes(key);
  const pair = new Map(values);
  const title = pair.get("from") && pair.get("to") ? [pair.get("name"), `${pair.get("from")} → ${pair.get("to")}`] : titleKeys.map((key) => pair.get(key));
  const heading = title.filter(Boolean).join(": ");
  if (heading) card.append(make("strong", heading));
  card.append(factList(values.filter((entry) => !heading || !isTitle(entry)).map(([key, value]) => [inWords(key), value])));
  return card;
}));

// The text of a change with its links as Obsidian shows them.
const withoutLinks = (text) => text.replace(/\[\[(?:[^\[\]|]*\|)?([^\[\]]*)\]\]/g, "$1");

const describeItem = (item) => {
  const direction = { "one-way": "one-way →", "two-way": "two-way ↔" }[item.direction] ?? item.direction;
  const parts = [];
  if (item.purpose) parts.push(make("p", item.purpose, "purpose"));
  parts.push(...sides(item).map(([heading, found]) => section(heading, listOf(found.map(nodeButton)))));
  parts.push(factList([
    [item.isMapping ? "Rule" : "ID", item.isMapping ? item.rule : item.id !== item.name && item.id], ["Direction", direction], ["Owner", item.owner], ["Frequency", item.frequency], ["Type", item.kind],
    ["Classification", item.classification], ["Priority", item.priority], ["Last changed", item.updated], ["Next review", dateOfReview(item)],
  ]));
  if (item.flows) parts.push(section(`Flows (${item.flows.length})`, valueCards(item.flows, ["name", "from", "to"])));
  if (item.failure_modes) parts.push(section(`If it fails (${item.failure_modes.length})`, valueCards(item.failure_modes, ["mode", "name", "failure_mode", "scenario"])));
  if (item.changes) parts.push(section("Last changes", factList(item.changes.map(([when, text]) => [when, withoutLinks(text)]))));
  return {
    title: shownName(item.name), kind: item.isMapping ? ["mapping"] : ["integration", item.id !== item.name && item.id], badge: item.status && badgeOf(item.status),
    parts, path: item.path, line: item.line, tags: item.node?.tags ?? [],
  };
};

const describeEdge = (edge) => ({
  title: wayOf(edge), kind: [counted(edge.items.length, WORDS.item)],
  parts: [
    section("Between", listOf([nodes[edge.s], nodes[edge.t]].map(nodeButton))),
    section("Integrations", listOf(edge.items.map((item, number) => {
      const way = edge.records?.[number].way;
      const [from, to] = way === "backward" ? [edge.t, edge.s] : [edge.s, edge.t];
      return itemButton(item, [`${nodes[from].label} ${way === "both" ? "↔" : "→"} ${nodes[to].label}`]);
    }))),
  ],
  tags: [],
});

// Integrations by the system at their other end. Of mappings, and of an integration that is that other end, the name says enough.
const neighbors = (heading, flows) => {
  if (!flows.length) return [];
  const itemsOf = new Map();
  flows.forEach(({ item, other }) => itemsOf.set(other, [...(itemsOf.get(other) ?? []), item]));
  const entries = [...itemsOf].map(([other, found]) => {
    const entry = make("div");
    const button = nodeButton(other);
    const rules = found.map((item) => item.rule).filter(Boolean);
    if (rules.length) button.append(make("small", rules.join("; ")));
    entry.append(button);
    const inside = found.filter((item) => !item.isMapping && item.node !== other);
    if (inside.length) entry.append(listOf(inside.map((item) => itemButton(item))));
    return entry;
  });
  return [section(`${heading} (${grouped(countOf(flows))})`, listOf(entries))];
};

const describeNode = (node) => {
  const { sent, received } = flowsOf(node);
  const [toWords, fromWords] = graph.view === "lineage" ? ["Goes to", "Comes from"] : ["Sends to", "Receives from"];
  const list = make("div");
  list.id = "neighbors";
  list.append(...neighbors(toWords, sent), ...neighbors(fromWords, received));
  if (!sent.length && !received.length) list.append(make("p", `No ${WORDS.item} ${graph.view === "lineage" ? "uses it" : "leads to or from it"}.`));
  return { title: shownName(node.label), kind: [node.kind, contextOf(node)], badge: node.status && badgeOf(node.status), parts: [list], path: node.path, line: node.kind === "field" ? node.line : undefined, tags: node.tags };
};

const describe = (thing) => {
  if (thing.item) return describeItem(thing.item);
  return thing.type === "node" ? describeNode(thing.node) : describeEdge(thing.edge);
};
