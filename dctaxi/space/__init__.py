"""What a study searches: ranges, lists and fixed values, their checks, draws and descriptions."""
