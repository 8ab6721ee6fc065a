"use strict";
// What the tables and the search hold.

const bySide = (item, role) => [...new Set(item.ends.filter((end) => (end.role ?? "").split(" and ").includes(role)).map((end) => end.node.label))].join(", ");
const isLineage = graph.view === "lineage";
const TABLES = [
  {
    caption: isLineage ? "Fields" : "Systems",
    rows: () => nodes.filter((node) => node.kind !== "integration" && shown.nodes[node.at]),
    thing: thingOfNode,
    columns: [
      ["Name", (node) => shownName(node.label)],
      ...(isLineage ? [["System", (node) => node.group[0]], ["Entity", (node) => node.group.slice(1).join(" › ")]] : [[WORDS.group, contextOf], ["Status", (node) => node.status]]),
      ["In", (node) => countOf(flowsOf(node).received)],
      ["Out", (node) => countOf(flowsOf(node).sent)],
      ["Tags", (node) => node.tags.map((tag) => `#${tag}`).join(" ")],
      ["Note", (node) => node.path],
    ],
  },
  {
    caption: isLineage ? "Mappings" : "Integrations",
    rows: () => items.filter((item) => shown.items[item.at]),
    thing: thingOfItem,
    columns: [
      ["Name", (item) => shownName(item.name)],
      ...(isLineage ? [["Rule", (item) => item.rule]] : [
        ["ID", (item) => item.id], ["From", (item) => bySide(item, "source")], ["To", (item) => bySide(item, "target")],
        ["Through", (item) => bySide(item, "middleware")], ["With", (item) => bySide(item, "party")], ["Status", (item) => item.status], ["Owner", (item) => item.owner],
        ["Frequency", (item) => item.frequency], ["Type", (item) => item.kind], ["Classification", (item) => item.classification],
        ["Next review", (item) => item.next_review && `${item.next_review}${isOverdue(item) ? " overdue" : ""}`],
      ]),
      ["Note", (item) => item.path],
    ],
  },
];

const people = new Map();
items.forEach((item) => { if (item.owner) people.set(item.owner, (people.get(item.owner) ?? 0) + 1); });
const searchEntries = [
  ...nodes.map((node) => ({
    label: shownName(node.label), what: [node.kind, contextOf(node)].filter(Boolean).join(" · "), key: [node.name, node.item?.id, node.path, ...node.tags.map((tag) => `#${tag}`)],
    weight: node.edges.length, act: () => choose(thingOfNode(node), { zoom: true }),
  })),
  ...items.filter((item) => !item.isMapping && !item.node).map((item) => ({
    label: titleOf(item), what: ["integration", item.status, item.owner].filter(Boolean).join(" · "), key: [item.id, item.name, item.path],
    weight: 0, act: () => choose(thingOfItem(item), { zoom: true }),
  })),
  ...[...people].map(([owner, count]) => ({
    label: owner, what: `owner of ${counted(count, WORDS.item)}`, key: [owner], weight: count,
    act: () => { if (!state.filters.get("owner")?.has(owner)) toggleFilter("owner", owner); },
  })),
];
