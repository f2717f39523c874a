"""Plane geometry in metres."""
