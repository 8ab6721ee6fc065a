"use strict";
// The same as tables: for those who do not see the picture, and for reading many values at once.

// Thousands of rows take long to lay out, and few readers get to them.
const MAX_ROWS = 1000;
let areWhole = false;
TABLES.forEach((table) => { table.sort = { name: "Name", way: 1 }; });

const compare = (one, other, way) => {
  // Rows without a value come last, whatever the direction.
  if (one === undefined || one === "") return other === undefined || other === "" ? 0 : 1;
  if (other === undefined || other === "") return -1;
  return way * (typeof one === "number" ? one - other : compareTexts(one, other));
};
// Sorts rows by a value of each, which may take long to find.
const sortBy = (rows, value, way) => rows.map((row) => [value(row), row])
  .sort(([one], [other]) => compare(one, other, way)).map(([, row]) => row);
// The rows that are drawn, by what they stand for.
const rowOf = new Map();
const drawTable = (table) => {
  // Columns without any value say nothing.
  const unsorted = table.rows();
  const columns = table.columns.filter(([name, value]) => name === "Name" || unsorted.some((row) => value(row)));
  const sortedBy = columns.find(([name]) => name === table.sort.name);
  const rows = sortedBy ? sortBy(unsorted, sortedBy[1], table.sort.way) : unsorted;
  const drawn = make("table");
  drawn.append(make("caption", `${table.caption} (${grouped(rows.length)})`));
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
  const drawnRows = table.isWhole || areWhole ? rows : rows.slice(0, MAX_ROWS);
  drawnRows.forEach((row) => {
    const line = make("tr");
    const thing = table.thing(row);
    rowOf.set(thing, line);
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
  const hidden = rows.length - drawnRows.length;
  return hidden ? [drawn, makeButton(`Show the other ${grouped(hidden)}`, () => { table.isWhole = true; drawTables(); }, "more-rows")] : [drawn];
};
const markChosenRow = () => {
  byId("tables").querySelector("tr.chosen")?.classList.remove("chosen");
  rowOf.get(state.thing)?.classList.add("chosen");
};
// What the drawn tables depend on, apart from their order; `null` if none are drawn.
let drawnFor = null;
const drawTables = () => {
  drawnFor = { filters: state.filters, areWhole };
  rowOf.clear();
  const focused = document.activeElement?.closest?.("#tables tbody button");
  const number = focused ? [...byId("tables").querySelectorAll("tbody button")].indexOf(focused) : -1;
  byId("tables").replaceChildren(...TABLES.flatMap(drawTable));
  markChosenRow();
  if (number >= 0) byId("tables").querySelectorAll("tbody button")[number]?.focus();
};
const showTables = (is) => {
  byId("tables").hidden = !is;
  byId("graph").hidden = is || !camera;
  byId("zoom").hidden = is || !camera;
  if (!is) {
    byId("tables").replaceChildren();
    rowOf.clear();
    drawnFor = null;
  } else if (drawnFor?.filters === state.filters && drawnFor.areWhole === areWhole) {
    // Thousands of rows take long to draw.
    markChosenRow();
  } else {
    drawTables();
  }
};
onChange(() => {
  byId("as-table").setAttribute("aria-pressed", String(state.isTable));
  showTables(state.isTable);
});
byId("as-table").addEventListener("click", () => change({ isTable: !state.isTable }, { zoom: state.isTable }));
