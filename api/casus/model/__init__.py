"""What the shapes say, read once: record types, their fields, the collections they are served as."""
