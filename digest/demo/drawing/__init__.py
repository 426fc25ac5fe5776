"""Draws the pictures of the demonstration's articles: `python -m digest.demo.drawing FOLDER`.

The files that it makes are part of the package, so that the demonstration itself draws nothing.
"""
