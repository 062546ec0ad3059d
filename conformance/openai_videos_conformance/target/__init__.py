"""Who is judged and what may be spent: what the options, and the environment, say of it."""
