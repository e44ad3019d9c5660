"""Spaces, samplers, storage and studies: what is asked, and what is kept."""
