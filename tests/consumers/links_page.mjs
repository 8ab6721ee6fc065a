// The page of links: the same as the page of flows, with dots that it draws itself, with and without WebGL.
import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { check_accessibility, ink_of_names, no_overlap, on_paper, pinch, saved_picture, settled, unknown_address, with_other_data } from "./any_page.mjs";
import { open } from "./browser.mjs";

const text = (page, selector) => page.$eval(selector, (element) => element.textContent);
const texts = (page, selector) => page.$$eval(selector, (all) => all.map((it) => it.textContent));
const hash = (page) => page.evaluate(() => location.hash);
const is_chosen = (page) => page.$eval("#note", (note) => !note.hidden);
const has_webgl = (page) => page.$eval("#dots", (canvas) => canvas.getContext("webgl2") !== null);

// `graph` is the same graph as JSON.
export async function visit_links({ browser, plain }, file, graph, packages, picture) {
  const address = pathToFileURL(file).href;
  const name = path.basename(file);
  const { page, wrong } = await open(browser, address);
  const theme = (value) => page.emulateMediaFeatures([{ name: "prefers-color-scheme", value }]);
  await theme("light");
  await settled();
  assert.ok(await has_webgl(page), `${name}: WebGL`);
  assert.ok(await dots_in(page) > 200, `${name}: there is a picture`);
  assert.ok(await ink_of_names(page) > 0, `${name}: there are names`);
  await picture(page, "light");
  assert.ok((await text(page, "#counts")).startsWith(`${graph.nodes.length.toLocaleString("en")} node`), name);
  await check_accessibility(page, packages, `${name}, light`);

  await unknown_address(page, name);
  await nodes_by_name(page, graph, name);
  await picture(page, "note");
  await check_accessibility(page, packages, `${name}, chosen`);
  await node_by_click(page, name);
  await choice_out_of_sight(page, name);
  await colors_and_filters(page, graph, packages, name);
  await keyboard(page, graph, name);
  await tables(page, graph, packages, name);
  assert.deepEqual(await saved_picture(page, ["g.node > circle"]), { root: "svg", errors: 0, "g.node > circle": graph.nodes.length }, name);
  await on_paper(page, 12, name);

  for (const [width, height] of [[320, 640], [2560, 1440], [1280, 800]]) {
    await page.setViewport({ width, height });
    await settled();
    await no_overlap(page, `${name}, ${width}`);
    assert.ok(await dots_in(page) > 20, `${name}, ${width}: there is a picture`);
    await picture(page, `${width}`);
    if (width === 320) await check_accessibility(page, packages, `${name}, ${width}`);
  }
  await by_finger(page, name);
  await theme("dark");
  await settled();
  await picture(page, "dark");
  await check_accessibility(page, packages, `${name}, dark`);
  assert.equal(await page.evaluate(() => window.hacked), undefined, name);
  assert.deepEqual(wrong, [], name);
  await page.close();

  await control_characters(browser, file, graph);
  await without_anything(browser, file, packages);

  // A browser without WebGL draws the same on a canvas.
  const { page: other, wrong: wrong_there } = await open(plain, address);
  await settled();
  assert.ok(!await has_webgl(other), `${name}: no WebGL`);
  assert.ok(await dots_in(other) > 200, `${name}: there is a picture without WebGL`);
  await picture(other, "canvas");
  await nodes_by_name(other, graph, name);
  await node_by_click(other, name);
  assert.deepEqual(wrong_there, [], `${name} without WebGL`);
  await other.close();
}

// How many pixels of the picture have a color: dots do, lines, names and the ground are almost gray.
async function dots_in(page) {
  const screenshot = await (await page.$("#graph")).screenshot({ encoding: "base64" });
  return page.evaluate(async (screenshot) => {
    const bytes = Uint8Array.from(atob(screenshot), (letter) => letter.charCodeAt(0));
    const image = await createImageBitmap(new Blob([bytes], { type: "image/png" }));
    const context = new OffscreenCanvas(image.width, image.height).getContext("2d");
    context.drawImage(image, 0, 0);
    const { data } = context.getImageData(0, 0, image.width, image.height);
    let count = 0;
    for (let at = 0; at < data.length; at += 4) count += Math.max(data[at], data[at + 1], data[at + 2]) - Math.min(data[at], data[at + 1], data[at + 2]) > 40;
    return count;
  }, screenshot);
}

