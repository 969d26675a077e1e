"""What to learn: tasks that write prompts, chains and answers."""
