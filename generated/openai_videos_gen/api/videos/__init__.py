# Generated from openapi.yaml by `make generate`; never edited by hand.
"""One module for each operation: the request that it is."""