const degree = (node) => node.in_degree + node.out_degree;

async function nodes_by_name(page, graph, name) {
  const named = graph.nodes.filter((node) => node.label.trim().length > 2 && graph.nodes.filter((other) => other.label === node.label).length === 1);
  named.sort((left, right) => Boolean(right.path) - Boolean(left.path) || degree(right) - degree(left));
  for (const node of named.slice(0, 3)) {
    // Found by a part of its name, chosen by a click.
    const label = node.label.trim();
    await page.$eval("#search", (field) => { field.value = ""; });
    await page.type("#search", label.slice(0, 40));
    const hits = await page.$$eval("#found [role=option]", (all) => all.map((it) => [it.firstChild.textContent, it.querySelector("small").textContent]));
    const number = hits.findIndex(([found, what]) => found === node.label && what === (node.path ?? node.kind));
    assert.ok(number >= 0, `${name}: ${label} is not found, but ${JSON.stringify(hits)}`);
    await (await page.$$("#found [role=option]"))[number].click();
    await settled();
    assert.equal(await text(page, "#title"), node.label, name);
    assert.ok(await is_chosen(page), name);
    assert.equal(decodeURIComponent(await hash(page)), `#${node.path ?? node.label}`);
    if (node.path) {
      assert.equal(await text(page, "#path"), node.path);
      const address = `obsidian://open?vault=${encodeURIComponent(graph.graph.vault)}&file=${encodeURIComponent(node.path)}`;
      assert.equal(await page.$eval("#open", (link) => link.getAttribute("href")), address);
    }
    assert.deepEqual(await texts(page, "#tags .tag"), node.tags.map((tag) => `#${tag}`));
    const neighbors = await page.$$eval("#neighbors li button", (buttons) => buttons.map((button) => button.firstChild.textContent).sort());
    const label_of = new Map(graph.nodes.map((node) => [node.id, node.label.trim() ? node.label : "(no name)"]));
    const expected = graph.edges.flatMap((edge) => [
      ...(edge.source === node.id ? [label_of.get(edge.target)] : []),
      ...(edge.target === node.id && edge.source !== node.id ? [label_of.get(edge.source)] : []),
    ]);
    assert.deepEqual(neighbors, expected.sort(), `${name}: the neighbors of ${label}`);
  }
}

// Where the chosen dot is on the screen.
const place_of_chosen = (page) => page.evaluate(() => {
  const { left, top } = document.getElementById("graph").getBoundingClientRect();
  const { x, y } = toScreen(state.thing.node, lastView);
  return { x: left + x, y: top + y };
});

// A click on the dot of what was chosen chooses it again.
async function node_by_click(page, name) {
  const chosen = await text(page, "#title");
  const { x, y } = await place_of_chosen(page);
  await page.click("#close");
  await settled();
  assert.ok(!await is_chosen(page), name);
  const frame = await page.$eval("#graph", (it) => { const { left, right, top, bottom } = it.getBoundingClientRect(); return { left, right, top, bottom }; });
  assert.ok(x > frame.left && x < frame.right && y > frame.top && y < frame.bottom, `${name}: what is chosen is visible`);
  await page.mouse.click(x, y);
  await settled();
  assert.equal(await text(page, "#title"), chosen, `${name}: a click on the dot`);
  await page.keyboard.press("Escape");
  await settled();
  assert.ok((await hash(page)).length < 2, name);
}

