"""Running text: stories read, fetched or told by the grammar, and the token rows that predictors learn from."""
