"""The server: from a request to what an operation answers, by the contract and with nothing in between."""
