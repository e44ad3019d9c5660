"""What several figures are made of: axes, numbers, colours, points, cells."""
