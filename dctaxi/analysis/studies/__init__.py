"""Studies side by side: which repeat one search, whether one is better, and their own numbers."""
