"""Keeping the city: tables, migrations and the store; the only place that knows the database."""
