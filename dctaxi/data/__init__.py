"""Taxi trips: the schema and its checks, the sample generator, sources and feature sets."""
