"""Servers that mean harm, and what a judge makes of them."""
