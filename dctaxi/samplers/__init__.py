"""Who asks for the next trials: one record per sampler."""
