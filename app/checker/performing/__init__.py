"""One call of a layer or an operation, made for real, with the row that it leaves behind."""
