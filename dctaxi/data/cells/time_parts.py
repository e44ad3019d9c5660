"""Parts of a time as files have them: numbers, names of months and weekdays, hours on a clock.

Names are those of English and of the languages of ``column_words``, in full or from three letters
on, in any case and without accents.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from typing import TYPE_CHECKING, Any

import numpy as np

from dctaxi.data.cells.numbers import Cell, Marks, Numbers, plain, read_numbers

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_MONTHS = """
january february march april may june july august september october november december
januar februar marz april mai juni juli august september oktober november dezember
janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre
enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre
janeiro fevereiro marco abril maio junho julho agosto setembro outubro novembro dezembro
gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre
januari februari maart april mei juni juli augustus september oktober november december
"""

_WEEKDAYS = """
sunday monday tuesday wednesday thursday friday saturday
sonntag montag dienstag mittwoch donnerstag freitag samstag
dimanche lundi mardi mercredi jeudi vendredi samedi
domingo lunes martes miercoles jueves viernes sabado
domingo segunda terca quarta quinta sexta sabado
domenica lunedi martedi mercoledi giovedi venerdi sabato
zondag maandag dinsdag woensdag donderdag vrijdag zaterdag
"""

_SHORTEST = 3
_CLOCK = re.compile(r"([01]?\d|2[0-4])(?::[0-5]\d){0,2} ?(?:h|([ap])\.? ?m\.?)?")


def read_part(part: str, column: Any, *, first_day: int = 1, marks: Marks = Marks.POINT) -> Numbers:
    """Return a part of a time, of ``TIME_PARTS``, from a pyarrow array.

    Weekdays count from 1, a Sunday, whatever number the file's begin with, ``first_day``. An hour
    may be a time of day, of which the rest is dropped.
    """
    import pyarrow.compute as pc

    values, kinds = read_numbers(column, marks)
    if part == "day_of_week" and first_day == 0:
        values = values + 1
    texts = np.flatnonzero(kinds == Cell.TEXT)
    if not len(texts) or not (names := _READERS.get(part)):
        return Numbers(values, kinds)
    column = plain(column)
    if not _is_text(column):
        return Numbers(values, kinds)
    coded = pc.dictionary_encode(column.take(texts))
    known = np.array([names(text) for text in coded.dictionary.to_pylist()], float)
    found = known[coded.indices.to_numpy(zero_copy_only=False)]
    values[texts] = found
    kinds[texts[~np.isnan(found)]] = Cell.NUMBER
    return Numbers(values, kinds)


def _is_text(column: Any) -> bool:
    import pyarrow as pa

    return bool(pa.types.is_string(column.type))


def _named(lines: str) -> Mapping[str, int]:
    """Return what each name and each beginning of one stands for, where all languages agree."""
    meant: defaultdict[str, set[int]] = defaultdict(set)
    for line in lines.strip().splitlines():
        for number, name in enumerate(line.split(), start=1):
            for end in range(_SHORTEST, len(name) + 1):
                meant[name[:end]].add(number)
    return {name: numbers.pop() for name, numbers in meant.items() if len(numbers) == 1}


def _reader(names: Mapping[str, int], endings: Iterable[str] = ()) -> Any:
    def read(text: str) -> float:
        bare = unicodedata.normalize("NFKD", text.strip().lower()).encode("ascii", "ignore")
        word = bare.decode().rstrip(".")
        for ending in endings:
            word = word.removesuffix(ending)
        return float(names.get(word, np.nan))

    return read


def _hour(text: str) -> float:
    match = _CLOCK.fullmatch(text.strip().lower())
    if match is None:
        return np.nan
    hour = int(match[1])
    if match[2] is None:
        return float(hour)
    return float(hour % 12 + 12 * (match[2] == "p")) if 1 <= hour <= 12 else np.nan


_READERS = {
    "month": _reader(_named(_MONTHS)),
    "day_of_week": _reader(_named(_WEEKDAYS), ("-feira", " feira")),
    "hour": _hour,
}
