"""The command line: the same code paths as the app, for scripts and checks."""
