"""A server under load: Locust's users make jobs of it, and what all of them saw together is judged at the end."""
