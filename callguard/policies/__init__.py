"""Policies, phrase packs and scripts: from files and database to a rulebook."""
