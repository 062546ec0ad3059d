"""What a user of a load run does, by the contract and the target, within what is allowed."""
