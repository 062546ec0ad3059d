"""Real clients against the mock server: each makes every call that it has; what arrived is compared."""
