// Parses and renders every diagram of a folder with three Mermaids in Chromium, and reads the labels of the nodes back.
//
// mermaid.mjs FOLDER PACKAGES CHROMIUM: NAME.mmd, with NAME.labels.json beside it: what each node and group has to say.
import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { launch, open } from "./browser.mjs";

const [folder, packages, chromium] = process.argv.slice(2);
const names = fs.readdirSync(folder).filter((name) => name.endsWith(".mmd")).sort();
assert.ok(names.length > 0, "nothing to draw");
const empty = path.join(folder, "empty.html");
fs.writeFileSync(empty, "<!doctype html><meta charset=utf-8><title>empty</title><body></body>");
// As a browser shows it: blanks are one, and none at the ends; invisible marks of direction stay.
const shown = (text) => text.replace(/[ \t\n\r\f]+/g, " ").replace(/^ | $/g, "");

const browser = await launch(chromium, packages);
try {
  // 10 is the baseline; 11.4 is what Obsidian had for long; the newest is what it will have.
  await Promise.all(["mermaid-10", "mermaid-11", "mermaid"].map(draw));
} finally {
  await browser.close();
}

async function draw(version) {
  const { page, wrong } = await open(browser, pathToFileURL(empty).href);
  await page.addScriptTag({ content: fs.readFileSync(path.join(packages, "node_modules", version, "dist/mermaid.min.js"), "utf8") });
  await page.evaluate(() => mermaid.initialize({ startOnLoad: false, securityLevel: "strict" }));
  let labels = 0;
  for (const name of names) {
    const text = fs.readFileSync(path.join(folder, name), "utf8");
    const drawn = await page.evaluate(async (text) => {
      try {
        if ((await mermaid.parse(text)) === false) throw new Error("it does not parse");
        const { svg } = await mermaid.render("drawn", text);
        // Into a document of its own: what a label holds must not run there either.
        document.body.innerHTML = svg;
        const nodes = [...document.querySelectorAll("g.node")].map((node) => {
          const id = (node.getAttribute("data-id") ?? node.id).match(/(?:^|-)(n\d+)(?:-\d+)?$/)?.[1];
          return [id, node.querySelector(".nodeLabel, .label")?.textContent ?? ""];
        });
        const groups = [...document.querySelectorAll("g.cluster")].map((group) => group.querySelector(".nodeLabel, .cluster-label")?.textContent ?? "");
        const edges = document.querySelectorAll("path.flowchart-link").length;
        const foreign = [...document.body.querySelectorAll("script, img, a[href^='javascript'], iframe")].map((it) => it.outerHTML);
        return { nodes: Object.fromEntries(nodes), groups, edges, foreign };
      } catch (error) {
        return { error: error.message };
      }
    }, text);
    assert.equal(drawn.error, undefined, `${version} ${name}: ${drawn.error}`);
    assert.deepEqual(drawn.foreign, [], `${version} ${name}`);
    const expected = JSON.parse(fs.readFileSync(path.join(folder, name.replace(/mmd$/, "labels.json")), "utf8"));
    assert.equal(drawn.edges, expected.edges, `${version} ${name}: edges`);
    assert.equal(Object.keys(drawn.nodes).length, Object.keys(expected.nodes).length, `${version} ${name}: nodes`);
    for (const [id, label] of Object.entries(expected.nodes)) {
      assert.equal(shown(drawn.nodes[id] ?? "(no such node)"), shown(label), `${version} ${name} ${id}`);
      labels += 1;
    }
    assert.deepEqual(drawn.groups.map(shown).sort(), expected.groups.map(shown).sort(), `${version} ${name}: groups`);
  }
  assert.deepEqual(wrong, [], version);
  console.log(`${version}: ${names.length} diagrams drawn, ${labels} labels read back equal`);
}
