"""`openapi.yaml` as the server keeps it: operations, requests judged by them, and the one form of a refusal."""
