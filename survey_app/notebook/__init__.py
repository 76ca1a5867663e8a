"""For notebooks and scripts: a survey, and its verified rows as tables.

The rows are those of pages and commands, under the same disclosure rules.
"""
