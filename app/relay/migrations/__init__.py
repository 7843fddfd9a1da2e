"""How the relay's database came to its present shape, step by step; run by Alembic inside `database.opened`."""