// The picture stays where the reader has moved it, whatever else changes.
async function choice_out_of_sight(page, name) {
  await page.focus("#graph");
  await page.keyboard.press("Enter");
  await settled();
  const view = () => page.evaluate(() => ({ x: lastView.x, y: lastView.y, scale: lastView.scale }));
  const { x } = await view();
  await page.keyboard.down("Shift");
  for (let step = 0; step < 20; step += 1) await page.keyboard.press("ArrowRight");
  await page.keyboard.up("Shift");
  await settled();
  const moved = await view();
  assert.ok(moved.x > x, `${name}: the picture moves`);
  for (const button of ["#theme", "#legend .coloring", "#theme"]) {
    await page.click(button);
    await settled();
    assert.deepEqual(await view(), moved, `${name}: ${button} does not move the picture`);
  }
  await page.keyboard.press("Escape");
  await page.click("#whole");
  await settled();
}

// Names with characters that XML does not allow are saved and printed.
async function control_characters(browser, file, graph) {
  const changed = with_other_data(file, (data) => ({ ...data, nodes: data.nodes.map((node) => ({ ...node, label: `\u0001\uFFFE${node.label}\u0085` })) }));
  const { page, wrong } = await open(browser, pathToFileURL(changed).href);
  await settled();
  assert.deepEqual(await saved_picture(page, ["g.node > circle"]), { root: "svg", errors: 0, "g.node > circle": graph.nodes.length }, changed);
  const printed = await page.evaluate(() => {
    dispatchEvent(new Event("beforeprint"));
    const dots = document.querySelectorAll("#paper g.node > circle").length;
    dispatchEvent(new Event("afterprint"));
    return { dots, isLeft: Boolean(document.getElementById("paper")) };
  });
  assert.deepEqual(printed, { dots: graph.nodes.length, isLeft: false }, changed);
  assert.deepEqual(wrong, [], changed);
  await page.close();
  fs.rmSync(path.dirname(changed), { recursive: true });
}

// A graph without anything says so.
async function without_anything(browser, file, packages) {
  const changed = with_other_data(file, (data) => ({ ...data, nodes: [], edges: [], colorings: [] }));
  const { page, wrong } = await open(browser, pathToFileURL(changed).href);
  await settled();
  assert.equal(await text(page, "#empty h2"), "There is nothing to draw.");
  assert.match(await text(page, "#empty"), /No file of the vault belongs to this graph\. vaultdex graph --help lists/);
  assert.ok(await page.$eval("#empty", (empty) => empty.getBoundingClientRect().height > 0), changed);
  await check_accessibility(page, packages, changed);
  await page.setViewport({ width: 320, height: 640 });
  await no_overlap(page, changed);
  assert.deepEqual(wrong, [], changed);
  await page.close();
  fs.rmSync(path.dirname(changed), { recursive: true });
}

async function colors_and_filters(page, graph, packages, name) {
  // Another coloring has another legend and other dots, and is in the address.
  const colorings = await texts(page, "#legend .coloring");
  assert.ok(colorings.includes("Kind") && colorings.includes("Folder") && colorings.includes("Community"), `${name}: ${colorings}`);
  const legends = new Set();
  for (const [at, coloring] of colorings.entries()) {
    await (await page.$$("#legend .coloring"))[at].click();
    await settled();
    assert.match(await hash(page), /\?color=/, name);
    assert.deepEqual(await texts(page, "#legend .coloring[aria-pressed=true]"), [coloring], name);
    legends.add((await texts(page, "#legend > :not(.coloring)")).join("\n"));
  }
  assert.equal(legends.size, colorings.length, name);
  await check_accessibility(page, packages, `${name}, colored`);
  // A folder of the legend is a filter.
  const folder_of = (node) => (node.path === null ? null : node.path.includes("/") ? node.path.split("/")[0] : "/");
  await (await page.$$("#legend .coloring"))[colorings.indexOf("Folder")].click();
  const chip = await page.$("#legend .chip");
  const folder = await chip.$eval(".value", (it) => it.textContent);
  await chip.click();
  await settled();
  const inside = new Set(graph.nodes.filter((node) => folder_of(node) === folder).map((node) => node.id));
  const links = graph.edges.filter((edge) => inside.has(edge.source) && inside.has(edge.target)).length;
  const counted = (number, all, what) => `${number === all ? "" : `${number.toLocaleString("en")} of `}${all.toLocaleString("en")} ${what}${all === 1 ? "" : "s"}`;
  assert.equal(await text(page, "#counts"), `${counted(inside.size, graph.nodes.length, "node")}, ${counted(links, graph.edges.length, "link")}`, name);
  assert.ok((await hash(page)).includes(`folder=${encodeURIComponent(folder).replaceAll("%20", "+")}`), name);
  await page.click("#show-filters");
  await check_accessibility(page, packages, `${name}, filters`);
  await page.click("#hide-filters");
  await page.click("#foot > .clear");
  await settled();
  assert.ok((await text(page, "#counts")).startsWith(`${graph.nodes.length.toLocaleString("en")} node`), name);
}

