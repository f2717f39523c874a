"""What becomes of the places that people report."""
