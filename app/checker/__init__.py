"""The shape checker: a paste in, a report out. It knows no web, no content and no database."""
