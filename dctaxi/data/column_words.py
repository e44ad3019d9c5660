"""What files call the parts of a trip, in English and some languages of its neighbours, and how
well a name fits one.

Words are in lower case and without accents, as :func:`words_of` returns those of a name.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

LATITUDE = frozenset({
    "lat", "latitude", "latitud", "latitudine", "breite", "breitengrad", "breedtegraad", "y",
})  # fmt: skip
LONGITUDE = frozenset({
    "lon", "lng", "long", "longitude", "longitud", "longitudine", "lange", "laenge",
    "langengrad", "laengengrad", "lengtegraad", "x",
})  # fmt: skip

ORIGIN = frozenset({
    "origin", "pickup", "start", "from", "pu", "begin", "board", "o", "source", "src", "1",
    "von", "abfahrt", "abholung", "einstieg", "depart", "origine", "origen", "desde", "salida",
    "recogida", "inicio", "origem", "partida", "embarque", "partenza", "vertrek", "van",
})  # fmt: skip
DESTINATION = frozenset({
    "destination", "dropoff", "end", "to", "do", "dest", "drop", "alight", "d", "dst", "2",
    "nach", "ziel", "ankunft", "ausstieg", "arrivee", "arrival", "destino", "hasta", "llegada",
    "fin", "chegada", "desembarque", "arrivo", "destinazione", "aankomst", "bestemming", "naar",
})  # fmt: skip

FARE = (
    "fareamount", "fare", "fareamt", "farecost", "fahrpreis", "tarifa", "tariffa", "ritprijs",
    "price", "preis", "prix", "precio", "preco", "prezzo", "prijs", "amount", "cost", "betrag",
    "montant", "importe", "importo", "bedrag", "valor", "kosten", "cout", "costo", "coste", "tarif",
)  # fmt: skip
"""The likeliest first."""

NO_FARE = frozenset({
    "tip", "tips", "toll", "tolls", "tax", "extra", "total", "surcharge", "type", "code", "id",
    "fee", "fees", "discount", "refund", "promo", "surge", "multiplier", "currency",
    "center", "centre",
    "trinkgeld", "pourboire", "propina", "gorjeta", "mancia", "fooi",
})  # fmt: skip

_GUESSED = frozenset({"est", "estimated", "estimate", "predicted", "quoted", "expected"})
"""What a fare is called before the trip; a column of what was paid is likelier."""

_ABOUT_FARES = frozenset({"class", "category", "count", "status", "method"})
"""What a name says about fares rather than names one; any other column of fares is likelier."""

_A_TRIP = frozenset({"trip", "ride", "journey"})
_RATES = frozenset({
    "mile", "miles", "mi", "km", "kms", "kilometer", "kilometers", "kilometre", "kilometres",
    "minute", "minutes", "min", "hour", "hours", "hr", "h",
})  # fmt: skip
"""What a price is that is no fare, after "per"."""

TIME = frozenset({
    "datetime", "timestamp", "time", "date", "tr", "at", "epoch", "ts", "zeit", "datum",
    "zeitpunkt", "zeitstempel", "uhrzeit", "heure", "horodatage", "fecha", "hora", "data", "ora",
    "tijd",
})  # fmt: skip

PARTS: Mapping[str, frozenset[str]] = {
    "year": frozenset({"year", "yr", "jahr", "annee", "ano", "anno", "jaar"}),
    "month": frozenset({"month", "mon", "monat", "mois", "mes", "mese", "maand"}),
    "day_of_week": frozenset({"dow", "weekday", "dayofweek", "wochentag", "weekdag"}),
    "hour": frozenset({"hour", "hr", "stunde", "heure", "hora", "ora", "uur"}),
}  # fmt: skip

DAYS = frozenset({"day", "dia", "jour", "giorno"})
"""Days of the week, or of the month."""

_WEEK = frozenset({"week", "woche", "semaine", "semana", "settimana"})

_OF_CARS = frozenset({"car", "vehicle", "model", "birth", "built"})
"""What has a year that is not the trip's."""

SPLIT = frozenset({"split", "set", "subset", "fold", "part", "partition"})

ZONES = frozenset({
    "pulocationid", "dolocationid", "pickupzone", "dropoffzone", "puzone", "dozone",
    "pickupcommunityarea", "dropoffcommunityarea",
})  # fmt: skip
"""Columns that say where a trip was by the name of an area, as one word."""

