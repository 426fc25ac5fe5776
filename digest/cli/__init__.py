"""The command line: reads arguments, calls services, prints what they return.

Results go to standard output, everything else to standard error. Exit codes: 0 done, 1 failed, 2 usage
or configuration, 75 try again later.
"""
