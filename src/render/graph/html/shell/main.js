"use strict";
// The buttons around the picture, keys that work everywhere, and the first look.

if (!nodes.length) {
  byId("empty").hidden = false;
  byId("empty").append(make("h2", WORDS.empty[0]), ...WORDS.empty[1].split("`").map((text, number) => (number % 2 ? make("code", text) : text)));
  for (const id of ["as-table", "save", "print", "foot"]) byId(id).hidden = true;
  searchField.disabled = true;
}

const prefersDark = matchMedia("(prefers-color-scheme: dark)");
let isDark = prefersDark.matches;
const setTheme = (is) => {
  isDark = is;
  document.documentElement.classList.toggle("dark", isDark);
  // What is drawn by scripts has other colors then.
  announce({});
};
byId("theme").addEventListener("click", () => setTheme(!isDark));
prefersDark.addEventListener("change", (event) => setTheme(event.matches));

if (camera) {
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
addEventListener("keydown", (event) => {
  const isTyping = event.target.matches?.("input");
  if (isTyping || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "/") { event.preventDefault(); searchField.focus(); }
  else if (event.key === "Escape") closePanel();
  else if (!camera || state.isTable) return;
  else if (event.key === "+" || event.key === "=") camera.zoom(1.4, undefined, true);
  else if (event.key === "-") camera.zoom(1 / 1.4, undefined, true);
  else if (event.key === "0") camera.fit(true);
});

searchField.placeholder = WORDS.search;
frame.setAttribute("aria-label", WORDS.picture);
byId("legend").setAttribute("aria-label", WORDS.legend);
document.title = `${graph.vault}: ${graph.view}`;
byId("vault").textContent = graph.vault;
byId("view").textContent = graph.view[0].toUpperCase() + graph.view.slice(1);
document.documentElement.classList.toggle("dark", isDark);
if (facetsWithValues.length && innerWidth >= 1600) showFilters(true);
openAddress();
