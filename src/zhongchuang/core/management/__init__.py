"""Django administration commands of the ground floor."""
