"""Proves that `openapi.yaml` says what the fact base in `docs/contract/` says, no less and no more."""
