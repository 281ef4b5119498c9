"""What the packs of the repository cost on a large population."""
