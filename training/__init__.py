"""How the shipped weights are made: one command a model, each can be stopped and resumed."""
