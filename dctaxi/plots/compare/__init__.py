"""The figures that hold several searches side by side."""
