"""Somebody's file, read and checked: tables, arrays, texts."""
