"""Compares the lists in a folder with what DuckDB, jq and a spreadsheet read.

read_lists.py FOLDER JQ SSCONVERT: each NAME-KEY.json there has its items below KEY, and the same list as NAME-KEY.ndjson, .csv
and .tsv, and some columns of it as .sheet.csv.
"""

import csv
import json
import pathlib
import subprocess
import sys

import duckdb

FOLDER, JQ, SSCONVERT = pathlib.Path(sys.argv[1]), sys.argv[2], sys.argv[3]
GUARDED = ("=", "+", "-", "@", "\t", "\r", "\n", "'")


def name_of(value):
    """What an object is called."""
    return next((value[key] for key in ("text", "name") if value.get(key) is not None), None)


def text(value):
    """A value in a cell, as docs/spec/cli.md#output-formats says."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        name = name_of(value)
        return json.dumps(value, ensure_ascii=False, separators=(",", ":")) if name is None else text(name)
    return value if isinstance(value, str) else json.dumps(value)


def field(value):
    if not isinstance(value, list):
        return text(value)
    whole = lambda item: item if not isinstance(item, dict) or name_of(item) is None else text(item)
    return json.dumps([whole(item) for item in value], ensure_ascii=False, separators=(",", ":"))


def same(what, found, expected):
    if found != expected:
        first = next((pair for pair in zip(found, expected) if pair[0] != pair[1]), (len(found), len(expected)))
        raise SystemExit(f"{what}: {first[0]!r} instead of {first[1]!r}")


def unguarded(cell):
    if cell[:1] in GUARDED[:-1]:
        raise SystemExit(f"a spreadsheet would compute {cell!r}")
    return cell[1:] if cell.startswith("'") else cell


def table(path, delimiter):
    """The rows of a table, as DuckDB reads it."""
    quote = "quote='\"', escape='\"'" if delimiter == "," else "quote='', escape=''"
    relation = duckdb.sql(
        f"select * from read_csv('{path}', all_varchar=true, header=true, delim='{delimiter}', {quote}, "
        "nullstr='no such text', max_line_size=16777216, strict_mode=true, auto_detect=false, "
        f"columns={columns_of(path, delimiter)})"
    )
    return [dict(zip(relation.columns, map(unguarded, row))) for row in relation.fetchall()]


def columns_of(path, delimiter):
    header = open(path, encoding="utf-8", newline="").readline().rstrip("\r\n").split(delimiter)
    return "{" + ", ".join(f"'{name}': 'VARCHAR'" for name in header) + "}"


def check(document):
    name = document.stem
    key = name.split("-")[-1]
    items = json.loads(document.read_text("utf-8"))[key]
    objects = [item if isinstance(item, dict) else {"path": item} for item in items]

    for delimiter, ending in ((",", "csv"), ("\t", "tsv")):
        rows = table(document.with_suffix(f".{ending}"), delimiter)
        for row, item in zip(rows, objects):
            for column, cell in row.items():
                # Some columns are computed; none of the others may lack its value.
                if column in item and column != "suspect":
                    expected = field(item[column]).replace("\0", "\ufffd")
                    if ending == "tsv":
                        expected = expected.replace("\t", " ").replace("\n", " ").replace("\r", " ")
                    same(f"{name}.{ending}: {column}", [cell], [expected])
            same(f"{name}.{ending}: columns", [it for it in item if it not in row], [])
        same(f"{name}.{ending}", len(rows), len(objects))

    lines = subprocess.run([JQ, "-c", "."], stdin=open(document.with_suffix(".ndjson")), capture_output=True, check=True)
    typed = [json.loads(line) for line in lines.stdout.decode().splitlines()]
    kinds = {item.pop("type") for item in typed}
    same(f"{name}.ndjson: types", len(kinds) <= 1, True)
    renamed = [{(f"{next(iter(kinds))}_type" if it == "type" else it): value for it, value in item.items()} for item in objects]
    same(f"{name}.ndjson", typed, renamed)

    # A spreadsheet shows each guarded text as it is, and computes nothing.
    table_file, sheet = document.with_suffix(".sheet.csv"), document.with_suffix(".shown.csv")
    subprocess.run([SSCONVERT, table_file, sheet], capture_output=True, check=True)
    written, shown = ([row for row in csv.reader(open(file, encoding="utf-8", newline=""))] for file in (table_file, sheet))
    same(f"{name}: rows of the sheet", len(shown), len(written))
    for row, cells in zip(written, shown):
        guarded = [(cell, other) for cell, other in zip(row, cells) if cell[:1] == "'" and cell[1:2] in GUARDED]
        same(f"{name}: sheet", [other.strip("'") for _, other in guarded], [cell.strip("'") for cell, _ in guarded])
    return len(objects)


counts = {document.stem: check(document) for document in sorted(FOLDER.glob("*.json"))}
if min(counts.values()) == max(counts.values()):
    raise SystemExit("there is nothing to compare")
print(f"{len(counts)} lists with {sum(counts.values())} items")
