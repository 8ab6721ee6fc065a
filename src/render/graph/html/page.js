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
    system: "#3b82c4", integration: "#e07b1f", field: "#2ba3b5",
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
    // Edges of one pair, whichever way, fan out.
    const pair = edge.s < edge.t ? `${edge.s} ${edge.t}` : `${edge.t} ${edge.s}`;
    const number = pairs.get(pair) ?? 0;
    pairs.set(pair, number + 1);
    const bend = isFlow ? 0.12 + 0.14 * Math.floor(number / 2) : 0;
    graph.addEdgeWithKey(position, edge.s, edge.t, {
      type: isFlow ? "curved" : "arrow",
      curvature: number % 2 && edge.s > edge.t ? bend : bend * (number % 2 ? -1 : 1),
      size: isFlow ? 2 : 1,
      label: edge.label ?? "",
      status: edge.status,
    });
  });

  let isDark = matchMedia("(prefers-color-scheme: dark)").matches;
  let hovered = null;
  let chosen = null;
  let near = null;
  // The more edges there are, the fainter is each: WebGL adds what is see-through, so the colour itself is mixed.
  const density = Math.min(1, Math.max(0.2, 14 / Math.sqrt(edges.length || 1)));
  const mixed = (ground, ink) => {
    const parts = [1, 3, 5].map((at) => [ground, ink].map((color) => parseInt(color.slice(at, at + 2), 16)));
    return `#${parts.map(([from, to]) => Math.round(from + (to - from) * density).toString(16).padStart(2, "0")).join("")}`;
  };
  const THEMES = [
    { ground: "#fbfcfd", text: "#1f2933", edge: mixed("#f4f6f8", "#b4bfca"), faint: "#e9edf1", strong: "#7b8794", card: "#ffffff" },
    { ground: "#16191d", text: "#e4e7eb", edge: mixed("#1c2025", "#56616d"), faint: "#262b31", strong: "#9aa5b1", card: "#21262c" },
  ];
  const theme = () => THEMES[Number(isDark)];

  const look = () => {
    const centre = hovered ?? chosen;
    near = centre === null ? null : new Set([centre, ...graph.neighbors(centre)]);
    renderer?.refresh({ skipIndexation: true });
  };

  // Names that would lie over others of this moment are left out, but for that of the chosen one.
  let written = [];
  const drawLabel = (context, node, settings, onCard) => {
    if (!node.label) return;
    const size = settings.labelSize;
    const letters = [...node.label];
    const most = onCard ? 60 : 34;
    const text = letters.length > most ? `${letters.slice(0, most - 1).join("")}…` : node.label;
    context.font = `${settings.labelWeight} ${size}px ${settings.labelFont}`;
    const x = node.x + node.size + 4;
    const y = node.y + size / 3;
    if (!onCard) {
      const box = { left: x, right: x + context.measureText(text).width, top: y - size, bottom: y + 3 };
      const hits = (other) => box.left < other.right && other.left < box.right && box.top < other.bottom && other.top < box.bottom;
      if (written.some(hits)) return;
      written.push(box);
    }
    const { text: ink, card, ground } = theme();
    if (onCard) {
      const width = context.measureText(text).width;
      context.fillStyle = card;
      context.shadowColor = "#00000055";
      context.shadowBlur = 8;
      context.beginPath();
      context.roundRect(node.x - node.size - 3, node.y - size / 2 - 6, node.size * 2 + width + 15, size + 12, 7);
      context.fill();
      context.shadowBlur = 0;
      context.fillStyle = node.color;
      context.beginPath();
      context.arc(node.x, node.y, node.size, 0, 2 * Math.PI);
      context.fill();
    } else {
      context.lineJoin = "round";
      context.lineWidth = 3;
      context.strokeStyle = ground;
      context.strokeText(text, x, y);
    }
    context.fillStyle = ink;
    context.fillText(text, x, y);
  };

  let renderer = null;
  try {
    renderer = new Sigma(graph, element("graph"), {
      allowInvalidContainer: true,
      defaultEdgeType: "arrow",
      edgeProgramClasses: { curved: Sigma.rendering.EdgeCurveProgram },
      labelFont: "system-ui, 'Segoe UI', Helvetica, Arial, sans-serif",
      labelSize: 13,
      labelDensity: nodes.length > 250 ? 1 : 4,
      labelGridCellSize: nodes.length > 250 ? 120 : 60,
      labelRenderedSizeThreshold: nodes.length > 250 ? 5 : 0,
      edgeLabelSize: 11,
      edgeLabelFont: "system-ui, 'Segoe UI', Helvetica, Arial, sans-serif",
      edgeLabelColor: { attribute: "labelColor", color: "#7b8794" },
      renderEdgeLabels: isFlow,
      zIndex: true,
      minCameraRatio: 0.02,
      maxCameraRatio: 4,
      stagePadding: 70,
      defaultDrawNodeLabel: (context, node, settings) => drawLabel(context, node, settings, false),
      defaultDrawNodeHover: (context, node, settings) => drawLabel(context, node, settings, true),
      nodeReducer: (position, node) => {
        if (near && !near.has(position)) return { ...node, color: theme().faint, label: "", zIndex: 0 };
        const isCentre = position === hovered || position === chosen;
        return { ...node, zIndex: near ? 2 : 1, forceLabel: Boolean(near), highlighted: isCentre && position === chosen };
      },
      edgeReducer: (position, edge) => {
        const own = edge.status && statuses.get(edge.status);
        if (!near) return { ...edge, color: own ?? theme().edge, label: edges.length > 30 ? "" : edge.label };
        const centre = hovered ?? chosen;
        if (!graph.hasExtremity(position, centre)) return { ...edge, color: theme().faint, label: "", zIndex: 0 };
        return { ...edge, color: own ?? theme().strong, size: edge.size * 1.5, zIndex: 2, forceLabel: true };
      },
    });
  } catch (error) {
    element("graph").append(make("p", `The graph needs WebGL, which this browser does not offer: ${error.message}`, "card"));
  }

  // Curves have no heads of their own: these are drawn above them, where each curve meets its target.
  if (renderer && isFlow) {
    const heads = renderer.createCanvasContext("heads", { afterLayer: "edges" }).getCanvases().heads.getContext("2d");
    renderer.resize(true);
    renderer.on("afterRender", () => {
      const { width, height } = renderer.getDimensions();
      const ratio = heads.canvas.width / width;
      heads.setTransform(ratio, 0, 0, ratio, 0, 0);
      heads.clearRect(0, 0, width, height);
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
      });
    });
    renderer.refresh();
  }

  renderer?.on("beforeRender", () => { written = []; });

  // The note that was chosen.
  const nameOf = (position) => graph.getNodeAttribute(position, "label");
  const choose = (position, move) => {
    chosen = position === null ? null : String(position);
    const panel = element("note");
    panel.hidden = chosen === null;
    if (chosen !== null) tell(nodes[chosen]);
    look();
    if (chosen !== null && move && renderer) {
      const { x, y } = renderer.getNodeDisplayData(chosen);
      const ratio = Math.min(renderer.getCamera().ratio, nodes.length > 100 ? 0.35 : 1);
      renderer.getCamera().animate({ x, y, ratio }, { duration: 300 });
    }
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
    element("whole").addEventListener("click", () => renderer.getCamera().animatedReset({ duration: 200 }));
  }
  element("close").addEventListener("click", () => choose(null));

  const dress = () => {
    document.documentElement.classList.toggle("dark", isDark);
    renderer?.refresh();
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
  const dots = data.classes.length ? data.classes : kinds.map((kind) => [kind, KINDS[kind]]);
  const rows = [
    ...dots.map(([name, color]) => [name, color, false]),
    ...data.statuses.filter(([name]) => told.has(name)).map(([name, color]) => [name, color, true]),
  ];
  for (const [name, color, isLine] of rows) {
    const item = make("li");
    item.append(swatch(color, isLine), make("span", name));
    element("legend").append(item);
  }
  element("legend").hidden = rows.length === 0;
  dress();
})();
