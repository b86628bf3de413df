"""What breaks around the service: its processes, its disk, its clock, its descriptors, its memory and its power."""
