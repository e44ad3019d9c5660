"""A study as one HTML file, readable without the app and without a network."""
