// Measures pictures of landscapes as Chromium renders them: lines through boxes, labels on something, hidden arrow heads, and
// crossings, compared with those of Graphviz for the same boxes and lines without groups and labels.
//
// pictures.mjs FOLDER PACKAGES CHROMIUM DOT: CASE-bundled.svg and CASE-each.svg, with the graph in CASE-each.json.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { launch, open } from "./browser.mjs";

const [folder, packages, chromium, dot] = process.argv.slice(2);
const names = fs.readdirSync(folder).filter((name) => name.endsWith(".svg")).sort();
assert.ok(names.length > 0, "nothing to measure");
const browser = await launch(chromium, packages);
try {
  for (const name of names) await measure(name);
} finally {
  await browser.close();
}

// Runs in the browser. Boxes are [left, top, right, bottom]; lines are points every two pixels.
function read() {
  const box = (element) => {
    const { x, y, width, height } = element.getBBox();
    return [x, y, x + width, y + height];
  };
  const points = (line) => {
    const length = line.getTotalLength();
    const steps = Math.max(1, Math.ceil(length / 2));
    return Array.from({ length: steps + 1 }, (_, step) => {
      const { x, y } = line.getPointAtLength((length * step) / steps);
      return [x, y];
    });
  };
  const all = (selector) => [...document.querySelectorAll(selector)];
  return {
    nodes: all("g.node").map((node) => ({ name: node.dataset.name, box: box(node.querySelector("rect")) })),
    groups: all("g.group").map((group) => box(group.querySelector("rect"))),
    edges: all("g.edge").map((edge) => {
      const line = edge.querySelector("path");
      const heads = ["marker-start", "marker-end"].map((name) => line.hasAttribute(name));
      return { id: edge.id, from: edge.dataset.from, to: edge.dataset.to, ids: edge.dataset.ids.split(" "), heads, points: points(line) };
    }),
    labels: all("g.label").map((label) => ({ edge: label.dataset.edge, box: box(label.querySelector("text")), text: label.querySelector("tspan").textContent })),
  };
}

// Runs in the browser: the points of the lines that Graphviz has drawn.
function sample(lines) {
  const line = document.createElementNS("http://www.w3.org/2000/svg", "path");
  return lines.map((data) => {
    line.setAttribute("d", data);
    const length = line.getTotalLength();
    const steps = Math.max(1, Math.ceil(length / 2));
    return Array.from({ length: steps + 1 }, (_, step) => {
      const { x, y } = line.getPointAtLength((length * step) / steps);
      return [x, y];
    });
  });
}

function overlap(a, b) {
  return a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3];
}

function inside(box, [x, y]) {
  return box[0] < x && x < box[2] && box[1] < y && y < box[3];
}

// Counts the points where lines of different edges cross.
function crossings(lines) {
  const cells = new Map();
  const SIDE = 24;
  lines.forEach((points, edge) => {
    for (let at = 0; at + 1 < points.length; at += 1) {
      const [[x1, y1], [x2, y2]] = [points[at], points[at + 1]];
      for (let x = Math.floor(Math.min(x1, x2) / SIDE); x <= Math.floor(Math.max(x1, x2) / SIDE); x += 1) {
        for (let y = Math.floor(Math.min(y1, y2) / SIDE); y <= Math.floor(Math.max(y1, y2) / SIDE); y += 1) {
          const key = x * 1e6 + y;
          if (!cells.has(key)) cells.set(key, []);
          cells.get(key).push([edge, at, x1, y1, x2, y2]);
        }
      }
    }
  });
  const side = (ax, ay, bx, by, cx, cy) => (bx - ax) * (cy - ay) - (by - ay) * (cx - ax);
  const found = new Set();
  for (const pieces of cells.values()) {
    for (let one = 0; one < pieces.length; one += 1) {
      const [edge, at, ax, ay, bx, by] = pieces[one];
      for (let two = one + 1; two < pieces.length; two += 1) {
        const [other, otherAt, cx, cy, dx, dy] = pieces[two];
        if (edge === other) continue;
        const apart = side(ax, ay, bx, by, cx, cy) * side(ax, ay, bx, by, dx, dy) >= 0 || side(cx, cy, dx, dy, ax, ay) * side(cx, cy, dx, dy, bx, by) >= 0;
        if (!apart) found.add(`${edge} ${at} ${other} ${otherAt}`);
      }
    }
  }
  return found.size;
}

// Returns the same for every seed (mulberry32).
function shuffled(items, seed) {
  let state = seed;
  const random = () => {
    state = (state + 0x6d2b79f5) | 0;
    let bits = Math.imul(state ^ (state >>> 15), 1 | state);
    bits = (bits + Math.imul(bits ^ (bits >>> 7), 61 | bits)) ^ bits;
    return ((bits ^ (bits >>> 14)) >>> 0) / 2 ** 32;
  };
  const copy = [...items];
  for (let last = copy.length - 1; last > 0; last -= 1) {
    const other = Math.floor(random() * (last + 1));
    [copy[last], copy[other]] = [copy[other], copy[last]];
  }
  return copy;
}

