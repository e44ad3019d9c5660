"""The address /compare on a fresh server; the page itself is in explore/."""

from pages.components import address

address.hand_over()
