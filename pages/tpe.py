"""The address /tpe on a fresh server; the page itself is in learn/."""

from pages.components.shared import address

address.hand_over()
