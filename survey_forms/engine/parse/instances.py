"""Secondary instances: inline XML, and files (XML, CSV, GeoJSON) from the form's or the session's resources."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping
from functools import partial
from pathlib import Path

from lxml import etree

from survey_forms.engine.contract import Resource
from survey_forms.engine.errors import FormError
from survey_forms.engine.xml import parse_xml
from survey_forms.engine.xpath.nodes import XNode, from_lxml
from survey_forms.engine.xpath.runtime import Instance

LAST_SAVED = "jr://instance/last-saved"


def inline(source: etree._Element) -> Instance:
    """An instance written in the form; its one child element becomes the document's."""
    return Instance(partial(from_lxml, source, whole=False))


def external(data: bytes, name: str) -> Instance:
    """An instance from the bytes of a file; `name` (its URL or file name) tells the format."""
    lower = name.lower()
    if lower.endswith(".csv"):
        return Instance.of(_from_csv(data, name))
    if lower.endswith((".geojson", ".json")):
        return Instance.of(_from_geojson(data, name))
    return Instance(partial(from_lxml, parse_xml(data, what=f"resource {name}")))


def read_resource(resource: Resource) -> bytes:
    """Bytes of a resource; raises FormError if a file cannot be read."""
    if isinstance(resource, bytes):
        return resource
    try:
        return resource.read_bytes()
    except OSError as error:
        raise FormError(f"cannot read {resource.name}: {error.strerror}", code="resource-unreadable") from None


def find_resource(resources: Mapping[str, Resource], name: str, url: str) -> Resource | None:
    """By instance id, by file name, or by the whole URL."""
    file_name = url.rsplit("/", 1)[-1]
    for key in (name, file_name, url):
        if key in resources:
            return resources[key]
    return None


def kind_of(resource: Resource, url: str) -> str:
    """The name that tells the format: the file's own, else the URL."""
    if isinstance(resource, Path) and resource.suffix:
        return resource.name
    return url


def _table(rows: list[dict[str, str]]) -> XNode:
    document = XNode("document", "", "", "", None, 0)
    root = XNode("element", "root", "", "", document, 1)
    document.children.append(root)
    order = 1
    for row in rows:
        order += 1
        item = XNode("element", "item", "", "", root, order)
        root.children.append(item)
        for key, value in row.items():
            order += 2
            cell = XNode("element", key, "", "", item, order - 1)
            if value:
                cell.children.append(XNode("text", "", "", value, cell, order))
            item.children.append(cell)
    return document


def _from_csv(data: bytes, name: str) -> XNode:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise FormError(f"{name} is not UTF-8 (byte {error.start})", code="resource-encoding") from None
    head = text.partition("\n")[0]
    delimiter = ";" if head.count(";") > head.count(",") else "\t" if "\t" in head and "," not in head else ","
    rows: list[dict[str, str]] = []
    try:
        for row in csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True):
            rows.append({key: (row.get(key) or "") for key in row if key})
    except csv.Error as error:
        raise FormError(f"{name} is not CSV: {error}", code="resource-format") from None
    return _table(rows)


def _from_geojson(data: bytes, name: str) -> XNode:
    try:
        content = json.loads(data)
        features = content["features"]
        rows = [_feature(feature) for feature in features]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise FormError(f"{name} is not GeoJSON: {error}", code="resource-format") from None
    return _table(rows)


def _feature(feature: dict[str, object]) -> dict[str, str]:
    row: dict[str, str] = {}
    geometry = feature["geometry"]
    assert isinstance(geometry, dict)
    coordinates = geometry["coordinates"]
    if geometry["type"] == "Point":
        row["geometry"] = _point(coordinates)
    elif geometry["type"] == "LineString":
        row["geometry"] = "; ".join(_point(c) for c in coordinates)
    elif geometry["type"] == "Polygon":
        row["geometry"] = "; ".join(_point(c) for c in coordinates[0])
    else:
        raise ValueError(f"geometry {geometry['type']!r}")
    if "id" in feature:
        row["id"] = str(feature["id"])
    properties = feature.get("properties")
    if isinstance(properties, dict):
        for key, value in properties.items():
            row[key] = value if isinstance(value, str) else "" if value is None else json.dumps(value)
    return row


def _point(coordinates: list[float]) -> str:
    longitude, latitude = coordinates[:2]
    return f"{latitude} {longitude} 0 0"
