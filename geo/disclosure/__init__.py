"""What each audience may see of reported places."""
