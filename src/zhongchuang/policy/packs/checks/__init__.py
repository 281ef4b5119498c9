"""What `packs check` looks at beyond what loading already refuses."""
