"""Pages for people: maps, legends, tables and words."""
