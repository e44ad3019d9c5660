"""The figures of one study, population, landscape or data set."""
