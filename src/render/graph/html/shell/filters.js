"use strict";
// The panel of filters, and the legend, which filters too.

const valuesOf = (facet, thing) => (facet.ofItem ?? facet.ofNode)(thing);
const shownValue = (facet, value) => shownName(facet.none && value === NONE ? facet.none : value);
const countValues = (facet, things) => {
  const counts = new Map();
  things.forEach((thing) => valuesOf(facet, thing).forEach((value) => counts.set(value, (counts.get(value) ?? 0) + 1)));
  return counts;
};

// Values in their own order if they have one, else by frequency.
const facetsWithValues = FACETS.map((facet) => {
  const inOrder = compareValues[facet.key];
  const values = [...countValues(facet, thingsOf(facet))].sort(([one, many], [other, few]) => (
    inOrder ? inOrder(one, other) : few - many || compareTexts(one, other)));
  return { facet, values: values.map(([value]) => value) };
}).filter(({ values }) => values.length > 1);

const makeChip = (facet, value, sample) => {
  const chip = makeButton(undefined, () => toggleFilter(facet.key, value), "chip");
  if (sample) chip.append(sample);
  const count = make("span", "", "count");
  chip.append(make("span", shownValue(facet, value), "value"), count);
  return { chip, count, facet, value };
};
const chips = [];
const FEW = 12;
facetsWithValues.forEach(({ facet, values }) => {
  const group = make("fieldset");
  group.append(make("legend", facet.name));
  const added = values.map((value) => makeChip(facet, value));
  chips.push(...added);
  const made = added.map(({ chip }) => chip);
  group.append(...made);
  if (made.length > FEW + 2) {
    made.slice(FEW).forEach((chip) => { chip.hidden = true; });
    const more = makeButton(`${made.length - FEW} more`, () => {
      made.forEach((chip) => { chip.hidden = false; });
      made[FEW].focus();
      more.remove();
    }, "chip more");
    group.append(more);
  }
  byId("facets").append(group);
});

// The legend is another one if the colors are.
let inLegend = [];
const drawLegend = () => {
  const focused = [...byId("legend").querySelectorAll("button")].indexOf(document.activeElement);
  inLegend = [];
  byId("legend").replaceChildren(...legendEntries().map(({ facet, value, text, sample, button }) => {
    if (button) return button;
    if (facet) {
      const made = makeChip(facet, value, sample);
      inLegend.push(made);
      return made.chip;
    }
    const entry = make("span", undefined, "class");
    entry.append(sample, make("span", text));
    return entry;
  }));
  byId("legend").hidden = !byId("legend").children.length;
  if (focused >= 0) byId("legend").querySelectorAll("button")[focused]?.focus();
};
drawLegend();
byId("show-filters").hidden = !facetsWithValues.length;

const showFilters = (is) => {
  byId("filters").hidden = !is;
  byId("show-filters").setAttribute("aria-expanded", String(is));
};
byId("show-filters").addEventListener("click", () => showFilters(byId("filters").hidden));
byId("hide-filters").addEventListener("click", () => { showFilters(false); byId("show-filters").focus(); });
document.querySelectorAll(".clear").forEach((button) => button.addEventListener("click", () => change({ filters: new Map() })));

const updateChips = () => {
  const all = [...chips, ...inLegend];
  const counts = new Map([...new Set(all.map((chip) => chip.facet))].map((facet) => [facet, countValues(facet, shownThingsOf(facet))]));
  all.forEach(({ chip, count, facet, value }) => {
    const number = counts.get(facet).get(value) ?? 0;
    const isOn = state.filters.get(facet.key)?.has(value) ?? false;
    count.textContent = grouped(number);
    chip.setAttribute("aria-pressed", String(isOn));
    chip.classList.toggle("empty", number === 0 && !isOn);
    if (isOn) chip.hidden = false;
  });
  const active = [...state.filters.values()].reduce((sum, values) => sum + values.size, 0);
  byId("active").textContent = active || "";
  document.querySelectorAll(".clear").forEach((button) => { button.hidden = !active; });
  byId("counts").textContent = [
    ...(state.unknown ? [`nothing is called “${state.unknown}” here`] : []), countsInWords(), ...(graph.total ? [`without ${counted(graph.total - nodes.length, "node")} that have fewer edges`] : []),
  ].join(", ");
};
let colorInLegend = state.color;
onChange(() => {
  if (state.color !== colorInLegend) {
    colorInLegend = state.color;
    drawLegend();
  }
  updateChips();
});
