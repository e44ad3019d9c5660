"""The fused engine: the whole training of a model inside one compiled kernel."""
