"""Real servers: how to install and start them, what the judge says of them, and the pages that say it."""
