"""What files call the parts of a trip, in English and some languages of its neighbours.

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
    "trinkgeld", "pourboire", "propina", "gorjeta", "mancia", "fooi",
})  # fmt: skip

TIME = frozenset({
    "datetime", "timestamp", "time", "date", "tr", "at", "epoch", "zeit", "datum", "zeitpunkt",
    "zeitstempel", "uhrzeit", "heure", "horodatage", "fecha", "hora", "data", "ora", "tijd",
})  # fmt: skip

PARTS: Mapping[str, frozenset[str]] = {
    "year": frozenset({"year", "yr", "jahr", "annee", "ano", "anno", "jaar"}),
    "month": frozenset({"month", "mon", "monat", "mois", "mes", "mese", "maand"}),
    "day_of_week": frozenset({
        "dow", "weekday", "dayofweek", "day", "wochentag", "jour", "dia", "giorno", "weekdag",
    }),
    "hour": frozenset({"hour", "hr", "hours", "stunde", "heure", "hora", "ora", "uur"}),
}  # fmt: skip

SPLIT = frozenset({"split", "set", "subset", "fold", "part", "partition"})


ZONES = frozenset({
    "pulocationid", "dolocationid", "pickupzone", "dropoffzone", "puzone", "dozone",
    "pickupcommunityarea", "dropoffcommunityarea",
})  # fmt: skip
"""Columns that say where a trip was by the name of an area, as one word."""


def words_of(name: str) -> list[str]:
    """Return the words of a column's name, without accents: camel case and numbers are apart."""
    apart = re.sub(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Za-z])(?=[0-9])", " ", name)
    bare = unicodedata.normalize("NFKD", apart.lower()).encode("ascii", "ignore").decode()
    return [word for word in re.split(r"[^a-z0-9]+", bare) if word]
