"""Reads every export of a graph back with the program that it is for, and compares it with the JSON of the graph.

read_back.py FOLDER: each CASE.json there has its CASE.graphml, .gexf, .nodes.csv, .edges.csv, .dot.json0, .canvas, .svg and
.drawio beside it.
The JSON itself is read by networkx and, key by key, by us.
"""

import json
import pathlib
import re
import sys
import xml.etree.ElementTree

import duckdb
import networkx

NODE = ["label", "path", "line", "kind", "tags", "in_degree", "out_degree", "group", "status", "class"]
EDGE = ["label", "kind", "count", "embeds", "status", "path", "line", "integration", "name", "direction", "owner", "frequency", "from_role", "to_role"]
INTEGERS = ("in_degree", "out_degree", "count", "embeds", "line")


def flat(item, columns):
    """The attributes of a node or edge in formats without lists; null values are omitted."""
    item = dict(item)
    if "tags" in item:
        item["tags"] = " ".join(item["tags"])
    if item.get("group"):
        item["group"] = " › ".join(item["group"])
    return {name: item[name] for name in columns if item.get(name) not in (None, "")}


def is_control(letter):
    return ord(letter) < 32 or 127 <= ord(letter) < 160


def legal(value):
    """The characters of a text that XML allows."""
    if not isinstance(value, str):
        return value
    def one(letter):
        if letter in "\t\n\r":
            return " "
        return "\ufffd" if is_control(letter) or letter in "\ufffe\uffff" else letter
    return "".join(map(one, value))


def printable(value):
    """The characters of a text that a C string can hold."""
    return "".join(" " if is_control(letter) else letter for letter in value) if isinstance(value, str) else value


def same(what, found, expected):
    if found == expected:
        return
    if isinstance(found, dict) and isinstance(expected, dict):
        for key in sorted(found.keys() | expected.keys(), key=str):
            if found.get(key) != expected.get(key):
                raise SystemExit(f"{what}: {key!r} is {found.get(key)!r}, not {expected.get(key)!r}")
    if isinstance(found, list) and isinstance(expected, list):
        for number, (left, right) in enumerate(zip(found, expected)):
            same(f"{what} {number}", left, right)
    raise SystemExit(f"{what}: {str(found)[:500]!r}, not {str(expected)[:500]!r}")


def without_empty(attributes):
    return {name: value for name, value in attributes.items() if value not in (None, "")}


def graphs(case, document, nodes, edges):
    """networkx: JSON, GraphML, GEXF."""
    whole = networkx.node_link_graph(document, edges="edges")
    same(f"{case}.json nodes", len(whole), len(document["nodes"]))
    same(f"{case}.json edges", whole.number_of_edges(), len(document["edges"]))
    same(f"{case}.json kind", type(whole), networkx.MultiDiGraph if document["multigraph"] else networkx.DiGraph)

    nodes = {key: {name: legal(value) for name, value in node.items()} for key, node in nodes.items()}
    edges = [(source, target, {name: legal(value) for name, value in edge.items()}) for source, target, edge in edges]
    several = len({(source, target) for source, target, _ in edges}) < len(edges)

    graph = networkx.read_graphml(f"{case}.graphml", force_multigraph=True)
    same(f"{case}.graphml kind", graph.is_directed(), True)
    same(f"{case}.graphml nodes", {key: without_empty(node) for key, node in graph.nodes(data=True)}, nodes)
    found = {key: (source, target, without_empty(edge)) for source, target, key, edge in graph.edges(keys=True, data=True)}
    same(f"{case}.graphml edges", found, {f"e{number}": edge for number, edge in enumerate(edges)})

    graph = networkx.read_gexf(f"{case}.gexf", version="1.3")
    same(f"{case}.gexf kind", (graph.is_directed(), graph.is_multigraph()), (True, several))
    strip = lambda item: without_empty({name: value for name, value in item.items() if name not in ("viz", "id", "weight")})
    same(f"{case}.gexf nodes", {key: strip(node) for key, node in graph.nodes(data=True)}, nodes)
    found = {edge["id"]: (source, target, strip(edge)) for source, target, edge in graph.edges(data=True)}
    same(f"{case}.gexf edges", found, {f"e{number}": edge for number, edge in enumerate(edges)})


