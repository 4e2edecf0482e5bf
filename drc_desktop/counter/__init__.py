"""The DEO window: call, triage, survey, check, finish."""
