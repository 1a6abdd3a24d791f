"""Changes to the code that many findings and repairs propose."""
