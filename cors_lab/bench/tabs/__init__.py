"""What each tab of the bench shows."""