def unguarded(cell):
    return cell[1:] if cell.startswith("'") else cell


def tables(case, nodes, edges):
    """duckdb: the two tables."""
    def rows(part):
        relation = duckdb.sql(
            f"select * from read_csv('{case}.{part}.csv', all_varchar=true, header=true, delim=',', quote='\"', "
            "escape='\"', nullstr='no such text', max_line_size=16777216, strict_mode=true)"
        )
        return [dict(zip(relation.columns, row)) for row in relation.fetchall()]

    def typed(row, columns):
        for cell in row.values():
            if cell[:1] in ("=", "+", "-", "@", "\t", "\r"):
                raise SystemExit(f"{case}: a spreadsheet would compute {cell!r}")
        row = {name: unguarded(row[name]) for name in columns}
        return without_empty({name: int(cell) if name in INTEGERS and cell else cell for name, cell in row.items()})

    whole = lambda item: {name: value.replace("\0", "\ufffd") if isinstance(value, str) else value for name, value in item.items()}
    same(f"{case}.nodes.csv", {row["id"]: typed(row, NODE) for row in rows("nodes")}, {key: whole(node) for key, node in nodes.items()})
    found = [(row["source"], row["target"], typed(row, EDGE)) for row in rows("edges")]
    same(f"{case}.edges.csv", found, [(source, target, whole(edge)) for source, target, edge in edges])


def graphviz(case, nodes, edges):
    """Graphviz: the output of `dot -Tjson0`."""
    document = json.load(open(f"{case}.dot.json0", encoding="utf-8"))
    objects = [item for item in document.get("objects", []) if not item["name"].startswith("cluster")]

    def read(item, columns):
        found = {}
        for name in columns:
            value = item.get({"group": "node_group", "class": "node_class"}.get(name, name))
            if value in (None, "") or (name == "label" and value == "\\N"):
                continue
            value = value.replace("\\\\", "\\")
            if name == "label":
                value = value.replace("&amp;", "&")
            found[name] = int(value) if name in INTEGERS else value
        return found

    printed = lambda item: {name: printable(value) for name, value in item.items()}
    same(f"{case}.dot nodes", {item["name"]: read(item, NODE) for item in objects}, {key: printed(node) for key, node in nodes.items()})
    names = {item["_gvid"]: item["name"] for item in document.get("objects", [])}
    found = [(names[item["tail"]], names[item["head"]], read(item, EDGE)) for item in document.get("edges", [])]
    sort = lambda edges: sorted(edges, key=repr)
    same(f"{case}.dot edges", sort(found), sort([(source, target, printed(edge)) for source, target, edge in edges]))


# JSON Canvas 1.0 (jsoncanvas.org/spec/1.0): the required and the optional keys of each kind of node.
CANVAS_NODE = {"id": str, "type": str, "x": int, "y": int, "width": int, "height": int}
CANVAS_KINDS = {"file": ({"file": str}, {"subpath": str}), "text": ({"text": str}, {}), "group": ({}, {"label": str})}
CANVAS_EDGE = {"id": str, "fromNode": str, "toNode": str}
CANVAS_EDGE_MAY = {"fromSide": str, "fromEnd": str, "toSide": str, "toEnd": str, "color": str, "label": str}


def typed_like(what, item, must, may):
    for key, kind in must.items():
        if type(item.get(key)) is not kind:
            raise SystemExit(f"{what}: {key} is {item.get(key)!r}")
    for key, value in item.items():
        kind = must.get(key) or may.get(key) or (str if key == "color" else None)
        if type(value) is not kind:
            raise SystemExit(f"{what}: {key} is {value!r}")
    if "color" in item and not re.fullmatch("[1-6]|#[0-9a-f]{6}", item["color"]):
        raise SystemExit(f"{what}: the colour is {item['color']!r}")


def inside(outer, inner):
    return (outer["x"] <= inner["x"] and outer["y"] <= inner["y"] and outer["x"] + outer["width"] >= inner["x"] + inner["width"]
            and outer["y"] + outer["height"] >= inner["y"] + inner["height"])


