"""Functions of XPath 1.0 and ODK XForms."""
