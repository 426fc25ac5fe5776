"""The two files: `digest.toml` is the operator's, `newsroom.toml` the editors'.

They are read in `settings` and `newsroom_file`. Nothing in here opens a database or a socket: it reads
files and an environment that is handed in, and reports every fault of a file at once, with its place,
what was found and what is expected there.
"""
