"""How notices reach people who do not look into the program: mail and chats, through a queue that survives."""
