"""Second readings by an additional judge: asked as data, checked as data, never the verdict."""
