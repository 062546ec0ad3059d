"""One module for each operation, and the resource that offers them."""
