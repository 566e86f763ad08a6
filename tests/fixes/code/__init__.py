"""What is copied out of the notebook is run here, and must do what it was copied from."""
