"use strict";
// The same as tables: for those who do not see the picture, and for reading many values at once.

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
      ["In", (node) => node.edges.filter((edge) => edge.t === node.at || edge.both).length],
      ["Out", (node) => node.edges.filter((edge) => edge.s === node.at || edge.both).length],
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

TABLES.forEach((table) => { table.sort = { name: "Name", way: 1 }; });

const compare = (one, other, way) => {
  // Rows without a value come last, whatever the direction.
  if (one === undefined || one === "") return other === undefined || other === "" ? 0 : 1;
  if (other === undefined || other === "") return -1;
  return way * (typeof one === "number" ? one - other : one.localeCompare(other, undefined, { numeric: true }));
};
const drawTable = (table) => {
  // Columns without any value say nothing.
  const rows = table.rows();
  const columns = table.columns.filter(([name, value]) => name === "Name" || rows.some((row) => value(row)));
  const sortedBy = columns.find(([name]) => name === table.sort.name);
  if (sortedBy) rows.sort((one, other) => compare(sortedBy[1](one), sortedBy[1](other), table.sort.way));
  const drawn = make("table");
  drawn.append(make("caption", `${table.caption} (${rows.length.toLocaleString("en")})`));
  const head = make("tr");
  columns.forEach(([name]) => {
    const cell = make("th");
    cell.scope = "col";
    const way = name === table.sort.name ? table.sort.way : 0;
    if (way) cell.setAttribute("aria-sort", way > 0 ? "ascending" : "descending");
    cell.append(makeButton(name, () => {
      table.sort = { name, way: way > 0 ? -1 : 1 };
      drawTables();
      [...byId("tables").querySelectorAll("th button")].find((button) => button.dataset.column === `${table.caption} ${name}`)?.focus();
    }, way ? (way > 0 ? "up" : "down") : undefined));
    cell.firstChild.dataset.column = `${table.caption} ${name}`;
    head.append(cell);
  });
  const header = make("thead");
  header.append(head);
  const body = make("tbody");
  rows.forEach((row) => {
    const line = make("tr");
    const thing = table.thing(row);
    if (thing === state.thing) line.className = "chosen";
    columns.forEach(([name, value]) => {
      const cell = make(name === "Name" ? "th" : "td");
      const content = value(row);
      if (name === "Name") {
        cell.scope = "row";
        cell.append(makeButton(content, () => choose(thing)));
      } else {
        cell.textContent = content ?? "";
      }
      line.append(cell);
    });
    body.append(line);
  });
  drawn.append(header, body);
  return drawn;
};
const drawTables = () => {
  const focused = document.activeElement?.closest?.("#tables tbody button");
  const number = focused ? [...byId("tables").querySelectorAll("tbody button")].indexOf(focused) : -1;
  byId("tables").replaceChildren(...TABLES.map(drawTable));
  if (number >= 0) byId("tables").querySelectorAll("tbody button")[number]?.focus();
};
onChange(() => {
  byId("tables").hidden = !state.isTable;
  byId("graph").hidden = state.isTable || !picture;
  byId("zoom").hidden = state.isTable || !picture;
  byId("as-table").setAttribute("aria-pressed", String(state.isTable));
  if (state.isTable) drawTables(); else byId("tables").replaceChildren();
});
byId("as-table").addEventListener("click", () => change({ isTable: !state.isTable }, { zoom: state.isTable }));