def overlap(a, b):
    return a["x"] < b["x"] + b["width"] and b["x"] < a["x"] + a["width"] and a["y"] < b["y"] + b["height"] and b["y"] < a["y"] + a["height"]


STATUSES = {"planned", "development", "testing", "active", "degraded", "paused", "deprecated", "retired"}


def facing(what, edge, start, end):
    """An edge joins the sides of two cards between which there is space."""
    ahead = {
        "right": lambda a, b: a["x"] + a["width"] <= b["x"], "left": lambda a, b: b["x"] + b["width"] <= a["x"],
        "bottom": lambda a, b: a["y"] + a["height"] <= b["y"], "top": lambda a, b: b["y"] + b["height"] <= a["y"],
    }
    if not ahead[edge["fromSide"]](start, end) or not ahead[edge["toSide"]](end, start):
        raise SystemExit(f"{what} goes from the {edge['fromSide']} of {start} to the {edge['toSide']} of {end}")


def canvas(case, document):
    """JSON Canvas: valid, without overlaps, and the same graph."""
    read = json.load(open(f"{case}.canvas", encoding="utf-8"))
    same(f"{case}.canvas keys", sorted(read), ["edges", "nodes"])
    for node in read["nodes"]:
        must, may = CANVAS_KINDS[node["type"]]
        typed_like(f"{case}.canvas {node['id']}", node, CANVAS_NODE | must, may)
    for edge in read["edges"]:
        typed_like(f"{case}.canvas {edge['id']}", edge, CANVAS_EDGE, CANVAS_EDGE_MAY)
    ids = [item["id"] for item in read["nodes"] + read["edges"]]
    same(f"{case}.canvas ids", len(set(ids)), len(ids))
    groups = {node["id"]: node for node in read["nodes"] if node["type"] == "group"}
    cards = {node["id"]: node for node in read["nodes"] if node["type"] != "group"}
    same(f"{case}.canvas groups come first", [node["id"] for node in read["nodes"]], list(groups) + list(cards))
    boxes = sorted(cards.values(), key=lambda box: box["x"])
    for number, box in enumerate(boxes):
        for other in boxes[number + 1:]:
            if other["x"] >= box["x"] + box["width"]:
                break
            if overlap(box, other):
                raise SystemExit(f"{case}.canvas: {box['id']} lies over {other['id']}")
    for group in groups.values():
        for card in cards.values():
            if overlap(group, card) and not inside(group, card):
                raise SystemExit(f"{case}.canvas: {card['id']} lies over the edge of {group['id']}")
    legend = {key.removeprefix("legend-") for key in cards if key.startswith("legend-")}
    same(f"{case}.canvas legend", legend, {edge.get("status") for edge in document["edges"]} & STATUSES)
    looks = [(cards[node["id"]].get("file"), cards[node["id"]].get("text")) for node in document["nodes"] if node["path"] is not None]
    same(f"{case}.canvas cards that look alike", len(set(looks)), len(looks))
    for node in document["nodes"]:
        card = cards[node["id"]]
        if card["type"] == "file":
            same(f"{case}.canvas {node['id']}", card["file"], node["path"])
            continue
        if node["path"] is not None and node["kind"] not in ("integration", "field"):
            raise SystemExit(f"{case}.canvas {node['id']}: a {node['kind']} is no file card")
        lines = [re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", line) for line in card["text"].split("\n")]
        label = "".join(" " if is_control(letter) or letter in "\u2028\u2029" else letter for letter in node["label"])
        if lines[0] != label and lines[0] != "(no name)" and not (lines[0].endswith("…") and label.startswith(lines[0][:-1])):
            raise SystemExit(f"{case}.canvas {node['id']}: {lines[0]!r}, not {label!r}")
        if node["path"] is not None and not lines[-1].startswith(("[[" + node["path"].removesuffix(".md") + "|", "[")):
            raise SystemExit(f"{case}.canvas {node['id']}: {lines[-1]!r} is no link to {node['path']!r}")
        labels = [groups[key]["label"] for key in groups if inside(groups[key], card)]
        if [label for label in node.get("group") or [] if label not in labels]:
            raise SystemExit(f"{case}.canvas {node['id']} lies in {labels}, not in {node['group']}")
    for edge in read["edges"]:
        if edge["fromNode"] != edge["toNode"]:
            facing(f"{case}.canvas {edge['id']}", edge, cards[edge["fromNode"]], cards[edge["toNode"]])
    found = [(edge["fromNode"], edge["toNode"], edge.get("label")) for edge in read["edges"]]
    same(f"{case}.canvas edges", found, [(edge["source"], edge["target"], edge["label"]) for edge in document["edges"]])


def picture(case, document):
    """SVG: valid XML with a named shape for every node, a path for every edge between the right ones, a label where there is one,
    and a title for everything with a note."""
    svg = "{http://www.w3.org/2000/svg}"
    root = xml.etree.ElementTree.parse(f"{case}.svg").getroot()
    groups = {}
    for group in root.iter(f"{svg}g"):
        groups.setdefault(group.get("class"), []).append(group)
    title = lambda group: group.findtext(f"{svg}title")
    expected = []
    for node in document["nodes"]:
        expected.append(legal(node["label"] if node["path"] is None else f"{node['label']} ({node['path']})"))
    nodes = groups.get("node", [])
    same(f"{case}.svg nodes", [title(group) for group in nodes], expected)
    names = [group.get("data-name") for group in nodes]
    same(f"{case}.svg names", len(set(names)), len(names))
    for group in nodes:
        same(f"{case}.svg shapes of {title(group)}", len(group.findall(f"{svg}rect") + group.findall(f"{svg}circle")), 1)
    name_of = {node["id"]: name for node, name in zip(document["nodes"], names)}

    def described(edge):
        if "name" not in edge:
            return edge["label"] or ""
        name = edge["name"] if edge["integration"] in (None, edge["name"]) else f"{edge['integration']} {edge['name']}"
        return " · ".join(part for part in (name, edge["frequency"], edge["status"]) if part)

    def drawn(edge):
        place = f"({edge['path']}:{edge['line']})" if edge.get("path") else None
        return name_of[edge["source"]], name_of[edge["target"]], place and legal(f"{described(edge)} {place}".lstrip())
    edges = groups.get("edge", [])
    found = [(group.get("data-from"), group.get("data-to"), title(group)) for group in edges]
    same(f"{case}.svg edges", found, [drawn(edge) for edge in document["edges"]])
    for group in edges:
        same(f"{case}.svg paths of {group.get('id')}", len(group.findall(f"{svg}path")), 1)
    if document["graph"]["view"] != "links":
        texts = {group.get("data-edge"): "".join(group.find(f"{svg}text").find(f"{svg}tspan").itertext()) for group in groups.get("label", [])}
        for edge, group in zip(document["edges"], edges):
            text = texts.get(group.get("id"))
            label = edge["label"]
            # A long label has no frequency.
            short = edge.get("integration") or edge.get("name")
            if text != label and not (label is not None and len(label) > 30 and says(text, short or label)) and (text is None or label is None or not says(text, label)):
                raise SystemExit(f"{case}.svg: the label of {group.get('id')} is {text!r}, not {label!r}")
    for element in root.iter():
        for name in element.attrib:
            if name.startswith("on") or (name == "href" and not element.get(name).startswith("obsidian://open?")):
                raise SystemExit(f"{case}.svg: {name} is {element.get(name)!r}")
        if element.tag in (f"{svg}script", f"{svg}foreignObject", f"{svg}image"):
            raise SystemExit(f"{case}.svg has {element.tag}")


def drawing(case, document):
    """draw.io: unique ids, parents that exist, boxes side by side within them, and the same graph."""
    root = xml.etree.ElementTree.parse(f"{case}.drawio").getroot()
    same(f"{case}.drawio root", [root.tag, root[0].tag, root[0][0].tag, root[0][0][0].tag], ["mxfile", "diagram", "mxGraphModel", "root"])
    cells, ids = {}, []
    for element in root[0][0][0]:
        cell = element if element.tag == "mxCell" else element.find("mxCell")
        ids.append(element.get("id"))
        cells[element.get("id")] = (element, cell, cell.find("mxGeometry"))
    same(f"{case}.drawio ids", len(set(ids)), len(ids))
    number = lambda geometry, name: float(geometry.get(name, "0"))

    def box(key):
        """The box of a vertex in the coordinates of the page; parents are written before their members."""
        _, cell, geometry = cells[key]
        outer = box(cell.get("parent")) if cell.get("parent") not in (None, "0", "1") else {"x": 0, "y": 0}
        x, y = outer["x"] + number(geometry, "x"), outer["y"] + number(geometry, "y")
        return {"id": key, "x": x, "y": y, "width": number(geometry, "width"), "height": number(geometry, "height")}

    for position, key in enumerate(ids):
        parent = cells[key][1].get("parent")
        if parent is not None and parent not in ids[:position]:
            raise SystemExit(f"{case}.drawio: {key} comes before its parent {parent}")
        for end in (cells[key][1].get("source"), cells[key][1].get("target")):
            if end is not None and end not in cells:
                raise SystemExit(f"{case}.drawio: {key} leads to {end}")
    vertices = [key for key in ids if cells[key][1].get("vertex")]
    boxes = sorted((box(key) for key in vertices if key[0] != "g"), key=lambda box: box["x"])
    for position, one in enumerate(boxes):
        for other in boxes[position + 1:]:
            if other["x"] >= one["x"] + one["width"]:
                break
            if overlap(one, other):
                raise SystemExit(f"{case}.drawio: {one['id']} lies over {other['id']}")
    label = lambda key: cells[key][0].get("label")
    for node in document["nodes"]:
        key = node["id"]
        if not says(label(key), node["label"]):
            raise SystemExit(f"{case}.drawio {key}: {label(key)!r}, not {node['label']!r}")
        groups, parent = [], cells[key][1].get("parent")
        while parent != "1":
            if not inside(box(parent), box(key)):
                raise SystemExit(f"{case}.drawio: {key} is not in {parent}")
            groups.insert(0, label(parent))
            parent = cells[parent][1].get("parent")
        if len(groups) != len(node.get("group") or []) or not all(says(*pair) for pair in zip(groups, node.get("group") or [])):
            raise SystemExit(f"{case}.drawio {key} lies in {groups}, not in {node.get('group')}")
    same(f"{case}.drawio nodes", {key for key in vertices if key[0] == "n"}, {node["id"] for node in document["nodes"]})
    edges = [cells[key] for key in ids if cells[key][1].get("source")]
    found = [(cell.get("source"), cell.get("target")) for _, cell, _ in edges]
    same(f"{case}.drawio edges", found, [(edge["source"], edge["target"]) for edge in document["edges"]])
    for (element, _, _), edge in zip(edges, document["edges"]):
        if edge["label"] is not None and not says(element.get("label"), edge["label"]):
            raise SystemExit(f"{case}.drawio {element.get('id')}: {element.get('label')!r}, not {edge['label']!r}")


def says(read, text):
    """Whether what was read shows a text on a line, which may be shortened or, without visible characters, replaced."""
    text = legal("".join(" " if is_control(letter) or letter in "\u2028\u2029" else letter for letter in text))
    return read == text or read == "(no name)" or (read.endswith("…") and text.startswith(read[:-1]))


def main(folder):
    cases = sorted(path.with_suffix("") for path in pathlib.Path(folder).glob("*.json") if "." not in path.stem)
    for case in cases:
        document = json.load(open(f"{case}.json", encoding="utf-8"))
        nodes = {node["id"]: flat(node, NODE) for node in document["nodes"]}
        edges = [(edge["source"], edge["target"], flat(edge, EDGE)) for edge in document["edges"]]
        graphs(case, document, nodes, edges)
        tables(case, nodes, edges)
        graphviz(case, nodes, edges)
        canvas(case, document)
        picture(case, document)
        drawing(case, document)
        print(f"{case.name}: {len(nodes)} nodes and {len(edges)} edges read back equal")
    if not cases:
        raise SystemExit("nothing to read")


main(sys.argv[1])
