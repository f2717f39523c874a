"""What cameras see: image quality, field of view, coverage, gaps."""
