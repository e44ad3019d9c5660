"""The figures of the Learn pages."""
