"""The text of a paste: cleaned of what stands around the code, parsed, each place findable again."""
