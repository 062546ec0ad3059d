"""What keeps the project's own texts true: figures in the documents, drafts for contributors."""
