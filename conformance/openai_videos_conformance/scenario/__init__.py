"""What a run asks for, as data: jobs, steps, what they need and what they may cost. Nothing here is sent."""
