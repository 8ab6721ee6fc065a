"""Reads every export of a graph back with the program it is for, and holds it against the graph's own JSON.

read_back.py FOLDER: each CASE.json there has its CASE.graphml, .gexf, .nodes.csv, .edges.csv and .dot.json0 beside it.
The JSON itself is read by networkx and, key by key, by us.
"""

import json
import pathlib
import sys

import duckdb
import networkx

NODE = ["label", "path", "kind", "tags", "in_degree", "out_degree", "group", "status", "class"]
EDGE = ["label", "kind", "count", "embeds", "status"]


def flat(item, columns):
    """The attributes of a node or edge as formats without lists have them; what is null is left out."""
    item = dict(item)
    if "tags" in item:
        item["tags"] = " ".join(item["tags"])
    if item.get("group"):
        item["group"] = " › ".join(item["group"])
    return {name: item[name] for name in columns if item.get(name) not in (None, "")}


def is_control(letter):
    return ord(letter) < 32 or 127 <= ord(letter) < 160


def legal(value):
    """What XML can hold of a text."""
    if not isinstance(value, str):
        return value
    def one(letter):
        if letter in "\t\n\r":
            return " "
        return "\ufffd" if is_control(letter) or letter in "\ufffe\uffff" else letter
    return "".join(map(one, value))


def printable(value):
    """What a C string can hold of a text."""
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
        return without_empty({name: int(cell) if name in ("in_degree", "out_degree", "count", "embeds") else cell for name, cell in row.items()})

    whole = lambda item: {name: value.replace("\0", "\ufffd") if isinstance(value, str) else value for name, value in item.items()}
    same(f"{case}.nodes.csv", {row["id"]: typed(row, NODE) for row in rows("nodes")}, {key: whole(node) for key, node in nodes.items()})
    found = [(row["source"], row["target"], typed(row, EDGE)) for row in rows("edges")]
    same(f"{case}.edges.csv", found, [(source, target, whole(edge)) for source, target, edge in edges])


def graphviz(case, nodes, edges):
    """Graphviz: what `dot -Tjson0` understood."""
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
            found[name] = int(value) if name in ("in_degree", "out_degree", "count", "embeds") else value
        return found

    printed = lambda item: {name: printable(value) for name, value in item.items()}
    same(f"{case}.dot nodes", {item["name"]: read(item, NODE) for item in objects}, {key: printed(node) for key, node in nodes.items()})
    names = {item["_gvid"]: item["name"] for item in document.get("objects", [])}
    found = [(names[item["tail"]], names[item["head"]], read(item, EDGE)) for item in document.get("edges", [])]
    sort = lambda edges: sorted(edges, key=repr)
    same(f"{case}.dot edges", sort(found), sort([(source, target, printed(edge)) for source, target, edge in edges]))


def main(folder):
    cases = sorted(path.with_suffix("") for path in pathlib.Path(folder).glob("*.json") if "." not in path.stem)
    for case in cases:
        document = json.load(open(f"{case}.json", encoding="utf-8"))
        nodes = {node["id"]: flat(node, NODE) for node in document["nodes"]}
        edges = [(edge["source"], edge["target"], flat(edge, EDGE)) for edge in document["edges"]]
        graphs(case, document, nodes, edges)
        tables(case, nodes, edges)
        graphviz(case, nodes, edges)
        print(f"{case.name}: {len(nodes)} nodes and {len(edges)} edges read back equal")
    if not cases:
        raise SystemExit("nothing to read")


main(sys.argv[1])
