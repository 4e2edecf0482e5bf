"""area(), distance(), geofence() on geopoints, geotraces and geoshapes (latitude longitude altitude accuracy)."""

from __future__ import annotations

import itertools
import math

from survey_forms.engine.xpath.code import Function
from survey_forms.engine.xpath.values import NAN, number_of_text, split_space

_RADIUS = 6378100.0
"""Metres; the equatorial radius both reference engines use."""

Point = tuple[float, float]


def _points(texts: list[str]) -> list[Point] | None:
    """Points of one trace or of a nodeset of points; None if one of them is no point."""
    found: list[Point] = []
    for text in texts:
        for part in text.split(";"):
            if not part.strip(" \t\r\n"):
                continue
            numbers = [number_of_text(n) for n in split_space(part)]
            if not 2 <= len(numbers) <= 4 or any(n != n for n in numbers):
                return None
            latitude, longitude = numbers[:2]
            if abs(latitude) > 90 or abs(longitude) > 180:
                return None
            found.append((latitude, longitude))
    return found


def _distance(*parts: list[str]) -> float:
    points = _points([text for part in parts for text in part])
    if points is None:
        return NAN
    return _hundredths(math.fsum(_leg(a, b) for a, b in itertools.pairwise(points)))


def _hundredths(value: float) -> float:
    """To the centimetre (squared): beyond it only the engines' arithmetic differs."""
    return math.floor(value * 100 + 0.5) / 100


def _leg(a: Point, b: Point) -> float:
    (lat1, lon1), (lat2, lon2) = ((math.radians(p[0]), math.radians(p[1])) for p in (a, b))
    half = math.sin((lat2 - lat1) / 2) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    return 2 * _RADIUS * math.asin(min(1.0, math.sqrt(half)))


def _area(texts: list[str]) -> float:
    points = _points(texts)
    if points is None:
        return NAN
    if len(points) < 3:
        return 0.0
    if points[0] != points[-1]:
        points.append(points[0])
    total = math.fsum(
        math.radians(b[1] - a[1]) * (2 + math.sin(math.radians(a[0])) + math.sin(math.radians(b[0])))
        for a, b in itertools.pairwise(points)
    )
    return _hundredths(abs(total * _RADIUS * _RADIUS / 2))


def _geofence(point: str, shape: str) -> bool:
    """Whether a point lies inside a closed shape (even-odd rule on latitude and longitude)."""
    points, ring = _points([point]), _points([shape])
    if not points or not ring or len(ring) < 4 or ring[0] != ring[-1]:
        return False
    y, x = points[0]
    inside = False
    for (y1, x1), (y2, x2) in zip(ring, [*ring[1:], ring[0]], strict=True):
        if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
            inside = not inside
    return inside


FUNCTIONS = [
    Function("distance", ("L", "L*"), "n", _distance),
    Function("area", ("L",), "n", _area),
    Function("geofence", ("s", "s"), "b", _geofence),
]
