"""The HTTP interface: it reads requests, asks the floors below, and writes answers."""
