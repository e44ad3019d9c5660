"""Hyperparameters to trained models: the network, the chapter's model, and the engines."""
