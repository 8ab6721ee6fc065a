(() => {
  "use strict";
  const data = JSON.parse(document.getElementById("data").textContent);
  const element = (id) => document.getElementById(id);
  const { nodes, edges } = data;

  // Text is inserted as text, never as markup.
  const make = (name, text, className) => {
    const created = document.createElement(name);
    if (text !== undefined) created.textContent = text;
    if (className) created.className = className;
    return created;
  };

  const KINDS = {
    note: "#5b8fc9", canvas: "#8a6fd1", attachment: "#8c8c8c", unresolved: "#b9a58a", tag: "#5fa37a",
  };
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

  // 0 for a small graph, 1 for a large one, whose dots are smaller.
  const crowding = Math.min(1, Math.max(0, Math.log10(Math.max(nodes.length, 20) / 20) / 2.3));
  const graph = new graphology.MultiDirectedGraph();
  nodes.forEach((node, position) => {
    const size = (4 + 1.9 * Math.sqrt(degree[position])) * (1 - 0.62 * crowding);
    graph.addNode(position, {
      x: node.x, y: node.y, label: node.label.trim() ? node.label : "(no name)", size: Math.min(size, 20), color: colorOf(node),
    });
  });
  edges.forEach((edge, position) => graph.addEdgeWithKey(position, edge.s, edge.t, { type: "arrow", size: 1 }));

  let isDark = matchMedia("(prefers-color-scheme: dark)").matches;
  let hovered = null;
  let selected = null;
  // The center of attention and its neighbors, and the color of the edges between them.
  let near = null;
  let nearEdge = null;
  // The more edges there are, the fainter they are drawn. Transparent edges would add up in WebGL, so opaque colors are
  // mixed instead.
  const density = Math.min(1, Math.max(0.2, 14 / Math.sqrt(edges.length || 1)));
  const mixed = (background, foreground, density) => {
    const parts = [1, 3, 5].map((at) => [background, foreground].map((color) => parseInt(color.slice(at, at + 2), 16)));
    return `#${parts.map(([from, to]) => Math.round(from + (to - from) * density).toString(16).padStart(2, "0")).join("")}`;
  };
  const THEMES = [
    {
      background: "#fbfcfd", text: "#1f2933",
      edge: mixed("#f4f6f8", "#b4bfca", density), faint: "#e9edf1", weak: "#c3ccd5", strong: "#7b8794", card: "#ffffff",
    },
    {
      background: "#16191d", text: "#e4e7eb",
      edge: mixed("#1c2025", "#56616d", density), faint: "#262b31", weak: "#3d4650", strong: "#9aa5b1", card: "#21262c",
    },
  ];
  const theme = () => THEMES[Number(isDark)];

  const refresh = () => {
    const center = hovered ?? selected;
    near = center === null ? null : new Set([center, ...graph.neighbors(center)]);
    const { weak, strong } = theme();
    nearEdge = near && mixed(weak, strong, Math.min(1, 8 / Math.sqrt(near.size)));
    renderer?.refresh({ skipIndexation: true });
    plain?.draw();
  };

  const FONT = "system-ui, 'Segoe UI', Helvetica, Arial, sans-serif";
  const FONT_SIZE = 13;
  const truncated = (text, maxLength) => {
    const letters = [...text];
    return letters.length > maxLength ? `${letters.slice(0, maxLength - 1).join("").trimEnd()}…` : text;
  };
  const MAX_NAME_LENGTH = 34;
  const measure = document.createElement("canvas").getContext("2d");
  measure.font = `${FONT_SIZE}px ${FONT}`;

  // The name of the hovered or selected node, on a card.
  const MAX_CARD_LENGTH = 60;
  const cardBox = ({ x, y, size }, width) => ({ left: x - size - 4, right: x + size + width + 13, top: y - FONT_SIZE / 2 - 6, bottom: y + FONT_SIZE / 2 + 6 });
  const drawCard = (context, node) => {
    if (!node.label) return;
    const { text: textColor, card } = theme();
    const text = truncated(node.label, MAX_CARD_LENGTH);
    context.font = `${FONT_SIZE}px ${FONT}`;
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
    context.fillStyle = textColor;
    context.fillText(text, node.x + node.size + 4, node.y + FONT_SIZE / 3);
  };

  // The boxes of what is drawn in the current frame. Text that would overlap other text is omitted.
  const MAX_NODES_WITH_BOXES = 3000;
  let pendingNames = [];
  let occupied = [];
  let dots = [];
  const isFree = (box, ownKey, minSize = 0) =>
    !occupied.some((other) => overlaps(box, other)) && !dots.some((dot) => dot.key !== ownKey && dot.size > minSize && overlaps(box, dot));
  const dotBoxes = () => {
    if (nodes.length > MAX_NODES_WITH_BOXES) return [];
    const { width, height } = renderer.getDimensions();
    const found = [];
    nodes.forEach((_, position) => {
      const key = String(position);
      if (near && !near.has(key)) return;
      const node = renderer.getNodeDisplayData(key);
      const { x, y } = renderer.framedGraphToViewport(node);
      if (x < 0 || y < 0 || x > width || y > height) return;
      // Text may overlap the rim of a dot.
      const radius = renderer.scaleSize(node.size) * 0.8;
      found.push({ key, size: node.size, left: x - radius, right: x + radius, top: y - radius, bottom: y + radius });
    });
    return found;
  };

  // Draws the background of a text, so that lines do not show through its spaces.
  const drawBackground = (context, { left, top, right, bottom }, opacity) => {
    context.globalAlpha = opacity;
    context.fillStyle = theme().background;
    context.beginPath();
    context.roundRect(left, top, right - left, bottom - top, 4);
    context.fill();
    context.globalAlpha = 1;
  };

  // Boxes that text must not overlap: the cards, and everything outside the window.
  const CARDS = ["header", "#note", ".tools", "#legend"];
  const cardBoxes = (names) => names.map((name) => document.querySelector(name).getBoundingClientRect()).filter((card) => card.width);
  const reservedBoxes = () => {
    const { width, height } = renderer.getDimensions();
    const far = 1e6;
    const named = [...new Set([selected, hovered])].filter((key) => key !== null).map((key) => {
      const { x, y } = renderer.framedGraphToViewport(renderer.getNodeDisplayData(key));
      const { size, label } = graph.getNodeAttributes(key);
      return cardBox({ x, y, size: renderer.scaleSize(size) }, measure.measureText(truncated(label, MAX_CARD_LENGTH)).width);
    });
    return [
      ...named, ...cardBoxes(CARDS),
      { left: -far, right: 0, top: -far, bottom: far }, { left: width, right: far, top: -far, bottom: far },
      { left: -far, right: far, top: -far, bottom: 0 }, { left: -far, right: far, top: height, bottom: far },
    ];
  };

  // Draws names, those of large nodes first: on the right of the dot, or else on the left, below or above.
  const drawNames = () => {
    pendingNames.sort((left, right) => right.node.size - left.node.size || left.node.key - right.node.key);
    for (const { context, node } of pendingNames) {
      if (node.key === selected || node.key === hovered) continue;
      const text = truncated(node.label, MAX_NAME_LENGTH);
      context.font = `${FONT_SIZE}px ${FONT}`;
      const { width } = context.measureText(text);
      const distance = node.size + 4;
      const positions = [
        [node.x + distance, node.y], [node.x - distance - width, node.y],
        [node.x - width / 2, node.y + distance + 5], [node.x - width / 2, node.y - distance - 5],
      ];
      for (const [x, y] of positions) {
        const box = { left: x - 2, right: x + width + 2, top: y - FONT_SIZE / 2, bottom: y + FONT_SIZE / 2 };
        // The name of a hub may cover much smaller dots.
        if (!isFree(box, node.key, graph.getNodeAttribute(node.key, "size") * 0.6)) continue;
        occupied.push(box);
        drawBackground(context, box, 0.8);
        context.fillStyle = theme().text;
        context.fillText(text, x, y + FONT_SIZE / 3);
        break;
      }
    }
  };

  let renderer = null;
  let plain = null;
  try {
    renderer = new Sigma(graph, element("graph"), {
      allowInvalidContainer: true,
      defaultEdgeType: "arrow",
      labelFont: FONT,
      labelSize: FONT_SIZE,
      labelDensity: nodes.length > 250 ? 1 : 4,
      labelGridCellSize: nodes.length > 250 ? 120 : 60,
      labelRenderedSizeThreshold: nodes.length > 250 ? 5 : 0,
      renderEdgeLabels: false,
      zIndex: true,
      minCameraRatio: 0.02,
      maxCameraRatio: 4,
      stagePadding: 30,
      defaultDrawNodeLabel: (context, node) => node.label && pendingNames.push({ context, node }),
      defaultDrawNodeHover: drawCard,
      nodeReducer: (position, node) => {
        if (near && !near.has(position)) return { ...node, color: theme().faint, label: "", zIndex: 0 };
        const isCenter = position === hovered || position === selected;
        return { ...node, zIndex: near ? 2 : 1, forceLabel: Boolean(near), highlighted: isCenter && position === selected };
      },
      edgeReducer: (position, edge) => {
        if (!near) return { ...edge, color: theme().edge };
        const center = hovered ?? selected;
        if (!graph.hasExtremity(position, center)) return { ...edge, color: theme().faint, zIndex: 0 };
        return { ...edge, color: nearEdge, size: edge.size * 1.5, zIndex: 2 };
      },
    });
  } catch (error) {
    console.info(`without WebGL: ${error.message}`);
    element("graph").replaceChildren();
    plain = drawPlain(element("graph"), {
      nodes, edges, colorOf, nameOf: (at) => truncated(nameOf(at), MAX_NAME_LENGTH),
      sizes: nodes.map((_, at) => graph.getNodeAttribute(at, "size")),
      look: () => ({ near, center: selected === null ? null : Number(selected), theme: theme() }),
      choose: (at) => select(at, false),
    });
  }

  if (renderer) {
    renderer.resize(true);
    renderer.on("beforeRender", () => { pendingNames = []; });
    renderer.on("afterRender", () => {
      dots = dotBoxes();
      occupied = reservedBoxes();
      drawNames();
    });
    renderer.refresh();
  }

  // The camera state that shows everything.
  const MARGIN = 24;
  const hasNames = nodes.length <= 250;
  const extents = nodes.map((_, position) => {
    const { size, label } = graph.getNodeAttributes(position);
    const textWidth = hasNames ? measure.measureText(truncated(label, MAX_NAME_LENGTH)).width + 6 : 0;
    return { radius: size, textWidth, textHalfHeight: hasNames ? FONT_SIZE / 2 : 0 };
  });
  const UPRIGHT = { x: 0.5, y: 0.5, ratio: 1, angle: 0 };
  const scaleOf = () => {
    const [from, to] = [0, 1].map((x) => renderer.framedGraphToViewport({ x, y: 0 }, { cameraState: UPRIGHT }));
    return to.x - from.x;
  };
  const fitAll = () => {
    const { width, height } = renderer.getDimensions();
    const scale = scaleOf();
    const dots = nodes.map((_, position) => {
      const { x, y } = renderer.getNodeDisplayData(String(position));
      return { x: x * scale, y: -y * scale, ...extents[position] };
    });
    const view = fit(dots, cardBoxes(["header", ".tools", "#legend"]), { width, height }, MARGIN);
    return { x: view.x / scale, y: -view.y / scale, ratio: view.ratio, angle: 0 };
  };
  let home = UPRIGHT;
  const goHome = (options) => {
    if (!nodes.length) return;
    home = fitAll();
    if (options) renderer.getCamera().animate(home, options);
    else renderer.getCamera().setState(home);
  };

  // The selected node is in the address, so that a link leads to it.
  const keyOf = (node) => node.path ?? node.label;
  const openAddress = () => {
    let key = location.hash.slice(1);
    // A percent sign that stands for itself.
    try { key = decodeURIComponent(key); } catch { /* It is no code. */ }
    const position = key ? nodes.findIndex((node) => keyOf(node) === key) : -1;
    if (position >= 0) select(position, true);
    else if (selected !== null) select(null);
  };
  addEventListener("popstate", openAddress);

  // The selected node.
  const nameOf = (position) => graph.getNodeAttribute(position, "label");
  const select = (position, move) => {
    selected = position === null ? null : String(position);
    const address = position === null ? "#" : `#${encodeURIComponent(keyOf(nodes[position]))}`;
    if (address !== (location.hash || "#")) history.pushState(null, "", address);
    const panel = element("note");
    panel.hidden = selected === null;
    if (selected !== null) describe(nodes[selected]);
    refresh();
    if (selected !== null && renderer) bringIntoView(move);
    if (selected !== null && move) plain?.center(Number(selected));
  };

  // Centers the selected node in the area next to the cards. With `move`, for a node that was not clicked in the graph, the
  // camera also zooms to show its neighbors; otherwise it moves only if the panel covers the node.
  const bringIntoView = (move) => {
    const { width, height } = renderer.getDimensions();
    const panel = element("note").getBoundingClientRect();
    const header = document.querySelector("header").getBoundingClientRect();
    const isBeside = panel.top < header.bottom;
    const area = isBeside ? { left: header.right, right: panel.left, top: 0, bottom: height } : { left: 0, right: width, top: header.bottom, bottom: panel.top };
    const node = renderer.getNodeDisplayData(selected);
    const position = renderer.framedGraphToViewport(node);
    const isCovered = position.x > panel.left - 30 && position.x < panel.right + 30 && position.y > panel.top - 30 && position.y < panel.bottom + 30;
    if (!move && !isCovered) return;
    const scale = scaleOf();
    const camera = renderer.getCamera();
    let { ratio } = camera;
    if (move) {
      const needed = [...near].map((neighbor) => {
        const { x, y } = renderer.getNodeDisplayData(neighbor);
        const [halfWidth, halfHeight] = [(area.right - area.left) / 2 - 40, (area.bottom - area.top) / 2 - 40];
        return Math.max((Math.abs(x - node.x) * scale) / halfWidth, (Math.abs(y - node.y) * scale) / halfHeight);
      });
      const nearest = nodes.length > 100 ? Math.min(0.3, home.ratio) : home.ratio * 0.7;
      ratio = Math.min(home.ratio * 1.4, Math.max(nearest, ...needed));
    }
    const offset = { x: (area.left + area.right - width) / 2, y: (area.top + area.bottom - height) / 2 };
    camera.animate({ x: node.x - (offset.x * ratio) / scale, y: node.y + (offset.y * ratio) / scale, ratio }, { duration: 300 });
  };

  const inObsidian = (path) => `obsidian://open?vault=${encodeURIComponent(data.vault)}&file=${encodeURIComponent(path)}`;

  const describe = (node) => {
    element("title").textContent = nameOf(selected);
    element("kind").textContent = node.kind;
    element("path").textContent = node.path ?? "";
    element("path").hidden = !node.path;
    element("tags").replaceChildren(...(node.tags ?? []).map((tag) => make("span", `#${tag}`, "tag")));
    element("tags").hidden = !node.tags;
    element("open").parentElement.hidden = !node.path;
    if (node.path) {
      element("open").href = inObsidian(node.path);
    } else {
      element("open").removeAttribute("href");
    }
    const list = (heading, wanted, other) => {
      const found = links[selected].filter((position) => wanted(edges[position]));
      if (!found.length) return [];
      const items = make("ul");
      for (const position of found) {
        const edge = edges[position];
        items.append(entry(other(edge), edge.count > 1 ? `${edge.count} times` : ""));
      }
      return [make("h3", `${heading} (${found.length})`), items];
    };
    const index = Number(selected);
    element("neighbors").replaceChildren(
      ...list("Links to", (edge) => edge.s === index, (edge) => edge.t),
      ...list("Linked from", (edge) => edge.t === index && edge.s !== index, (edge) => edge.s),
    );
  };

  // A node in a list, which is chosen by a click.
  const entry = (position, details) => {
    const item = make("li");
    const button = make("button", nameOf(position));
    button.type = "button";
    if (details) button.append(make("small", details));
    button.addEventListener("click", () => select(position, true));
    item.append(button);
    return item;
  };

  // The search field.
  const search = element("search");
  const found = element("found");
  const keys = nodes.map((node) => [node.label, node.path ?? "", ...(node.tags ?? []).map((tag) => `#${tag}`)].join("\n").toLowerCase());
  let hits = [];
  let current = 0;
  const MAX_HITS = 20;
  const updateHits = () => {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    const matches = (key) => words.every((word) => key.includes(word));
    const rank = (position) => (nodes[position].label.toLowerCase().startsWith(words[0]) ? 0 : 1);
    hits = words.length ? nodes.map((_, position) => position).filter((position) => matches(keys[position])) : [];
    hits.sort((left, right) => rank(left) - rank(right) || degree[right] - degree[left] || left - right);
    current = 0;
    found.replaceChildren(...hits.slice(0, MAX_HITS).map((position) => entry(position, nodes[position].path)));
    if (words.length && hits.length === 0) found.append(make("li", "Nothing has that in its name, path or tags."));
    if (hits.length > MAX_HITS) found.append(make("li", `and ${hits.length - MAX_HITS} more`));
    found.hidden = words.length === 0;
    markCurrent();
  };
  const markCurrent = () => [...found.children].forEach((item, number) => item.classList.toggle("current", number === current && hits.length > 0));
  search.addEventListener("input", updateHits);
  search.addEventListener("keydown", (event) => {
    const last = Math.min(hits.length, MAX_HITS) - 1;
    if (event.key === "ArrowDown") current = Math.min(current + 1, last);
    else if (event.key === "ArrowUp") current = Math.max(current - 1, 0);
    else if (event.key === "Enter" && hits.length) select(hits[current], true);
    else if (event.key === "Escape") { search.value = ""; updateHits(); return; }
    else return;
    event.preventDefault();
    markCurrent();
    found.children[current]?.scrollIntoView({ block: "nearest" });
  });
  addEventListener("keydown", (event) => {
    if (event.key === "/" && document.activeElement !== search) { event.preventDefault(); search.focus(); }
    if (event.key === "Escape" && document.activeElement !== search) select(null);
  });

  // Events of the graph.
  if (renderer) {
    const over = (is) => element("graph").classList.toggle("over", is);
    renderer.on("enterNode", ({ node }) => { hovered = node; over(true); refresh(); });
    renderer.on("leaveNode", () => { hovered = null; over(false); refresh(); });
    renderer.on("clickNode", ({ node }) => select(node, false));
    renderer.on("clickStage", () => select(null));
    element("closer").addEventListener("click", () => renderer.getCamera().animatedZoom({ duration: 200 }));
    element("farther").addEventListener("click", () => renderer.getCamera().animatedUnzoom({ duration: 200 }));
    element("whole").addEventListener("click", () => goHome({ duration: 200 }));
    renderer.on("resize", () => {
      const { x, y, ratio } = renderer.getCamera();
      if (x === home.x && y === home.y && ratio === home.ratio) goHome();
    });
  }
  if (plain) {
    element("closer").addEventListener("click", () => plain.zoom(1.4));
    element("farther").addEventListener("click", () => plain.zoom(1 / 1.4));
    element("whole").addEventListener("click", () => plain.fitAll());
  }
  element("close").addEventListener("click", () => select(null));

  const applyTheme = () => {
    document.documentElement.classList.toggle("dark", isDark);
    refresh();
  };
  element("theme").addEventListener("click", () => { isDark = !isDark; applyTheme(); });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", (event) => { isDark = event.matches; applyTheme(); });

  // The header and the legend.
  const count = (number, what) => `${number} ${what}${number === 1 ? "" : "s"}`;
  const grouped = (number) => number.toLocaleString("en");
  const shown = data.total ? `${grouped(nodes.length)} of ${grouped(data.total)} nodes` : count(nodes.length, "node");
  document.title = `${data.vault}: ${data.view}`;
  element("vault").textContent = data.vault;
  element("counts").textContent = `${data.view[0].toUpperCase()}${data.view.slice(1)}: ${shown}, ${count(edges.length, "edge")}`;
  const swatch = (color) => {
    const picture = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    const shape = document.createElementNS("http://www.w3.org/2000/svg", "circle");
    const put = (target, pairs) => Object.entries(pairs).forEach(([key, value]) => target.setAttribute(key, value));
    put(picture, { width: 16, height: 12 });
    put(shape, { cx: 8, cy: 6, r: 5, fill: color });
    picture.append(shape);
    return picture;
  };
  const kinds = [...new Set(nodes.map((node) => node.kind))];
  const marks = data.classes.length ? data.classes : kinds.map((kind) => [kind, KINDS[kind]]);
  for (const [name, color] of marks) {
    const item = make("li");
    item.append(swatch(color), make("span", name));
    element("legend").append(item);
  }
  element("legend").hidden = marks.length === 0;
  applyTheme();
  if (renderer) goHome();
  else if (nodes.length) plain.fitAll();
  openAddress();
})();
