"""`openapi.yaml` as the judge reads it: operations, what an answer breaks, cases made from it."""
