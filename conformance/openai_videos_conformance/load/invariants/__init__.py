"""What holds however many clients there are, and the verdict: pure functions of a history."""
