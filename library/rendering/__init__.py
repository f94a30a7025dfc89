"""Bodies with fields into replies: a small language that cannot run away, fields that cannot be left empty.

jinja2 parses a body, and only one that has Jinja syntax; nothing is ever compiled to Python. Nothing is imported here:
callers take `language`, `fields` or `render`, so that a plain body costs no more than it needs.
"""
