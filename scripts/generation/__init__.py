"""Makes the client of the contract; what cannot be made rightly is refused."""
