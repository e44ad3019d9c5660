"""The address /run on a fresh server; the page itself is in search/."""

from pages.components.shared import address

address.hand_over()
