"""A race of samplers: its plan, its lanes, and what its end means."""
