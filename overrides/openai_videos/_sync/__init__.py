# Made from openai_videos/_async by `make generate`; never edited by hand.
"""What waits for the network, synchronously."""
