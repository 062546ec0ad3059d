"""What a server is judged by: the requirements, what can be said of one, and the failures that are put up with."""
