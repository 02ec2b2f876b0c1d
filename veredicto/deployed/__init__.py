"""The flows as Prefect deploys them: parameters that make a form, the parts built by the worker."""
