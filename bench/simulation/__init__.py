"""What a simulation costs on a large population."""
