"""From plots to ranges: what each narrower range is worth, and the study that is narrowed."""
