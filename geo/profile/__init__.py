"""What a city's profile is made of, part by part."""
