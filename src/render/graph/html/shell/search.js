"use strict";
// The search field: what the page offers to find, as a list from which one is chosen.

const MAX_HITS = 20;
const searchField = byId("search");
const hitList = byId("found");
const plain = (text) => text.normalize("NFKD").replace(/\p{Mn}/gu, "").toLowerCase();
const entries = searchEntries.map((entry) => ({ ...entry, start: plain(entry.label), key: plain([entry.label, ...entry.key].filter(Boolean).join("\n")) }));

let hits = [];
let current = 0;
const closeHits = () => {
  hitList.hidden = true;
  searchField.setAttribute("aria-expanded", "false");
  searchField.removeAttribute("aria-activedescendant");
};
const markCurrent = () => {
  [...hitList.children].forEach((option, number) => option.setAttribute("aria-selected", String(number === current)));
  if (hits.length) searchField.setAttribute("aria-activedescendant", `hit${current}`);
  hitList.children[current]?.scrollIntoView({ block: "nearest" });
};
const takeHit = (entry) => {
  searchField.value = "";
  closeHits();
  entry.act();
};
const updateHits = () => {
  const words = plain(searchField.value).split(/\s+/).filter(Boolean);
  byId("said").textContent = "";
  if (!words.length) return closeHits();
  const rank = (entry) => (entry.start.startsWith(words[0]) ? 0 : 1);
  const all = entries.filter((entry) => words.every((word) => entry.key.includes(word)));
  all.sort((left, right) => rank(left) - rank(right) || right.weight - left.weight);
  hits = all.slice(0, MAX_HITS);
  current = 0;
  hitList.replaceChildren(...hits.map((entry, number) => {
    const option = make("li", entry.label);
    option.id = `hit${number}`;
    option.setAttribute("role", "option");
    option.append(make("small", entry.what));
    // Before the field loses the focus, which closes the list.
    option.addEventListener("pointerdown", (event) => event.preventDefault());
    option.addEventListener("click", () => takeHit(entry));
    return option;
  }));
  if (!hits.length) hitList.append(Object.assign(make("li", "Nothing has that in its name, path or tags."), { className: "nothing" }));
  [...hitList.querySelectorAll(".nothing")].forEach((entry) => { entry.setAttribute("role", "option"); entry.setAttribute("aria-disabled", "true"); });
  byId("said").textContent = all.length > MAX_HITS ? `${MAX_HITS} of ${all.length} hits` : counted(all.length, "hit");
  hitList.hidden = false;
  searchField.setAttribute("aria-expanded", "true");
  return markCurrent();
};
searchField.addEventListener("input", updateHits);
searchField.addEventListener("focus", updateHits);
searchField.addEventListener("blur", closeHits);
searchField.addEventListener("keydown", (event) => {
  if (event.key === "ArrowDown") current = Math.min(current + 1, hits.length - 1);
  else if (event.key === "ArrowUp") current = Math.max(current - 1, 0);
  else if (event.key === "Enter" && hits[current] && !hitList.hidden) { takeHit(hits[current]); event.preventDefault(); return; }
  else if (event.key === "Escape") { searchField.value = ""; updateHits(); event.stopPropagation(); return; }
  else return;
  event.preventDefault();
  markCurrent();
});
