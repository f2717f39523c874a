"""The spatial core: computes and keeps; no HTTP, no HTML."""
