"use strict";
// What is chosen, in words, beside the picture.

const inObsidian = (path) => `obsidian://open?vault=${encodeURIComponent(graph.vault)}&file=${encodeURIComponent(path)}`;
const inWords = (key) => { const words = key.replaceAll("_", " "); return words[0].toUpperCase() + words.slice(1); };
const styleOf = new Map(graph.statuses.map((status) => [status.name, status]));

const section = (heading, ...content) => {
  const made = make("section");
  made.append(make("h3", heading), ...content);
  return made;
};
const factList = (pairs) => {
  const list = make("dl");
  for (const [name, value] of pairs) {
    if (!value) continue;
    const description = make("dd");
    description.append(value);
    list.append(make("dt", name), description);
  }
  return list;
};
const noteLink = (path, line) => {
  const paragraph = make("p", undefined, "open");
  const link = make("a", "Open in Obsidian", "button");
  link.id = "open";
  link.href = inObsidian(path);
  const place = make("span", line ? `${path}:${line}` : path, "path");
  place.id = "path";
  paragraph.append(link, place);
  return paragraph;
};
const badge = (status) => {
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
const listOf = (elements) => {
  const list = make("ul");
  for (const element of elements) {
    const entry = make("li");
    entry.append(element);
    list.append(entry);
  }
  return list;
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
  return {
    title: shownName(item.name), kind: item.isMapping ? ["mapping"] : ["integration", item.id !== item.name && item.id], status: item.status,
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

const describeNode = (node) => {
  const entries = (wanted) => {
    const found = new Map();
    node.edges.forEach((edge) => edge.items.forEach((item, number) => {
      const way = edge.records?.[number].way;
      const [isReverse, isBoth] = [way === "backward", way === "both"];
      const starts = isBoth || (edge.s === node.at) !== isReverse || edge.s === edge.t;
      const ends = isBoth || (edge.t === node.at) !== isReverse;
      if (wanted === "out" ? starts : ends) {
        const other = nodes[edge.s === node.at ? edge.t : edge.s];
        const key = `${item.at} ${other.at}`;
        found.set(key, { item, other });
      }
    }));
    return [...found.values()];
  };
  const neighbors = (heading, found) => (found.length ? [section(`${heading} (${found.length})`, listOf(found.map(({ item, other }) => {
    const button = itemButton(item, [titleOf(item)]);
    const isNode = item.isMapping || item.node;
    button.firstChild.textContent = shownName(other.label);
    if (isNode) button.addEventListener("click", (event) => { event.stopImmediatePropagation(); choose(thingOfNode(other), { zoom: true }); }, { capture: true });
    return button;
  })))] : []);
  const [outgoing, incoming] = [entries("out"), entries("in")];
  const list = make("div");
  list.id = "neighbors";
  const [sent, received] = graph.view === "lineage" ? ["Goes to", "Comes from"] : ["Sends to", "Receives from"];
  list.append(...neighbors(sent, outgoing), ...neighbors(received, incoming));
  if (!outgoing.length && !incoming.length) list.append(make("p", `No ${WORDS.item} ${graph.view === "lineage" ? "uses it" : "leads to or from it"}.`));
  return { title: shownName(node.label), kind: [node.kind, contextOf(node)], status: node.status, parts: [list], path: node.path, line: node.kind === "field" ? node.line : undefined, tags: node.tags };
};

const describe = (thing) => {
  if (thing.item) return describeItem(thing.item);
  return thing.type === "node" ? describeNode(thing.node) : describeEdge(thing.edge);
};

const showPanel = () => {
  const panel = byId("note");
  panel.hidden = !state.thing;
  if (!state.thing) return;
  const { title, kind, status, parts, path, line, tags } = describe(state.thing);
  byId("title").textContent = title;
  const subtitle = byId("kind");
  subtitle.replaceChildren(kind.filter(Boolean).join(" · "));
  if (status) subtitle.append(" ", badge(status));
  byId("description").replaceChildren(...(path ? [noteLink(path, line)] : []), ...parts);
  byId("tags").replaceChildren(...tags.map((tag) => make("span", `#${tag}`, "tag")));
  byId("tags").hidden = !tags.length;
  byId("inside").scrollTop = 0;
};
let wasChosen = null;
onChange(() => {
  if (state.thing === wasChosen) return;
  wasChosen = state.thing;
  showPanel();
});
// Where the focus goes when the panel closes: back to what was chosen.
const closePanel = () => {
  const wasInside = byId("note").contains(document.activeElement);
  choose(null);
  if (wasInside) (currentStop?.element ?? byId("search")).focus({ preventScroll: true });
};
byId("close").addEventListener("click", closePanel);
