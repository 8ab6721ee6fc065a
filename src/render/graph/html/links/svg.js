"use strict";
// The picture as a file of its own, and on paper: as it looks now, whole.

const makePicture = () => {
  const rounded = (value) => Math.round(value * 10) / 10;
  const css = ([red, green, blue]) => `rgb(${red},${green},${blue})`;
  const opacity = ([, , , alpha]) => (alpha < 255 ? rounded(alpha / 25.5) / 10 : undefined);
  const { dots, lines } = colorsNow();
  const view = { x: whole.x, y: whole.y, width: whole.width, height: whole.height, scale: 1 };
  const root = makeShape("svg", {
    viewBox: `${whole.x} ${whole.y} ${whole.width} ${whole.height}`, width: whole.width, height: whole.height, role: "img", "font-family": FONTS, "font-size": 12,
  });
  root.append(makeShape("rect", { ...whole, fill: colorNamed("--ground") }));
  edges.filter((edge) => edge.s !== edge.t).forEach((edge) => {
    const [from, to] = endsOf(edge);
    root.append(makeShape("path", {
      class: "edge", d: `M${from.x} ${from.y}L${to.x} ${to.y}`, stroke: css(lines[edge.at]), "stroke-opacity": opacity(lines[edge.at]),
    }));
  });
  nodes.forEach((node) => {
    const group = makeShape("g", { class: "node", "data-name": nameOf(node), "data-kind": node.kind });
    const title = makeShape("title", {});
    title.textContent = node.path ? `${nameOf(node)} (${node.path})` : nameOf(node);
    const [color, faintness] = [css(dots[node.at]), opacity(dots[node.at])];
    const look = isHollow(node)
      ? { r: rounded(node.r * 0.8), fill: colorNamed("--ground"), stroke: color, "stroke-width": rounded(node.r * 0.4), "stroke-opacity": faintness }
      : { r: node.r, fill: color, "fill-opacity": faintness };
    group.append(title, makeShape("circle", { cx: rounded(node.x), cy: rounded(node.y), ...look }));
    root.append(group);
  });
  namesIn(view).forEach(({ name, x, y }) => {
    const text = makeShape("text", {
      x: rounded(x + whole.x), y: rounded(y + whole.y), fill: colorNamed("--text"), stroke: colorNamed("--ground"), "stroke-width": 3, "paint-order": "stroke",
    });
    text.textContent = name.text;
    root.append(text);
  });
  return root;
};
const savedPicture = () => svgFile(makePicture());

const paper = {
  fontSize: 12,
  begin: () => {
    const made = makePicture();
    made.id = "paper";
    frame.append(made);
  },
  end: () => byId("paper")?.remove(),
};
