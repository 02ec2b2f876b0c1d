"""The queue: every claim that may need a person, in the order that it should get one."""