POSITIONS = frozenset({
    "location", "position", "point", "coordinates", "coords", "coord", "geom", "geometry", "latlon",
    "latlng", "lonlat",
})  # fmt: skip
"""Columns that hold a latitude and a longitude together."""

ROUTES = frozenset({"polyline", "route", "trajectory", "linestring", "path", "gps"})
"""Columns that hold all places of a trip."""


def words_of(name: str) -> list[str]:
    """Return the words of a column's name, without accents: camel case and numbers are apart."""
    apart = re.sub(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Za-z])(?=[0-9])", " ", name)
    bare = unicodedata.normalize("NFKD", apart.lower()).encode("ascii", "ignore").decode()
    return [word for word in re.split(r"[^a-z0-9]+", bare) if word]


def place_score(words: list[str], place: str) -> float:
    """Return whether words name a part of a place, such as ``origin_latitude``."""
    end, _, axis = place.partition("_")
    joined = "".join(words)
    wanted, other = (ORIGIN, DESTINATION) if end == "origin" else (DESTINATION, ORIGIN)
    right, wrong = (LATITUDE, LONGITUDE) if axis == "latitude" else (LONGITUDE, LATITUDE)
    found = _joined_ends(words)
    if len(words) == 1 and joined[1:] in right | wrong and joined[0] in "soped":  # slat, elon
        found = {joined[1:], "origin" if joined[0] in "sop" else "destination"}
    if not (found & right) and not any(joined.endswith(one) for one in right if len(one) > 1):
        return 0.0
    if found & wrong or (not found & right and joined.endswith("long") and axis == "latitude"):
        return 0.0
    return _of_one_end(found, joined, wanted, other)


def position_score(words: list[str], end: str) -> float:
    """Return whether words name an end of a trip, ``origin`` or ``destination``."""
    wanted, other = (ORIGIN, DESTINATION) if end == "origin" else (DESTINATION, ORIGIN)
    return _of_one_end(_joined_ends(words), "".join(words), wanted, other)


def _joined_ends(words: list[str]) -> set[str]:
    """Return words with those of an end that is written in two."""
    found = set(words)
    if "drop" in found and "off" in found:
        found |= {"dropoff"}
    if "pick" in found and "up" in found:
        found |= {"pickup"}
    return found


def _of_one_end(
    found: set[str], joined: str, wanted: frozenset[str], other: frozenset[str]
) -> float:
    named = found & wanted or any(joined.startswith(one) for one in wanted if len(one) > 1)
    against = found & other or any(joined.startswith(one) for one in other if len(one) > 1)
    return 1.0 if named and not (against and not found & wanted) else 0.0


def fare_score(words: list[str]) -> float:
    """Return how well words name a fare."""
    joined = "".join(words)
    if joined in FARE:
        return 2.0 + len(FARE) - FARE.index(joined)
    found = set(words)
    per = "per" in found
    if found & NO_FARE or (per and found & _RATES):
        return 0.0
    score = 2.0 if joined.startswith("fare") or "fare" in found else 1.0 * bool(found & {*FARE})
    if found & _ABOUT_FARES or (per and not found & _A_TRIP):
        return min(score, 0.25)
    return min(score, 0.5) if found & _GUESSED else score


def is_guessed(name: str) -> bool:
    """Tell whether a column's name says that its fares were set before the trip."""
    return bool(_GUESSED & set(words_of(name)))


def time_score(words: list[str]) -> float:
    """Return how well words name the time at which a trip began."""
    joined, found = "".join(words), set(words)
    first = found & ORIGIN or joined.startswith(("pickup", "start", "origin", "trippickup"))
    last = found & DESTINATION or joined.startswith(
        ("dropoff", "end", "destination", "tripdropoff")
    )
    score = (1.0 + 2.0 * bool(first) + bool(found & TIME)) / (4.0 if last and not first else 1.0)
    return score - 0.1 if found & {"utc", "gmt"} else score  # a fare follows the clock on the wall


def part_score(words: list[str], part: str) -> float:
    """Return whether words name a part of the time at which a trip began."""
    found = set(words)
    named = found & PARTS[part] or (part == "day_of_week" and found & DAYS and found & _WEEK)
    return 2.0 if named and not found & _OF_CARS else 0.0
