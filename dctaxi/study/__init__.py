"""Studies: asked in rounds, trained together, kept in a database."""
