"""What real browsers did, recorded, and the simulated browser held against it."""
