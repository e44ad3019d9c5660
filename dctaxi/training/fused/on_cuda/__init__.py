"""The CUDA backend: the training of a member by one block of threads, through numba-cuda."""
