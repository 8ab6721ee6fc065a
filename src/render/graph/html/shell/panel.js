"use strict";
// What is chosen, in words, beside the picture.

const inObsidian = (path) => `obsidian://open?vault=${encodeURIComponent(graph.vault)}&file=${encodeURIComponent(path)}`;

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
const listOf = (elements) => {
  const list = make("ul");
  for (const element of elements) {
    const entry = make("li");
    entry.append(element);
    list.append(entry);
  }
  return list;
};

const showPanel = () => {
  const panel = byId("note");
  panel.hidden = !state.thing;
  if (!state.thing) return;
  const { title, kind, badge, parts, path, line, tags } = describe(state.thing);
  byId("title").textContent = title;
  const subtitle = byId("kind");
  subtitle.replaceChildren(kind.filter(Boolean).join(" · "));
  if (badge) subtitle.append(" ", badge);
  byId("description").replaceChildren(...(path ? [noteLink(path, line)] : []), ...parts);
  byId("tags").replaceChildren(...tags.map((tag) => make("span", `#${tag}`, "tag")));
  byId("tags").hidden = !tags.length;
  byId("inside").scrollTop = 0;
};
onChange(({ isOther }) => { if (isOther) showPanel(); });
// Where the focus goes when the panel closes: back to what was chosen.
const closePanel = () => {
  const wasInside = byId("note").contains(document.activeElement);
  choose(null);
  if (wasInside) elementOfChoice().focus({ preventScroll: true });
};
byId("close").addEventListener("click", closePanel);
