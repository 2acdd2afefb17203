"""What the service answers, one blueprint a file."""
