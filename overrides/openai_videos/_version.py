"""The version of the whole distribution: reading it here costs less than asking the installation."""

__version__ = "0.1.0"
