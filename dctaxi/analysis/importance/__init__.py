"""Which hyperparameters matter more than the noise."""
