"use strict";
// The buttons around the picture, keys that work everywhere, and the first look.

const EMPTY = {
  landscape: ["No integrations between systems were found.",
    "Notes with an ID and a source and a target, rows of registers and pages of systems fill this picture. `vaultdex integrations --unread` lists what looks like an integration and was not understood, with the reason."],
  impact: ["Nothing is hit.",
    "No live integration leads on from what stops. With `--all`, those that are planned or retired count too; with `--direction in`, the picture shows what it depends on itself."],
  lineage: ["No mapping of fields was found.",
    "Mapping tables fill this picture: tables with a column for the source field and one for the target field, in the note of an integration or embedded in it. `vaultdex lineage` explains single fields."],
}[graph.view];
if (!nodes.length) {
  byId("empty").hidden = false;
  byId("empty").append(make("h2", EMPTY[0]), ...EMPTY[1].split("`").map((text, number) => (number % 2 ? make("code", text) : text)));
  for (const id of ["as-table", "save", "print", "foot"]) byId(id).hidden = true;
  searchField.disabled = true;
}

let isDark = matchMedia("(prefers-color-scheme: dark)").matches;
const applyTheme = () => document.documentElement.classList.toggle("dark", isDark);
byId("theme").addEventListener("click", () => { isDark = !isDark; applyTheme(); });
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", (event) => { isDark = event.matches; applyTheme(); });

if (picture) {
  byId("closer").addEventListener("click", () => camera.zoom(1.4, undefined, true));
  byId("farther").addEventListener("click", () => camera.zoom(1 / 1.4, undefined, true));
  byId("whole").addEventListener("click", () => camera.fit(true));
  byId("save").addEventListener("click", () => {
    const link = make("a");
    link.download = `${graph.vault} ${graph.view}.svg`;
    link.href = URL.createObjectURL(new Blob([savedPicture()], { type: "image/svg+xml" }));
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  });
}
byId("print").addEventListener("click", () => print());

addEventListener("keydown", (event) => {
  const isTyping = event.target.matches?.("input");
  if (isTyping || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "/") { event.preventDefault(); searchField.focus(); }
  else if (event.key === "Escape") closePanel();
  else if (!picture || state.isTable) return;
  else if (event.key === "+" || event.key === "=") camera.zoom(1.4, undefined, true);
  else if (event.key === "-") camera.zoom(1 / 1.4, undefined, true);
  else if (event.key === "0") camera.fit(true);
});

document.title = `${graph.vault}: ${graph.view}`;
byId("vault").textContent = graph.vault;
byId("view").textContent = graph.view[0].toUpperCase() + graph.view.slice(1);
applyTheme();
if (facetsWithValues.length && innerWidth >= 1600) showFilters(true);
openAddress();
