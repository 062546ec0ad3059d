"""What a server holds: the time, jobs and characters, and the files that are made for them."""
