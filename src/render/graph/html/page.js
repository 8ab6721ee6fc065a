(() => {
  "use strict";
  const data = JSON.parse(document.getElementById("data").textContent);
  const element = (id) => document.getElementById(id);
  const { nodes, edges } = data;

  // Text goes in as text, never as markup.
  const make = (name, text, className) => {
    const made = document.createElement(name);
    if (text !== undefined) made.textContent = text;
    if (className) made.className = className;
    return made;
  };

  const KINDS = {
    note: "#5b8fc9", canvas: "#8a6fd1", attachment: "#8c8c8c", unresolved: "#b9a58a", tag: "#5fa37a",
    // Other colours than those of the states, which edges beside them have.
    system: "#64809f", integration: "#c2679a", field: "#64809f",
  };
  const statuses = new Map(data.statuses);
  const colorOf = (node) => {
    if (data.classes.length) return node.class === undefined ? "#8c8c8c" : data.classes[node.class][1];
    return KINDS[node.kind];
  };

  const degree = new Array(nodes.length).fill(0);
  const links = nodes.map(() => []);
  edges.forEach((edge, position) => {
    degree[edge.s] += 1;
    degree[edge.t] += 1;
    links[edge.s].push(position);
    if (edge.t !== edge.s) links[edge.t].push(position);
  });

  const crowd = Math.min(1, Math.max(0, Math.log10(Math.max(nodes.length, 20) / 20) / 2.3));
  const graph = new graphology.MultiDirectedGraph();
  nodes.forEach((node, position) => {
    const size = (4 + 1.9 * Math.sqrt(degree[position])) * (1 - 0.62 * crowd);
    graph.addNode(position, {
      x: node.x, y: node.y, label: node.label.trim() ? node.label : "(no name)", size: Math.min(size, 20), color: colorOf(node),
    });
  });
  const isFlow = data.view !== "links";
  const pairs = new Map();
  edges.forEach((edge, position) => {
    // Edges of one pair, whichever way, fan out: by turns on this side and that of the straight line.
    const pair = edge.s < edge.t ? `${edge.s} ${edge.t}` : `${edge.t} ${edge.s}`;
    const number = pairs.get(pair) ?? 0;
    pairs.set(pair, number + 1);
    const bend = isFlow ? (0.12 + 0.14 * Math.floor(number / 2)) * (number % 2 ? -1 : 1) : 0;
    graph.addEdgeWithKey(position, edge.s, edge.t, {
      type: isFlow ? "curved" : "arrow",
      // Its sides are told as seen from where the edge begins.
      curvature: edge.s > edge.t ? -bend : bend,
      size: isFlow ? 2 : 1,
      label: edge.label ?? "",
      status: edge.status,
    });
  });

  let isDark = matchMedia("(prefers-color-scheme: dark)").matches;
  let hovered = null;
  let chosen = null;
  let near = null;
  let nearEdge = null;
  // The more edges there are, the fainter is each: WebGL adds what is see-through, so the colour itself is mixed.
  const density = Math.min(1, Math.max(0.2, 14 / Math.sqrt(edges.length || 1)));
  const mixed = (ground, ink, density) => {
    const parts = [1, 3, 5].map((at) => [ground, ink].map((color) => parseInt(color.slice(at, at + 2), 16)));
    return `#${parts.map(([from, to]) => Math.round(from + (to - from) * density).toString(16).padStart(2, "0")).join("")}`;
  };
  const THEMES = [
    {
      ground: "#fbfcfd", text: "#1f2933", quiet: "#5f6b7a", plain: "#a9b5c1",
      edge: mixed("#f4f6f8", "#b4bfca", density), faint: "#e9edf1", weak: "#c3ccd5", strong: "#7b8794", card: "#ffffff", group: "#f2f5f8", rule: "#d9e0e8",
    },
    {
      ground: "#16191d", text: "#e4e7eb", quiet: "#9aa5b1", plain: "#616d7a",
      edge: mixed("#1c2025", "#56616d", density), faint: "#262b31", weak: "#3d4650", strong: "#9aa5b1", card: "#21262c", group: "#1d2126", rule: "#343b44",
    },
  ];
  const theme = () => THEMES[Number(isDark)];

  const look = () => {
    const centre = hovered ?? chosen;
    near = centre === null ? null : new Set([centre, ...graph.neighbors(centre)]);
    const { weak, strong } = theme();
    nearEdge = near && mixed(weak, strong, Math.min(1, 8 / Math.sqrt(near.size)));
    renderer?.refresh({ skipIndexation: true });
  };

  const FONT = "system-ui, 'Segoe UI', Helvetica, Arial, sans-serif";
  // Rows of fields stand close to one another.
  const LETTERS = data.view === "lineage" ? 11 : 13;
  const shortened = (text, most) => {
    const letters = [...text];
    return letters.length > most ? `${letters.slice(0, most - 1).join("").trimEnd()}…` : text;
  };
  const SHOWN = 34;
  const measure = document.createElement("canvas").getContext("2d");
  measure.font = `${LETTERS}px ${FONT}`;

  // A name on a card of its own: of the node under the pointer, and of the chosen one.
  const LONGEST = 60;
  const cardBox = ({ x, y, size }, width) => ({ left: x - size - 4, right: x + size + width + 13, top: y - LETTERS / 2 - 6, bottom: y + LETTERS / 2 + 6 });
  const drawCard = (context, node) => {
    if (!node.label) return;
    const { text: ink, card } = theme();
    const text = shortened(node.label, LONGEST);
    context.font = `${LETTERS}px ${FONT}`;
    const box = cardBox(node, context.measureText(text).width);
    context.fillStyle = card;
    context.shadowColor = "#00000055";
    context.shadowBlur = 8;
    context.beginPath();
    context.roundRect(box.left, box.top, box.right - box.left, box.bottom - box.top, 7);
    context.fill();
    context.shadowBlur = 0;
    context.fillStyle = node.color;
    context.beginPath();
    context.arc(node.x, node.y, node.size, 0, 2 * Math.PI);
    context.fill();
    context.fillStyle = ink;
    context.fillText(text, node.x + node.size + 4, node.y + LETTERS / 3);
  };

  // What is written and drawn at this moment. A text that would lie over another one is left out until there is room.
  const WITH_DOTS = 3000;
  let waiting = [];
  let written = [];
  let dots = [];
  const isFree = (box, own, least = 0) =>
    !written.some((other) => meet(box, other)) && !dots.some((dot) => dot.key !== own && dot.size > least && meet(box, dot));
  const dotsOf = () => {
    if (nodes.length > WITH_DOTS) return [];
    const { width, height } = renderer.getDimensions();
    const found = [];
    nodes.forEach((_, position) => {
      const key = String(position);
      if (near && !near.has(key)) return;
      const node = renderer.getNodeDisplayData(key);
      const { x, y } = renderer.framedGraphToViewport(node);
      if (x < 0 || y < 0 || x > width || y > height) return;
      // A text may touch the rim of a dot.
      const reach = renderer.scaleSize(node.size) * 0.8;
      found.push({ key, size: node.size, left: x - reach, right: x + reach, top: y - reach, bottom: y + reach });
    });
    return found;
  };

  // A ground of its own for a text: lines behind it would run through its blanks.
  const ground = (context, { left, top, right, bottom }, density) => {
    context.globalAlpha = density;
    context.fillStyle = theme().ground;
    context.beginPath();
    context.roundRect(left, top, right - left, bottom - top, 4);
    context.fill();
    context.globalAlpha = 1;
  };

  // No text lies half behind a card, or leaves the window.
  const CARDS = ["header", "#note", ".tools", "#legend"];
  const cardsOf = (names) => names.map((name) => document.querySelector(name).getBoundingClientRect()).filter((card) => card.width);
  const taken = () => {
    const { width, height } = renderer.getDimensions();
    const far = 1e6;
    const named = [...new Set([chosen, hovered])].filter((key) => key !== null).map((key) => {
      const { x, y } = renderer.framedGraphToViewport(renderer.getNodeDisplayData(key));
      const { size, label } = graph.getNodeAttributes(key);
      return cardBox({ x, y, size: renderer.scaleSize(size) }, measure.measureText(shortened(label, LONGEST)).width);
    });
    return [
      ...named, ...cardsOf(CARDS),
      { left: -far, right: 0, top: -far, bottom: far }, { left: width, right: far, top: -far, bottom: far },
      { left: -far, right: far, top: -far, bottom: 0 }, { left: -far, right: far, top: height, bottom: far },
    ];
  };

  // The weightiest first: each on the right of its dot, else on the left, below or above.
  const writeNames = () => {
    waiting.sort((left, right) => right.node.size - left.node.size || left.node.key - right.node.key);
    for (const { context, node } of waiting) {
      if (node.key === chosen || node.key === hovered) continue;
      const text = shortened(node.label, SHOWN);
      context.font = `${LETTERS}px ${FONT}`;
      const { width } = context.measureText(text);
      const reach = node.size + 4;
      const places = [
        [node.x + reach, node.y], [node.x - reach - width, node.y],
        [node.x - width / 2, node.y + reach + 5], [node.x - width / 2, node.y - reach - 5],
      ];
      for (const [x, y] of data.view === "lineage" ? places.slice(0, 1) : places) {
        const box = { left: x - 2, right: x + width + 2, top: y - LETTERS / 2, bottom: y + LETTERS / 2 };
        // The name of a hub may lie over small fry.
        if (!isFree(box, node.key, graph.getNodeAttribute(node.key, "size") * 0.6)) continue;
        written.push(box);
        ground(context, box, 0.8);
        context.fillStyle = theme().text;
        context.fillText(text, x, y + LETTERS / 3);
        break;
      }
    }
  };

  let renderer = null;
  try {
    renderer = new Sigma(graph, element("graph"), {
      allowInvalidContainer: true,
      defaultEdgeType: "arrow",
      edgeProgramClasses: { curved: Sigma.rendering.EdgeCurveProgram },
      labelFont: FONT,
      labelSize: LETTERS,
      labelDensity: nodes.length > 250 ? 1 : 4,
      labelGridCellSize: nodes.length > 250 ? 120 : 60,
      labelRenderedSizeThreshold: nodes.length > 250 ? 5 : 0,
      // Ours are written with the heads.
      renderEdgeLabels: false,
      zIndex: true,
      minCameraRatio: 0.02,
      maxCameraRatio: 4,
      stagePadding: 30,
      defaultDrawNodeLabel: (context, node) => node.label && waiting.push({ context, node }),
      defaultDrawNodeHover: drawCard,
      nodeReducer: (position, node) => {
        if (near && !near.has(position)) return { ...node, color: theme().faint, label: "", zIndex: 0 };
        const isCentre = position === hovered || position === chosen;
        return { ...node, zIndex: near ? 2 : 1, forceLabel: Boolean(near), highlighted: isCentre && position === chosen };
      },
      edgeReducer: (position, edge) => {
        const own = edge.status && statuses.get(edge.status);
        if (!near) return { ...edge, color: own ?? (isFlow ? theme().plain : theme().edge), label: edges.length > 30 ? "" : edge.label };
        const centre = hovered ?? chosen;
        if (!graph.hasExtremity(position, centre)) return { ...edge, color: theme().faint, label: "", zIndex: 0 };
        return { ...edge, color: own ?? nearEdge, size: edge.size * 1.5, zIndex: 2 };
      },
    });
  } catch (error) {
    element("graph").append(make("p", `The graph needs WebGL, which this browser does not offer: ${error.message}`, "card"));
  }

  // Curves have no heads of their own: these are drawn above them, where each curve meets its target.
  const drawFlow = (heads) => {
    const { width, height } = renderer.getDimensions();
    const ratio = heads.canvas.width / width;
    heads.setTransform(ratio, 0, 0, ratio, 0, 0);
    heads.clearRect(0, 0, width, height);
    const said = [];
    graph.forEachEdge((position, attributes, source, target) => {
      const edge = renderer.getEdgeDisplayData(position);
      if (edge.hidden || source === target) return;
      const [from, to] = [source, target].map((node) => renderer.framedGraphToViewport(renderer.getNodeDisplayData(node)));
      const bend = attributes.curvature;
      const control = { x: (from.x + to.x) / 2 + (to.y - from.y) * bend, y: (from.y + to.y) / 2 - (to.x - from.x) * bend };
      const [x, y] = [to.x - control.x, to.y - control.y];
      const length = Math.hypot(x, y);
      if (length < 1) return;
      const [along, across] = [{ x: x / length, y: y / length }, { x: -y / length, y: x / length }];
      const gap = renderer.scaleSize(renderer.getNodeDisplayData(target).size) + 1;
      const tip = { x: to.x - along.x * gap, y: to.y - along.y * gap };
      heads.fillStyle = edge.color;
      heads.beginPath();
      heads.moveTo(tip.x, tip.y);
      heads.lineTo(tip.x - along.x * 9 + across.x * 3.5, tip.y - along.y * 9 + across.y * 3.5);
      heads.lineTo(tip.x - along.x * 9 - across.x * 3.5, tip.y - along.y * 9 - across.y * 3.5);
      heads.fill();
      if (edge.label) said.push({ text: shortened(edge.label, SHOWN), from, control, to });
    });
    // What edges say, where it covers no name.
    heads.font = `11px ${FONT}`;
    for (const { text, from, control, to } of said) {
      const wide = heads.measureText(text).width;
      for (const part of [0.5, 0.42, 0.58, 0.34, 0.66, 0.26, 0.74]) {
        const at = (axis) => (1 - part) ** 2 * from[axis] + 2 * part * (1 - part) * control[axis] + part ** 2 * to[axis];
        const [x, y] = [at("x") - wide / 2, at("y")];
        const box = { left: x - 3, right: x + wide + 3, top: y - 7, bottom: y + 7 };
        if (!isFree(box)) continue;
        written.push(box);
        ground(heads, box, 1);
        heads.fillStyle = theme().quiet;
        heads.fillText(text, x, y + 4);
        break;
      }
    }
  };

  // The boxes of groups, beneath all else, where the graph is laid out in such.
  const drawGroups = (context) => {
    const { width, height } = renderer.getDimensions();
    const ratio = context.canvas.width / width;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, width, height);
    const { group, rule, quiet } = theme();
    for (const { name, left, top, right, bottom } of data.groups) {
      const [from, to] = [renderer.graphToViewport({ x: left, y: top }), renderer.graphToViewport({ x: right, y: bottom })];
      context.beginPath();
      context.roundRect(from.x, from.y, to.x - from.x, to.y - from.y, 6);
      context.fillStyle = group;
      context.fill();
      context.strokeStyle = rule;
      context.stroke();
      const letters = Math.min(12, ((to.x - from.x) / (right - left)) * 20);
      if (letters < 6) continue;
      context.font = `600 ${letters}px ${FONT}`;
      context.fillStyle = quiet;
      context.fillText(name, from.x + letters * 0.8, from.y + letters * 1.5);
    }
  };

  if (renderer) {
    const layer = (name, options) => renderer.createCanvasContext(name, options).getCanvases()[name].getContext("2d");
    const heads = isFlow && layer("heads", { afterLayer: "edges" });
    const boxes = data.groups.length && layer("groups", { beforeLayer: "edges" });
    renderer.resize(true);
    renderer.on("beforeRender", () => { waiting = []; });
    renderer.on("afterRender", () => {
      dots = dotsOf();
      written = taken();
      writeNames();
      if (heads) drawFlow(heads);
      if (boxes) drawGroups(boxes);
    });
    renderer.refresh();
  }

  // How the camera stands so that everything can be seen.
  const MARGIN = 24;
  const areNamed = nodes.length <= 250;
  const extents = nodes.map((_, position) => {
    const { size, label } = graph.getNodeAttributes(position);
    const name = areNamed ? measure.measureText(shortened(label, SHOWN)).width + 6 : 0;
    return { reach: size, name, high: areNamed ? LETTERS / 2 : 0 };
  });
  const UPRIGHT = { x: 0.5, y: 0.5, ratio: 1, angle: 0 };
  const scaleOf = () => {
    const [from, to] = [0, 1].map((x) => renderer.framedGraphToViewport({ x, y: 0 }, { cameraState: UPRIGHT }));
    return to.x - from.x;
  };
  const whole = () => {
    const { width, height } = renderer.getDimensions();
    const scale = scaleOf();
    const places = nodes.map((_, position) => {
      const { x, y } = renderer.getNodeDisplayData(String(position));
      return { x: x * scale, y: -y * scale, ...extents[position] };
    });
    for (const { left, top, right, bottom } of data.groups) {
      for (const corner of [{ x: left, y: top }, { x: right, y: bottom }]) {
        const { x, y } = renderer.viewportToFramedGraph(renderer.graphToViewport(corner));
        places.push({ x: x * scale, y: -y * scale, reach: 0, name: 0, high: 0 });
      }
    }
    const view = fit(places, cardsOf(["header", ".tools", "#legend"]), { width, height }, MARGIN);
    return { x: view.x / scale, y: -view.y / scale, ratio: view.ratio, angle: 0 };
  };
  let home = UPRIGHT;
  const goHome = (options) => {
    if (!nodes.length) return;
    home = whole();
    if (options) renderer.getCamera().animate(home, options);
    else renderer.getCamera().setState(home);
  };

  // The note that was chosen.
  const nameOf = (position) => graph.getNodeAttribute(position, "label");
  const choose = (position, move) => {
    chosen = position === null ? null : String(position);
    const panel = element("note");
    panel.hidden = chosen === null;
    if (chosen !== null) tell(nodes[chosen]);
    look();
    if (chosen !== null && renderer) lead(move);
  };

  // Brings the chosen node into the middle of the room beside the cards: with all its neighbours, when it was not chosen
  // by sight; else only if the panel lies over it.
  const lead = (move) => {
    const { width, height } = renderer.getDimensions();
    const panel = element("note").getBoundingClientRect();
    const header = document.querySelector("header").getBoundingClientRect();
    const isBeside = panel.top < header.bottom;
    const room = isBeside ? { left: header.right, right: panel.left, top: 0, bottom: height } : { left: 0, right: width, top: header.bottom, bottom: panel.top };
    const own = renderer.getNodeDisplayData(chosen);
    const place = renderer.framedGraphToViewport(own);
    const isCovered = place.x > panel.left - 30 && place.x < panel.right + 30 && place.y > panel.top - 30 && place.y < panel.bottom + 30;
    if (!move && !isCovered) return;
    const scale = scaleOf();
    const camera = renderer.getCamera();
    let { ratio } = camera;
    if (move) {
      const needed = [...near].map((node) => {
        const { x, y } = renderer.getNodeDisplayData(node);
        const [wide, high] = [(room.right - room.left) / 2 - 40, (room.bottom - room.top) / 2 - 40];
        return Math.max((Math.abs(x - own.x) * scale) / wide, (Math.abs(y - own.y) * scale) / high);
      });
      const nearest = nodes.length > 100 ? Math.min(0.3, home.ratio) : home.ratio * 0.7;
      ratio = Math.min(home.ratio * 1.4, Math.max(nearest, ...needed));
    }
    const by = { x: (room.left + room.right - width) / 2, y: (room.top + room.bottom - height) / 2 };
    camera.animate({ x: own.x - (by.x * ratio) / scale, y: own.y + (by.y * ratio) / scale, ratio }, { duration: 300 });
  };

  const tell = (node) => {
    element("title").textContent = nameOf(chosen);
    element("kind").textContent = [node.kind, node.status, node.group?.join(" › ")].filter(Boolean).join(" · ");
    element("path").textContent = node.path ?? "";
    element("path").hidden = !node.path;
    element("tags").replaceChildren(...(node.tags ?? []).map((tag) => make("span", `#${tag}`, "tag")));
    element("tags").hidden = !node.tags;
    element("open").parentElement.hidden = !node.path;
    if (node.path) {
      element("open").href = `obsidian://open?vault=${encodeURIComponent(data.vault)}&file=${encodeURIComponent(node.path)}`;
    } else {
      element("open").removeAttribute("href");
    }
    const list = (heading, wanted, other) => {
      const found = links[chosen].filter((position) => wanted(edges[position]));
      if (!found.length) return [];
      const items = make("ul");
      for (const position of found) {
        const edge = edges[position];
        const said = [edge.label, edge.status, edge.count > 1 ? `${edge.count} times` : ""].filter(Boolean).join(" · ");
        items.append(entry(other(edge), said));
      }
      return [make("h3", `${heading} (${found.length})`), items];
    };
    const own = Number(chosen);
    element("neighbours").replaceChildren(
      ...list(isFlow ? "Sends to" : "Links to", (edge) => edge.s === own, (edge) => edge.t),
      ...list(isFlow ? "Receives from" : "Linked from", (edge) => edge.t === own && edge.s !== own, (edge) => edge.s),
    );
  };

  const entry = (position, said) => {
    const item = make("li");
    const button = make("button", nameOf(position));
    button.type = "button";
    if (said) button.append(make("small", said));
    button.addEventListener("click", () => choose(position, true));
    item.append(button);
    return item;
  };

  // Search.
  const search = element("search");
  const found = element("found");
  const keys = nodes.map((node) => [node.label, node.path ?? "", ...(node.tags ?? []).map((tag) => `#${tag}`)].join("\n").toLowerCase());
  let hits = [];
  let current = 0;
  const MOST = 20;
  const seek = () => {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    const holds = (key) => words.every((word) => key.includes(word));
    const rank = (position) => (nodes[position].label.toLowerCase().startsWith(words[0]) ? 0 : 1);
    hits = words.length ? nodes.map((_, position) => position).filter((position) => holds(keys[position])) : [];
    hits.sort((left, right) => rank(left) - rank(right) || degree[right] - degree[left] || left - right);
    current = 0;
    found.replaceChildren(...hits.slice(0, MOST).map((position) => entry(position, nodes[position].path)));
    if (words.length && hits.length === 0) found.append(make("li", "Nothing has that in its name, path or tags."));
    if (hits.length > MOST) found.append(make("li", `and ${hits.length - MOST} more`));
    found.hidden = words.length === 0;
    mark();
  };
  const mark = () => [...found.children].forEach((item, number) => item.classList.toggle("current", number === current && hits.length > 0));
  search.addEventListener("input", seek);
  search.addEventListener("keydown", (event) => {
    const last = Math.min(hits.length, MOST) - 1;
    if (event.key === "ArrowDown") current = Math.min(current + 1, last);
    else if (event.key === "ArrowUp") current = Math.max(current - 1, 0);
    else if (event.key === "Enter" && hits.length) choose(hits[current], true);
    else if (event.key === "Escape") { search.value = ""; seek(); return; }
    else return;
    event.preventDefault();
    mark();
    found.children[current]?.scrollIntoView({ block: "nearest" });
  });
  addEventListener("keydown", (event) => {
    if (event.key === "/" && document.activeElement !== search) { event.preventDefault(); search.focus(); }
    if (event.key === "Escape" && document.activeElement !== search) choose(null);
  });

  // The graph itself.
  if (renderer) {
    const over = (is) => element("graph").classList.toggle("over", is);
    renderer.on("enterNode", ({ node }) => { hovered = node; over(true); look(); });
    renderer.on("leaveNode", () => { hovered = null; over(false); look(); });
    renderer.on("clickNode", ({ node }) => choose(node, false));
    renderer.on("clickStage", () => choose(null));
    element("closer").addEventListener("click", () => renderer.getCamera().animatedZoom({ duration: 200 }));
    element("farther").addEventListener("click", () => renderer.getCamera().animatedUnzoom({ duration: 200 }));
    element("whole").addEventListener("click", () => goHome({ duration: 200 }));
    renderer.on("resize", () => {
      const { x, y, ratio } = renderer.getCamera();
      if (x === home.x && y === home.y && ratio === home.ratio) goHome();
    });
  }
  element("close").addEventListener("click", () => choose(null));

  const dress = () => {
    document.documentElement.classList.toggle("dark", isDark);
    look();
  };
  element("theme").addEventListener("click", () => { isDark = !isDark; dress(); });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", (event) => { isDark = event.matches; dress(); });

  // What stands around it.
  const count = (number, what) => `${number} ${what}${number === 1 ? "" : "s"}`;
  document.title = `${data.vault}: ${data.view}`;
  element("vault").textContent = data.vault;
  element("counts").textContent = `${data.view[0].toUpperCase()}${data.view.slice(1)}: ${count(nodes.length, "node")}, ${count(edges.length, "edge")}`;
  const swatch = (color, isLine) => {
    const picture = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    const shape = document.createElementNS("http://www.w3.org/2000/svg", isLine ? "path" : "circle");
    const put = (target, pairs) => Object.entries(pairs).forEach(([key, value]) => target.setAttribute(key, value));
    put(picture, { width: 16, height: 12 });
    put(shape, isLine ? { d: "M0 6H16", stroke: color, "stroke-width": 3 } : { cx: 8, cy: 6, r: 5, fill: color });
    picture.append(shape);
    return picture;
  };
  const told = new Set(edges.map((edge) => edge.status));
  const kinds = [...new Set(nodes.map((node) => node.kind))];
  const marks = data.classes.length ? data.classes : kinds.map((kind) => [kind, KINDS[kind]]);
  const rows = [
    ...marks.map(([name, color]) => [name, color, false]),
    ...data.statuses.filter(([name]) => told.has(name)).map(([name, color]) => [name, color, true]),
    ...(told.size > 1 && told.has(undefined) ? [["no status", "var(--plain)", true]] : []),
  ];
  for (const [name, color, isLine] of rows) {
    const item = make("li");
    item.append(swatch(color, isLine), make("span", name));
    element("legend").append(item);
  }
  element("legend").hidden = rows.length === 0;
  dress();
  if (renderer) goHome();
})();
