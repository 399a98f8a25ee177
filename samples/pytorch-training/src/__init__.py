"""A small classifier of flowers."""