// The median of the crossings that Graphviz draws for nine orders of the same boxes and lines.
async function crossingsOfGraphviz(page, picture) {
  const number = new Map(picture.nodes.map((node, position) => [node.name, position]));
  const found = [];
  for (let seed = 1; seed <= 9; seed += 1) {
    const nodes = shuffled(picture.nodes, seed).map(({ name }) => `n${number.get(name)} [label=${JSON.stringify(name.replaceAll("\\", "/"))}];`);
    const edges = shuffled(picture.edges, seed).map(({ from, to }) => `n${number.get(from)} -> n${number.get(to)};`);
    const input = `digraph { rankdir=LR; node [shape=box]; ${nodes.join(" ")} ${edges.join(" ")} }`;
    const graph = JSON.parse(execFileSync(dot, ["-Tjson"], { input, maxBuffer: 1 << 28 }));
    const lines = (graph.edges ?? []).filter((edge) => edge.head !== edge.tail).map((edge) => {
      const [first, ...rest] = edge.pos.split(" ").filter((point) => !/^[es],/.test(point)).map((point) => point.replace(",", " "));
      return `M${first}C${rest.join(" ")}`;
    });
    found.push(crossings(await page.evaluate(sample, lines)));
  }
  return found.sort((one, other) => one - other)[4];
}

async function measure(name) {
  const { page, wrong } = await open(browser, pathToFileURL(path.join(folder, name)).href);
  const picture = await page.evaluate(read);
  checkNothingIsLeftOut(name, picture);
  const faults = { through: 0, labels: 0, heads: 0 };
  const fault = (kind, text) => { faults[kind] += 1; console.log(`${name}: ${text}`); };
  // In a font that is 15 % wider than the reader's, or narrower.
  const widened = ([left, top, right, bottom]) => [left - (right - left) * 0.075, top, right + (right - left) * 0.075, bottom];
  for (const edge of picture.edges) {
    for (const node of picture.nodes) {
      if (node.name !== edge.from && node.name !== edge.to && edge.points.some((point) => inside(node.box, point))) {
        fault("through", `${edge.id} goes through ${node.name}`);
      }
    }
    // The heads are at the ends of the line.
    const ends = [[edge.points[0], edge.heads[0]], [edge.points.at(-1), edge.heads[1]]];
    for (const [[x, y]] of ends.filter(([, hasHead]) => hasHead)) {
      const head = [x - 4, y - 4, x + 4, y + 4];
      const covers = picture.labels.filter((label) => overlap(widened(label.box), head));
      const boxes = picture.nodes.filter((node) => node.name !== edge.from && node.name !== edge.to && overlap(node.box, head));
      if (covers.length + boxes.length > 0) fault("heads", `a head of ${edge.id} is covered`);
    }
  }
  picture.labels.forEach((label, position) => {
    const box = widened(label.box);
    for (const other of picture.labels.slice(position + 1)) {
      if (overlap(box, widened(other.box))) fault("labels", `the labels of ${label.edge} and ${other.edge} lie on each other`);
    }
    for (const node of picture.nodes) {
      if (overlap(box, node.box)) fault("labels", `the label of ${label.edge} lies on ${node.name}`);
    }
    for (const edge of picture.edges) {
      if (edge.id !== label.edge && edge.points.some((point) => inside(box, point))) fault("labels", `${edge.id} goes through the label of ${label.edge}`);
    }
  });
  const own = crossings(picture.edges.filter(({ from, to }) => from !== to).map(({ points }) => points));
  const theirs = await crossingsOfGraphviz(page, picture);
  const hasGroups = picture.groups.length > 1;
  const most = theirs < 10 ? theirs + (hasGroups ? 4 : 2) : theirs * (hasGroups ? 1.3 : 1);
  console.log(`${name}: ${picture.nodes.length} boxes, ${picture.edges.length} lines, ${picture.groups.length} groups: ${own} crossings (Graphviz ${theirs}), ${JSON.stringify(faults)}`);
  assert.deepEqual(faults, { through: 0, labels: 0, heads: 0 }, name);
  assert.ok(own <= most, `${name}: ${own} crossings, and at most ${most} are wanted`);
  assert.deepEqual(wrong, [], name);
  await page.close();
}

// All nodes, edges and labels of the graph are in the picture, bundled or not.
function checkNothingIsLeftOut(name, picture) {
  const json = path.join(folder, name.replace(/-(bundled|each)\.svg$/, "-each.json"));
  const graph = JSON.parse(fs.readFileSync(json, "utf8"));
  assert.equal(picture.nodes.length, graph.nodes.length, name);
  const label = new Map(graph.nodes.map((node) => [node.id, node.label]));
  const isBundled = name.includes("-bundled");
  for (const edge of graph.edges) {
    const [from, to] = [label.get(edge.source), label.get(edge.target)];
    const id = (edge.integration ?? edge.name).trim().split(/\s+/).join("_");
    const ends = (drawn) => (drawn.from.startsWith(from) && drawn.to.startsWith(to)) || (isBundled && drawn.from.startsWith(to) && drawn.to.startsWith(from));
    const drawn = picture.edges.filter((it) => ends(it) && it.ids.includes(id));
    assert.ok(drawn.length > 0, `${name}: ${id} from ${from} to ${to} is missing`);
    if (edge.label && !isBundled) {
      const texts = drawn.map((it) => picture.labels.find((text) => text.edge === it.id)?.text);
      // A long label has no frequency.
      const short = edge.label.length > 30 ? (edge.integration ?? edge.name) : edge.label;
      assert.ok(texts.some((text) => text === edge.label || text === short || (text?.endsWith("…") && edge.label.startsWith(text.slice(0, -1)))), `${name}: the label ${edge.label} is missing`);
    }
  }
  for (const drawn of picture.edges.filter((edge) => edge.ids.length > 1)) {
    const text = picture.labels.find((label) => label.edge === drawn.id)?.text;
    const more = drawn.ids.length > 2 ? ` +${drawn.ids.length - 2}` : "";
    if (text) assert.ok(text.endsWith(more) || text.endsWith("…"), `${name}: ${text} stands for ${drawn.ids.length}`);
  }
}
