"""Whole cities made up from a seed within a real boundary: streets, houses, lamps, areas, cameras."""
