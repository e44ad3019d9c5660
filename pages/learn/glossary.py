"""Glossary: every explanation of the program in one place."""

from pages.components import glossary_list

glossary_list.show()
