"""Measures Digest beside what one would use without it, in one run, as ratios.

Absolute figures say more about the machine than about the program; the ratios are what counts.
"""
