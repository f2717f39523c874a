"""Patrols: how many visits each place gets, on which days, in which order, along which streets."""
