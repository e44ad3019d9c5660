"""Figures in two stages: rows to plain data, plain data to a Plotly figure."""
