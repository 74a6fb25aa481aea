"""What concerns the whole house: its gates, its cast, its days."""
