"""Made from overrides/templates/twice; never edited by hand."""
