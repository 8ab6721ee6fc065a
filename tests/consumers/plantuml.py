"""Reads the pictures that PlantUML has drawn, and compares their texts with the JSON of the graph.

plantuml.py FOLDER PICTURES: each CASE.plantuml in FOLDER has its CASE.svg in PICTURES. PlantUML draws what it does not
understand as a picture of an error, which has none of the texts.
"""

import collections
import json
import pathlib
import re
import sys
import xml.etree.ElementTree

SVG = "{http://www.w3.org/2000/svg}"
INVISIBLE = re.compile("[\\s\x00-\x1f\x7f-\x9f\xad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]*")


def shown(text):
    """A label as it is drawn: one line without blanks at its ends."""
    if INVISIBLE.fullmatch(text):
        return "(no name)"
    text = re.sub("[\x00-\x1f\x7f-\x9f\u2028\u2029]", " ", text).replace("\ufffe", "\ufffd").replace("\uffff", "\ufffd")
    return re.sub(r"\s+", " ", text).strip()


def expected(text):
    """The beginning of a label that is shortened, and whether it is."""
    whole = re.sub("[\x00-\x1f\x7f-\x9f\u2028\u2029]", " ", text)
    return shown(text) if len(whole) <= 60 else shown(whole[:50])


def main(folder, pictures):
    cases = sorted(pathlib.Path(folder).glob("*.plantuml"))
    for case in cases:
        document = json.loads(case.with_suffix(".json").read_text(encoding="utf-8"))
        root = xml.etree.ElementTree.parse(pathlib.Path(pictures) / f"{case.stem}.svg").getroot()
        # Characters that the picture's fonts treat differently are texts of their own.
        drawn = [shown("".join(text.itertext())) for text in root.iter(f"{SVG}text")]
        everything = "\n".join(drawn)
        groups = {group for node in document["nodes"] for group in node.get("group") or []}
        labels = [node["label"] for node in document["nodes"]] + [edge["label"] for edge in document["edges"] if edge["label"]]
        for label in [*labels, *groups]:
            if expected(label) not in everything:
                raise SystemExit(f"{case.name}: {label!r} is not drawn")
        counts = collections.Counter(expected(label) for label in labels)
        for label, count in counts.items():
            if everything.count(label) < count:
                raise SystemExit(f"{case.name}: {label!r} is drawn {everything.count(label)} times, not {count}")
        print(f"{case.stem}: {len(document['nodes'])} nodes and {len(document['edges'])} edges drawn")
    if not cases:
        raise SystemExit("nothing to read")


main(*sys.argv[1:])
