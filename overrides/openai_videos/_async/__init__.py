"""What waits for the network, asynchronously. `_sync` is made from it by `make generate`."""
