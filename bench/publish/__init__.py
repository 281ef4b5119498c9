"""How long publishing takes."""
