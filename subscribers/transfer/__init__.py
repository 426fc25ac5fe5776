"""Lists of subscribers as CSV files, in and out.

It knows rows and cells; what a value means and whether it is good is decided in `subscribers.policy`.
"""
