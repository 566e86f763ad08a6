"""What a teacher sees of a class: read from exported progress, on the teacher's machine alone."""
