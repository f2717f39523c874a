"""City profiles as TOML, and the open data that come with them."""
