"""Which part of a paste is read: the model that is meant, and the statements that it needs."""
