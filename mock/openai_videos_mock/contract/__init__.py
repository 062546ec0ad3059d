"""The contract as the server needs it: operations and their validators, errors in the API's envelope."""
