"""Reading registers and open data into the families of things."""
