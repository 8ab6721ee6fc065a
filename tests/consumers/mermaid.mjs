// Parses and renders every diagram of a folder with three versions of Mermaid in Chromium, and reads the node labels back.
//
// mermaid.mjs FOLDER PACKAGES CHROMIUM: the diagrams of a graph are CASE/*.mmd, the expected graph is CASE.json.
import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { launch, open } from "./browser.mjs";
import { says } from "./labels.mjs";

const [folder, packages, chromium] = process.argv.slice(2);
const cases = fs.readdirSync(folder).filter((name) => fs.existsSync(path.join(folder, `${name}.json`))).sort();
assert.ok(cases.length > 0, "nothing to draw");
const empty = path.join(folder, "empty.html");
fs.writeFileSync(empty, "<!doctype html><meta charset=utf-8><title>empty</title><body></body>");

const browser = await launch(chromium, packages);
try {
  // 10 is the baseline, 11.4 was in Obsidian for a long time, and the newest will be.
  await Promise.all(["mermaid-10", "mermaid-11", "mermaid"].map(draw));
} finally {
  await browser.close();
}

async function draw(version) {
  const { page, wrong } = await open(browser, pathToFileURL(empty).href);
  await page.addScriptTag({ content: fs.readFileSync(path.join(packages, "node_modules", version, "dist/mermaid.min.js"), "utf8") });
  await page.evaluate(() => mermaid.initialize({ startOnLoad: false, securityLevel: "strict" }));
  let labels = 0;
  let diagrams = 0;
  for (const name of cases) {
    const graph = JSON.parse(fs.readFileSync(path.join(folder, `${name}.json`)));
    const seen = new Set();
    let edges = 0;
    for (const file of fs.readdirSync(path.join(folder, name)).filter((file) => file.endsWith(".mmd")).sort()) {
      const what = `${version} ${name}/${file}`;
      const text = fs.readFileSync(path.join(folder, name, file), "utf8");
      const drawn = await page.evaluate(draw_here, text);
      diagrams += 1;
      assert.equal(drawn.error, undefined, `${what}: ${drawn.error}`);
      assert.deepEqual(drawn.foreign, [], what);
      const lines = text.split("\n").map((line) => line.match(/^ +(n\d+) (?:-->|-\.->|---).* (n\d+)$/)).filter(Boolean);
      // Since Mermaid 11, a self-loop is drawn as three edges.
      const loops = lines.filter(([, source, target]) => source === target).length;
      assert.ok([lines.length, lines.length + 2 * loops].includes(drawn.edges), `${what}: ${drawn.edges} edges, not ${lines.length}`);
      if (file.startsWith("overview")) continue;
      for (const [id, label] of Object.entries(drawn.nodes)) {
        const node = graph.nodes[Number(id.slice(1))];
        assert.ok(says(label, node.label), `${what} ${id}: ${JSON.stringify(label)} for ${JSON.stringify(node.label)}`);
        seen.add(id);
        labels += 1;
      }
      const groups = new Set(graph.nodes.flatMap((node) => node.group ?? []));
      for (const label of drawn.groups) assert.ok([...groups].some((group) => says(label, group)), `${what}: ${label}`);
      if (file !== "whole.mmd") edges += lines.length;
    }
    assert.equal(seen.size, graph.nodes.length, `${version} ${name}: nodes`);
    assert.equal(edges, graph.edges.length, `${version} ${name}: edges`);
  }
  assert.deepEqual(wrong, [], version);
  console.log(`${version}: ${diagrams} diagrams drawn, ${labels} labels read back equal`);
}

async function draw_here(text) {
  try {
    if ((await mermaid.parse(text)) === false) throw new Error("it does not parse");
    const { svg } = await mermaid.render("drawn", text);
    document.body.innerHTML = svg;
    const nodes = [...document.querySelectorAll("g.node")].map((node) => {
      const id = node.id.match(/flowchart-(n\d+)-\d+$/)?.[1];
      return [id, node.querySelector(".nodeLabel")?.textContent ?? "(no label)"];
    });
    // The legend is no part of the graph.
    const clusters = [...document.querySelectorAll("g.cluster")].filter((group) => !/(^|-)legend$/.test(group.id));
    const groups = clusters.map((group) => group.querySelector(".nodeLabel")?.textContent ?? "(no label)");
    const edges = document.querySelectorAll("path.flowchart-link").length;
    const foreign = [...document.body.querySelectorAll("script, img, a[*|href^='javascript'], iframe")].map((it) => it.outerHTML);
    return { nodes: Object.fromEntries(nodes.filter(([id]) => id)), groups, edges, foreign };
  } catch (error) {
    return { error: error.message };
  }
}
