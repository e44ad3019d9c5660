"""The CPU backend: the training of a member as one function compiled by numba."""
