"""The desk for programs: what its pages show and do, as JSON, with an OpenAPI document."""
