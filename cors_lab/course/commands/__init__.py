"""The subcommands of `cors-lab` that need the lessons."""
