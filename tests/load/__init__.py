"""Load runs: what is judged of them, and one that really runs."""
