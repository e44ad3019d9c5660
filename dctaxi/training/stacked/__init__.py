"""The stacked engine: members of one shape side by side in plain PyTorch, on any of its devices."""
