"""What people owe: tasks, promises and corrective actions in one table."""
