"""What the Learn pages compute: everything that they show is worked out here, nothing is canned."""
