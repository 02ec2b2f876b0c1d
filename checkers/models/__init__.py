"""The shipped models and the loading of any other through sentence-transformers."""
