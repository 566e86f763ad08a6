"""Small Flask apps that the lessons talk to, each readable as an example of its kind."""
