"""The address /landscape on a fresh server; the page itself is in explore/."""

from pages.components.shared import address

address.hand_over()