async function keyboard(page, graph, name) {
  await page.focus("#graph");
  await page.keyboard.press("Enter");
  await settled();
  const first = await text(page, "#title");
  const best = Math.max(...graph.nodes.map(degree_without_loops(graph)));
  assert.ok(graph.nodes.some((node) => node.label === first && degree_without_loops(graph)(node) === best), `${name}: Enter chooses the busiest, not ${first}`);
  for (const key of ["ArrowRight", "ArrowLeft", "ArrowDown", "ArrowUp"]) {
    if (await text(page, "#title") === first) await page.keyboard.press(key);
  }
  await settled();
  assert.notEqual(await text(page, "#title"), first, `${name}: arrow keys lead on`);
  await page.keyboard.press("Escape");
  const scale = () => page.evaluate(() => lastView.scale);
  await page.keyboard.press("0");
  await settled();
  const before = await scale();
  await page.keyboard.press("+");
  await settled();
  assert.ok(await scale() > before, `${name}: + zooms`);
  await page.keyboard.press("0");
  await settled();
  assert.equal(await scale(), before, `${name}: 0 shows everything`);
}
// A link from a note to itself is one.
const degree_without_loops = (graph) => (node) => graph.edges.filter((edge) => edge.source === node.id || edge.target === node.id).length;

async function tables(page, graph, packages, name) {
  await page.click("#as-table");
  assert.match(await hash(page), /as=table/, name);
  const rows = await page.$$eval("#tables table", (all) => all.map((table) => table.tBodies[0].rows.length));
  assert.deepEqual(rows, [graph.nodes.length, graph.edges.length].map((all) => Math.min(all, 1000)), name);
  await check_accessibility(page, packages, `${name}, tables`);
  // Choosing a row marks it and draws no table again.
  const first = await page.$("#tables tbody tr");
  await page.click("#tables tbody th button");
  await settled();
  assert.ok(await is_chosen(page), name);
  assert.ok(await first.evaluate((row) => row.isConnected && row.className === "chosen"), `${name}: the row is marked`);
  await page.click("#as-table");
  await settled();
  await page.click("#close");
}

async function by_finger(page, name) {
  const address = (await page.evaluate(() => location.href)).split("#")[0];
  await page.goto("about:blank");
  await page.setViewport({ width: 320, height: 640, hasTouch: true });
  await page.goto(address);
  await settled();
  // The note with the most links is in readable size.
  const { x, y, at } = await page.evaluate(() => {
    const { left, top } = document.getElementById("graph").getBoundingClientRect();
    const place = toScreen(byDegree[0], lastView);
    return { x: left + place.x, y: top + place.y, at: byDegree[0].label };
  });
  await page.touchscreen.tap(x, y);
  await settled();
  assert.equal(await text(page, "#title"), at.trim() ? at : "(no name)", `${name}: a tap`);
  await page.click("#close");
  await settled();
  const scale = () => page.evaluate(() => lastView.scale);
  const before = await scale();
  await pinch(page);
  assert.ok(await scale() > before * 1.2, `${name}: a pinch zooms`);
  await page.setViewport({ width: 1280, height: 800 });
  await settled();
}
