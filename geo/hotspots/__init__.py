"""Where incidents gather, and how sure that is."""
