"""How much the suite sees: every fault of the mock server alone, and every lawful variant of it."""
