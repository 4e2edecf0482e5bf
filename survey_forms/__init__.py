"""Surveys: authoring of forms, the engine that runs them, the Qt renderer that shows them."""
