"""The engine that trains on the machines of a Ray cluster."""
