"""What the server keeps: jobs that move by a clock, their media, and the lists of them."""
