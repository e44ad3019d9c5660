"""Glossary: every explanation of the program in one place."""

from pages.components.glossary import entries

entries.show()
