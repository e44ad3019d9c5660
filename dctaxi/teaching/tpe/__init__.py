"""How TPE chose a trial: what it knew, its two densities, its candidates, and the one it took."""
