"""How far the ends of a trip are apart, as the crow flies."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from dctaxi.data.columns import DESTINATION, ORIGIN

if TYPE_CHECKING:
    from numpy.typing import NDArray

EARTH_RADIUS_MILES = 3958.7613
"""Mean radius R1 of the Earth, 6371.0088 km (IUGG; Moritz, 2000), in statute miles."""


def haversine_miles(
    latitude: NDArray[np.float64],
    longitude: NDArray[np.float64],
    other_latitude: NDArray[np.float64],
    other_longitude: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Return great-circle distances in miles between points in degrees; the shapes broadcast.

    The haversine formula (Sinnott, "Virtues of the haversine", 1984), exact for short distances.
    """
    lat1, lon1, lat2, lon2 = map(np.radians, (latitude, longitude, other_latitude, other_longitude))
    chord = (
        np.sin((lat2 - lat1) / 2) ** 2
        + np.cos(lat1) * np.cos(lat2) * np.sin((lon2 - lon1) / 2) ** 2
    )
    miles: NDArray[np.float64] = 2 * EARTH_RADIUS_MILES * np.arcsin(np.sqrt(np.minimum(chord, 1.0)))
    return miles


def great_circle_miles(rows: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return each trip's great-circle distance in miles, ``[rows, columns] -> [rows]``."""
    return haversine_miles(*(rows[:, column] for column in (*ORIGIN, *DESTINATION)))
