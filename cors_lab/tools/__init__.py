"""The tools that outlive the course: explain, check, audit and the command."""
