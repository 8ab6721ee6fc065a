"use strict";
// The picture: which dots and lines stand out, which names are shown, and which part is visible.

// The more lines there are, the fainter they are, so that dense parts stay visible as such.
const LINE_OPACITY = Math.max(0.1, 0.55 * Math.sqrt(500 / Math.max(edges.length, 500)));
// Of many lines, heads would cover the dots.
const MAX_HEADS = 3000;
const hasHead = (edge) => edges.length <= MAX_HEADS && nodes[edge.t].kind !== "tag";
// Dots grow less than distances, so that they can be seen from far and do not cover their neighbors from near.
const dotScaleOf = (scale) => scale ** 0.75;
const headLengthOf = (scale) => Math.min(10, Math.max(3, 7 * Math.sqrt(scale)));
const lineWidthOf = (scale) => Math.min(1.2, Math.max(0.5, 1.2 * Math.sqrt(scale)));
const toScreen = ({ x, y }, view) => ({ x: (x - view.x) * view.scale, y: (y - view.y) * view.scale });
const radiusOn = (node, view) => Math.max(1.2, node.r * dotScaleOf(view.scale));

let hovered = null;
// What the reader looks at, with what is linked to it; `null` if nothing stands out.
const attention = () => (hovered ? thingOfNode(hovered) : state.thing);

const bytesOf = (color) => [1, 3, 5].map((at) => parseInt(color.slice(at, at + 2), 16));
const faded = (color, opacity) => [...color, Math.round(255 * opacity)];
// The colors of all dots and lines, in bytes.
const colorsNow = () => {
  const near = attention() && nearOf(attention());
  const coloring = currentColoring();
  const ofClass = new Map(coloring.classes.map(([, color]) => [color, bytesOf(color)]));
  const plain = bytesOf(WITHOUT_CLASS);
  const ofDots = nodes.map((node) => ofClass.get(classIn(coloring, node)?.[1]) ?? plain);
  const [line, strong] = ["--line", "--strong-line"].map((name) => bytesOf(colorNamed(name)));
  const opacityOf = (at, isNear, usual) => (!shown.nodes[at] ? 0.07 : isNear ? 1 : usual);
  return {
    dots: ofDots.map((color, at) => faded(color, opacityOf(at, !near || near.nodes.has(at), 0.18))),
    lines: edges.map((edge) => {
      if (!shown.edges[edge.at]) return faded(line, 0.03);
      if (near) return near.edges.has(edge.at) ? faded(strong, 0.9) : faded(line, LINE_OPACITY * 0.25);
      const isWithinClass = coloring.name !== "kind" && ofDots[edge.s] === ofDots[edge.t] && ofDots[edge.s] !== plain;
      return faded(isWithinClass ? ofDots[edge.s] : line, LINE_OPACITY);
    }),
  };
};

const layer = (() => {
  const makeCanvas = () => {
    const canvas = make("canvas");
    canvas.id = "dots";
    canvas.setAttribute("aria-hidden", "true");
    frame.prepend(canvas);
    return canvas;
  };
  let canvas = makeCanvas();
  const withoutWebgl = () => {
    // A canvas that has been asked for one kind of context has no other.
    canvas.remove();
    canvas = makeCanvas();
    return makeCanvasPainter(canvas);
  };
  let painter = makeWebglPainter(canvas) ?? withoutWebgl();
  canvas.addEventListener("webglcontextlost", () => {
    painter = withoutWebgl();
    repaint();
  });
  return { paint: (colors) => painter.paint(colors), draw: (view) => painter.draw(view, bytesOf(colorNamed("--ground"))) };
})();

// Names of what the reader looks at, then of the dots with the most links.
const MAX_CANDIDATES = 500;
const NODES_WITH_OBSTACLES = 3000;
const namesIn = (view) => {
  const near = attention() && nearOf(attention());
  const isFirst = (node) => node === hovered || (state.thing?.type === "node" && node === state.thing.node);
  const isVisible = (node) => {
    const { x, y } = toScreen(node, view);
    return shown.nodes[node.at] && x > 0 && y > 0 && x < view.width && y < view.height;
  };
  const visible = byDegree.filter(isVisible);
  // What exists is more important than what does not.
  const rank = (node) => (isFirst(node) ? 0 : isHollow(node) ? 2 : 1);
  const wanted = visible.filter((node) => !near || near.nodes.has(node.at)).sort((one, other) => rank(one) - rank(other));
  // Text may cover the rim of a dot, and dots that are smaller than its own.
  const obstacles = nodes.length > NODES_WITH_OBSTACLES ? [] : visible.map((node) => {
    const { x, y } = toScreen(node, view);
    const radius = radiusOn(node, view) * 0.8;
    return { node, left: x - radius, right: x + radius, top: y - radius, bottom: y + radius };
  });
  const isBlocked = (box, { node }) => obstacles.some((dot) => dot.node.r > node.r * 0.85 && dot.node !== node && overlaps(box, dot));
  const most = near ? MAX_CANDIDATES : Math.max(12, (view.width * view.height) / 7000);
  return names.place(wanted.slice(0, MAX_CANDIDATES).map((node) => {
    const { x, y } = toScreen(node, view);
    const away = radiusOn(node, view) + 3;
    return {
      node,
      text: (node.kind === "tag" ? shortened : shortenedPath)(nameOf(node)),
      places: [[x, y + away + 8, 0.5], [x + away, y], [x - away, y, 1], [x, y - away - 8, 0.5]],
      isStrong: isFirst(node),
      isFixed: isFirst(node),
    };
  }), view, isBlocked, most);
};
const drawRing = (context, view) => {
  if (state.thing?.type !== "node") return;
  const { x, y } = toScreen(state.thing.node, view);
  context.beginPath();
  context.arc(x, y, radiusOn(state.thing.node, view) + 3, 0, 2 * Math.PI);
  Object.assign(context, { strokeStyle: colorNamed("--accent"), lineWidth: 2.5 });
  context.stroke();
};

// The box of dots, with room for their names.
const boxAround = (found, margin) => {
  const range = (low, high) => found.reduce(([least, most], node) => [Math.min(least, low(node)), Math.max(most, high(node))], [Infinity, -Infinity]);
  const [[left, right], [top, bottom]] = [range(({ x, r }) => x - r, ({ x, r }) => x + r), range(({ y, r }) => y - r, ({ y, r }) => y + r)];
  return { x: left - margin, y: top - margin, width: right - left + 2 * margin, height: bottom - top + 2 * margin };
};
const whole = nodes.length ? boxAround(nodes, 30) : null;
let lastView = null;
// The camera may draw before the scripts below have run.
layer.paint(colorsNow());
const camera = whole && makeCamera({
  whole,
  legible: 0.45,
  nearest: 6,
  show: (view) => {
    lastView = view;
    layer.draw(view);
    names.draw(namesIn(view), view, (context) => drawRing(context, view));
  },
});
const repaint = () => {
  layer.paint(colorsNow());
  if (frame.clientWidth) camera.show();
};
