# Generated from openapi.yaml by `make generate`; never edited by hand.
"""Contains methods for accessing the API"""
