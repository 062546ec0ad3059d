"""What waits for the network, written once: `scripts/generate.py` makes the synchronous twin, `openai_videos_gen.sync`.

A line that ends with `# sync: ...` becomes what stands behind it.
"""
