"""The command line `kg`: one file a command."""
